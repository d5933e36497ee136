import { describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import type { LinkState } from '@twinbank/broker';
import type { KeySetHolder, KeySets } from '@twinbank/database';
import type { StoredKeySet } from '@twinbank/keys';
import type { Taken } from '@twinbank/rollout';
import type { ProductKeySets, ProductKeys } from '@twinbank/stored-releases';

import { KeySetSender } from './key-set-sender.js';

/** A set that nobody verifies here: the device holds one that is not stored, and then the newest is sent. */
const stored = (version: number, expiresAtMs = 2000): StoredKeySet =>
  ({
    set: { version, expiresAtMs },
    signed: { keySet: 'AA', signatures: [{ protected: 'AA', signature: 'AA' }] },
  }) as unknown as StoredKeySet;

/** A sender over devices that all hold version 1, of a product with one newer set. */
function senderOf({ ready = true, link = 'free' as LinkState } = {}) {
  const sent: string[] = [];
  const state = { ready, link, version: 7, nowMs: 1500 };
  const looks: string[] = [];
  let tell = (): void => undefined;
  let meanwhile = (): void => undefined;
  const broker = {
    ready: () => state.ready,
    linkState: () => state.link,
    publishTicket: (deviceId: string, _payload: Uint8Array, retained: boolean) =>
      void sent.push(`${deviceId} ${retained}`),
  };
  const holders = async (ids: readonly string[]): Promise<KeySetHolder[]> =>
    ids.map((deviceId) => ({ deviceId, product: 'pump', version: 1, p256: true }));
  /** Every look finds as many as it asks for. */
  const lagging = async (after: string, limit: number): Promise<KeySetHolder[]> => {
    looks.push(after);
    meanwhile();
    return Array.from({ length: limit }, (_, at) => ({ deviceId: `d${at}`, product: 'pump', version: 1, p256: true }));
  };
  const made = new Map<number, ProductKeys>();
  const products = {
    of: async () => {
      const { version } = state;
      const keys = made.get(version) ?? { product: 'pump', factoryRoots: undefined, sets: [stored(version)] };
      made.set(version, keys as unknown as ProductKeys);
      return keys;
    },
    onStored: (listener: () => void) => {
      tell = listener;
      return () => undefined;
    },
  };
  const sender = new KeySetSender(
    broker,
    { holders, lagging } as unknown as KeySets,
    products as unknown as ProductKeySets,
    { nowMs: () => state.nowMs },
    pino({ level: 'silent' }),
  );
  const hello = (deviceId: string): Taken =>
    ({ deviceId, atMs: 1, report: { type: 'hello', seq: 0, status: { keySet: 1 } } }) as unknown as Taken;
  const heard = (...ids: string[]): void => sender.heard(ids.map(hello));
  const storeIn = (work: 'look' | 'none'): void => void (meanwhile = work === 'look' ? () => tell() : () => undefined);
  return { sender, sent, state, heard, looks, storeIn };
}

describe('the sender of key sets', () => {
  it('sends the same set to a device once, however often it says hello, and a newer one at once; none is retained', async () => {
    jest.useFakeTimers();
    const { sender, sent, state, heard } = senderOf();
    for (let times = 0; times < 3; times++) {
      heard('a');
      await sender.sendSome();
    }
    expect(sent).toEqual(['a false']);
    state.version = 8;
    heard('a');
    await sender.sendSome();
    expect(sent).toEqual(['a false', 'a false']);
    jest.advanceTimersByTime(20_001);
    heard('a');
    await sender.sendSome();
    expect(sent).toHaveLength(3);
    await sender.onModuleDestroy();
    jest.useRealTimers();
  });

  it('sends a device that says now this and now that no more than one that says the same', async () => {
    jest.useFakeTimers();
    const { sender, sent, state, heard } = senderOf();
    for (let times = 0; times < 10; times++) {
      state.version = times % 2 === 0 ? 7 : 8;
      heard('a');
      await sender.sendSome();
    }
    // The older one and the newer one, and neither of them again.
    expect(sent).toHaveLength(2);
    jest.advanceTimersByTime(20_001);
    state.version = 7;
    heard('a');
    await sender.sendSome();
    expect(sent).toHaveLength(3);
    await sender.onModuleDestroy();
    jest.useRealTimers();
  });

  it('sends to so many in one turn, and goes on with the others in the next', async () => {
    const { sender, sent, heard } = senderOf();
    heard(...Array.from({ length: 120 }, (_, index) => `d${index}`));
    const after: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await sender.sendSome();
      after.push(sent.length);
    }
    expect(after).toEqual([50, 100, 120]);
    await sender.onModuleDestroy();
  });

  it('keeps those who wait while the broker is away, and leaves out a connection with much unsent', async () => {
    const { sender, sent, state, heard } = senderOf({ ready: false });
    heard('a');
    await sender.sendSome();
    expect(sent).toEqual([]);
    state.ready = true;
    await sender.sendSome();
    state.link = 'busy';
    heard('b');
    await sender.sendSome();
    expect(sent).toEqual(['a false']);
    await sender.onModuleDestroy();
  });

  it('goes on with a look where the one before ended; from the beginning, if a set was stored meanwhile', async () => {
    jest.useFakeTimers();
    const { sender, looks, storeIn } = senderOf();
    sender.onApplicationBootstrap();
    await sender.lookAround();
    storeIn('look');
    await sender.lookAround();
    storeIn('none');
    await sender.lookAround();
    expect(looks).toEqual(['', 'd4999', '']);
    await sender.onModuleDestroy();
    jest.useRealTimers();
  });

  it('sends no set that has expired since it was found to follow', async () => {
    const { sender, sent, state, heard } = senderOf();
    heard('a');
    await sender.sendSome();
    state.nowMs = 2000;
    heard('b');
    await sender.sendSome();
    expect(sent).toEqual(['a false']);
    await sender.onModuleDestroy();
  });
});
