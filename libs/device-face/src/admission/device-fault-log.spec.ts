import { describe, expect, it } from '@jest/globals';
import type { Logger } from 'pino';

import { SERVER } from '@twinbank/access';
import type { EventDraft, Events } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';
import { ManualClock } from '@twinbank/primitives';

import { DeviceFaultLog } from './device-fault-log.js';

function faultLog() {
  const rows: EventDraft[] = [];
  const lines: unknown[] = [];
  const clock = new ManualClock(1000);
  const events = { append: async (drafts: readonly EventDraft[]) => void rows.push(...drafts) } as unknown as Events;
  const log = { warn: (facts: object, message: string) => lines.push({ ...facts, message }) } as unknown as Logger;
  return { rows, lines, clock, faultLog: new DeviceFaultLog(events, new EventBus(), clock, log) };
}

describe('DeviceFaultLog', () => {
  it('counts every fault, and reports one kind and origin once a minute', async () => {
    const { faultLog: book, rows, lines, clock } = faultLog();
    const fault = {
      code: 'topic_forbidden',
      detail: 'a message to a topic of another',
      deviceId: 'd1',
      address: '10.0.0.1',
      admitted: true,
    } as const;
    for (let i = 0; i < 5; i++) book.record(fault);
    book.record({ ...fault, deviceId: 'd2' });
    clock.advance(60_000);
    book.record(fault);
    await book.stop();
    expect(book.faults).toEqual({ topic_forbidden: 7 });
    expect(lines).toMatchObject([{ device: 'd1' }, { device: 'd2' }, { device: 'd1', meanwhile: 4 }]);
    expect(rows.map(({ kind, deviceId, data }) => [kind, deviceId, data['meanwhile']])).toEqual([
      ['device_fault', 'd1', undefined],
      ['device_fault', 'd2', undefined],
      ['device_fault', 'd1', 4],
    ]);
  });

  it('records faults of connections that were not admitted for their address, whatever ids they claim', async () => {
    const { faultLog: book, rows } = faultLog();
    for (let i = 0; i < 100; i++)
      book.record({
        code: 'device_unknown',
        detail: 'refused',
        deviceId: `made-up-${i}`,
        address: '10.0.0.1',
        admitted: false,
      });
    await book.stop();
    expect(rows).toEqual([
      {
        atMs: 1000,
        kind: 'device_fault',
        actor: SERVER,
        data: { code: 'device_unknown', detail: 'refused', device: 'made-up-0', address: '10.0.0.1' },
      },
    ]);
  });

  it('writes only a limited number of rows, however many faults there are', async () => {
    const { faultLog: book, rows } = faultLog();
    for (let i = 0; i < 1000; i++)
      book.record({ code: 'want_out_of_range', detail: 'x', deviceId: `d${i}`, admitted: true });
    await book.stop();
    expect(rows.length).toBe(200);
  });
});
