import { describe, expect, it } from '@jest/globals';

import type { Jobs, Transfer } from '@twinbank/database';
import { DELIVERY_LIMITS } from '@twinbank/delivery';
import { AesCtr, deriveImageKey } from '@twinbank/keys';
import { ManualClock } from '@twinbank/primitives';

import type { DeviceKeys } from '../admission/device-keys.js';
import type { ReleaseStream } from './release-streams.js';
import { TransferCache } from './transfer-cache.js';

const deviceRoot = new Uint8Array(32).fill(5);
const stream: ReleaseStream = {
  releaseId: 1,
  product: 'pump',
  version: '2.0.0',
  blockCount: 1,
  blockSize: 1024,
  stream: new Uint8Array(64),
  releaseSalt: new Uint8Array(32),
  streamDigest: new Uint8Array(32).fill(9),
};

function cacheOver(...rows: Partial<Transfer>[]) {
  const table = new Map(
    rows.map((row) => [
      row.transfer!,
      {
        jobId: 1,
        deviceId: 'd1',
        keyEpoch: 1,
        keyGeneration: 0,
        product: 'pump',
        releaseId: 1,
        cipher: 'A128CTR',
        open: true,
        ...row,
      } as Transfer,
    ]),
  );
  const queries: (readonly number[])[] = [];
  const jobs = {
    findTransfers: async (ids: readonly number[]) => (queries.push(ids), ids.flatMap((id) => table.get(id) ?? [])),
  } as unknown as Jobs;
  const keys = {
    rootOf: ({ keyEpoch, keyGeneration }: { keyEpoch: number; keyGeneration: number }) =>
      keyEpoch === 1 ? deviceRoot.map((byte) => byte + keyGeneration) : undefined,
  } as unknown as DeviceKeys;
  const clock = new ManualClock(1_000_000);
  return { cache: new TransferCache(jobs, keys, clock), table, queries, clock };
}

describe('TransferCache', () => {
  it('asks the database again for the transfers of devices that were sent away, and for no others', async () => {
    const { cache, queries } = cacheOver({ transfer: 4 }, { transfer: 5, deviceId: 'd2' });
    await cache.find(4);
    await cache.find(5);
    cache.forgetDevices(['d1']);
    await cache.find(4);
    await cache.find(5);
    expect(queries).toEqual([[4], [5], [4]]);
  });

  it('asks the database once for an open transfer, and again after a while', async () => {
    const { cache, queries, clock } = cacheOver({ transfer: 4 });
    await cache.find(4);
    expect((await cache.find(4)).row?.open).toBe(true);
    clock.advance(DELIVERY_LIMITS.openFreshMs);
    expect(cache.remembered(4)).toBeUndefined();
    await cache.find(4);
    expect(queries).toEqual([[4], [4]]);
  });

  it('remembers for a short while that a transfer does not exist or is closed', async () => {
    const { cache, queries, clock } = cacheOver({ transfer: 4, open: false });
    await Promise.all([cache.find(4), cache.find(5)]);
    expect([cache.remembered(4)?.row?.open, cache.remembered(5)?.row]).toEqual([false, undefined]);
    clock.advance(DELIVERY_LIMITS.closedFreshMs);
    expect([cache.remembered(4), cache.remembered(5)]).toEqual([undefined, undefined]);
    expect(queries).toEqual([[4, 5]]);
  });

  it('knows a transfer that was just opened, and drops one whose job ended', async () => {
    const { cache, table, queries } = cacheOver({ transfer: 4 });
    cache.opened(table.get(4)!);
    expect(cache.remembered(4)?.row).toBe(table.get(4));
    cache.forget(4);
    table.set(4, { ...table.get(4)!, open: false });
    expect((await cache.find(4)).row?.open).toBe(false);
    expect(queries).toEqual([[4]]);
  });

  it('makes the device’s own cipher once, and keeps it when the row is read again', async () => {
    const { cache, clock } = cacheOver({ transfer: 4 });
    const cipher = cache.cipherOf(await cache.find(4), stream)!;
    clock.advance(DELIVERY_LIMITS.openFreshMs);
    expect(cache.cipherOf(await cache.find(4), stream)).toBe(cipher);
    const { product, version, releaseSalt, streamDigest: digest } = stream;
    const expected = new AesCtr({
      cipher: 'A128CTR',
      ...deriveImageKey({ deviceRoot, releaseSalt, product, version, digest, cipher: 'A128CTR' }),
    });
    expect(Buffer.from(cipher.apply(0, stream.stream)).equals(Buffer.from(expected.apply(0, stream.stream)))).toBe(
      true,
    );
  });

  it('has no cipher for a transfer in plaintext, and fails if the key ring lacks the epoch', async () => {
    const { cache } = cacheOver({ transfer: 4, cipher: 'none' }, { transfer: 5, keyEpoch: 2 });
    expect(cache.cipherOf(await cache.find(4), stream)).toBeUndefined();
    const lost = await cache.find(5);
    expect(() => cache.cipherOf(lost, stream)).toThrow('epoch 2');
  });

  it('keeps a cipher while the row is read again, but not once the device has another key', async () => {
    const { cache, table, clock } = cacheOver({ transfer: 4 });
    const cipherNow = async (): Promise<AesCtr> => {
      clock.advance(DELIVERY_LIMITS.openFreshMs);
      return cache.cipherOf(await cache.find(4), stream)!;
    };
    const first = await cipherNow();
    expect(await cipherNow()).toBe(first);
    table.set(4, { ...table.get(4)!, keyGeneration: 1 });
    const { releaseSalt, product, version, streamDigest: digest } = stream;
    const inputs = { deviceRoot: new Uint8Array(32).fill(6), releaseSalt, product, version, digest };
    const expected = new AesCtr({ cipher: 'A128CTR', ...deriveImageKey({ ...inputs, cipher: 'A128CTR' }) });
    expect((await cipherNow()).apply(0, new Uint8Array(64))).toEqual(expected.apply(0, new Uint8Array(64)));
    table.set(4, { ...table.get(4)!, keyGeneration: 0 });
    expect(await cipherNow()).not.toBe(first);
  });
});
