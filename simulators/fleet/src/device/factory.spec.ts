import { describe, expect, it } from '@jest/globals';

import { deviceIds, provision } from './factory.js';
import type { OperatorClient } from '../server/operator-client.js';

/** A server that answers each bulk request with the result of `answer` for its lines. */
function serverThat(answer: (ids: string[]) => object[]): { client: OperatorClient; requests: number[] } {
  const requests: number[] = [];
  const client = {
    server: 'https://server.example:3000',
    provision: async (body: string) => {
      const ids = body
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
      requests.push(ids.length);
      return answer(ids).map((line) => JSON.stringify(line));
    },
  } as unknown as OperatorClient;
  return { client, requests };
}

const keys = { type: 'keys', mqttUrl: 'mqtt://0.0.0.0:2883', manifestKeys: [{ kid: 'm' }], ticketKeys: [{ kid: 't' }] };
const device = (id: string): object => ({ type: 'device', id, deviceRoot: 'A'.repeat(43) });
const order = { product: 'pump', hardware: 'A' };

describe('the factory', () => {
  it('makes the same ids for the same seed and different ones for another', () => {
    expect(deviceIds('pump', 's', 2)).toEqual(deviceIds('pump', 's', 2));
    expect(deviceIds('pump', 's', 2)[0]).toMatch(/^pump-[0-9a-z]{7}-0001$/);
    expect(deviceIds('pump', 'other', 2)[0]).not.toBe(deviceIds('pump', 's', 2)[0]);
    expect(deviceIds('p'.repeat(64), 's', 100_000).every((id) => id.length <= 64)).toBe(true);
  });

  it('fetches root keys and public keys, in requests of bounded length', async () => {
    const { client, requests } = serverThat((ids) => [keys, ...ids.map(device), { type: 'end' }]);
    const made = await provision(client, { ...order, ids: deviceIds('pump', 's', 10_001) });
    expect(requests).toEqual([10_000, 1]);
    expect(made.devices).toHaveLength(10_001);
    expect(made.devices[0]!.deviceRoot).toEqual(new Uint8Array(32));
    expect(made.keys.ticketKeys).toEqual([{ kid: 't' }]);
  });

  it('learns whose signatures on key sets the devices take, and the newest set; of root keys without their number nothing', async () => {
    const roots = { rootKeys: [{ kid: 'r' }], rootThreshold: 1 };
    const keySet = { keySet: 'AA', signatures: [] };
    const told = async (further: object) => {
      const ofProduct = { ...keys, product: 'pump', manifestKeys: [{ kid: 'team' }], ...further };
      const { client } = serverThat((ids) => [keys, ofProduct, ...ids.map(device), { type: 'end' }]);
      return (await provision(client, { ...order, ids: ['x'] })).keys;
    };
    const plain = { manifestKeys: [{ kid: 'team' }], ticketKeys: [{ kid: 't' }] };
    expect(await told({ ...roots, keySet })).toEqual({ ...plain, ...roots, keySet });
    expect([await told({}), await told({ rootKeys: roots.rootKeys })]).toEqual([plain, plain]);
  });

  it('learns from the server where devices connect; a broker that listens on every address has the server’s address', async () => {
    const told = async (mqttUrl: string): Promise<string> => {
      const { client } = serverThat((ids) => [{ ...keys, mqttUrl }, ...ids.map(device), { type: 'end' }]);
      return (await provision(client, { ...order, ids: ['x'] })).mqttUrl;
    };
    expect(await told('mqtts://broker.example:8884')).toBe('mqtts://broker.example:8884');
    expect(await told('mqtts://0.0.0.0:8884')).toBe('mqtts://server.example:8884');
    expect(await told('mqtt://[::]:2883')).toBe('mqtt://server.example:2883');
  });

  it('says what to do if devices of this seed exist already', async () => {
    const { client } = serverThat(() => [
      keys,
      { type: 'fault', line: 1, code: 'device_exists', detail: 'device x exists already' },
      { type: 'end' },
    ]);
    await expect(provision(client, { ...order, ids: ['x'] })).rejects.toThrow(/device_exists.*--seed/);
  });

  it('refuses an answer that ends early or leaves a device out', async () => {
    await expect(provision(serverThat(() => [keys, device('x')]).client, { ...order, ids: ['x'] })).rejects.toThrow(
      'ended its answer',
    );
    await expect(provision(serverThat(() => [keys, { type: 'end' }]).client, { ...order, ids: ['x'] })).rejects.toThrow(
      'every device',
    );
    await expect(
      provision(serverThat(() => [keys, { type: 'device', id: 'x', deviceRoot: 'AAAA' }, { type: 'end' }]).client, {
        ...order,
        ids: ['x'],
      }),
    ).rejects.toThrow('32 bytes');
  });
});
