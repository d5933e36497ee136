import { describe, expect, it } from '@jest/globals';
import type { BrokerFault } from './device-broker.js';
import { handling } from './handling.js';

const message = { deviceId: 'd1', kind: 'want', payload: new Uint8Array(0) } as const;

describe('handling', () => {
  it('lets results through', async () => {
    expect(
      handling(
        () => undefined,
        () => undefined,
      )(message),
    ).toBeUndefined();
    await expect(
      handling(
        () => Promise.reject(new Error('later')),
        () => undefined,
      )(message),
    ).rejects.toThrow('later');
  });

  it('turns an error thrown by a handler into a fault and an unacknowledged message', async () => {
    const faults: BrokerFault[] = [];
    const handler = handling(
      () => {
        throw new TypeError('a bug');
      },
      (fault) => faults.push(fault),
    );
    await expect(handler(message)).rejects.toThrow('a bug');
    expect(faults).toEqual([{ code: 'internal', detail: 'handling a want failed: a bug', deviceId: 'd1' }]);
  });
});
