import { beforeEach, describe, expect, it } from '@jest/globals';

import type { KeySetRecord, KeySets, Product, Products } from '@twinbank/database';
import {
  keySetPoint,
  p256KeyFromScalar,
  signingKeyFromSeed,
  signKeySet,
  type KeyRing,
  type SigningKey,
} from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet } from '@twinbank/protocol';

import { ProductKeySets } from './product-key-sets.js';

const FRESH_MS = 5_000;

/** A product with one key set, as they are stored; each reading waits until it is let through. */
describe('the key sets of a product, remembered', () => {
  let x: Uint8Array;
  let keys: readonly SigningKey[];
  let ring: Pick<KeyRing, 'ticketKey' | 'ticketKeys'>;
  let sets: readonly KeySetRecord[];
  let sequence: number;
  let nowMs: number;
  let reads: number;
  let gate: Promise<void> | undefined;
  let known: ProductKeySets;

  const setOf = (id: number, version: number, signatures = 1): KeySetRecord => ({
    ...{ id, product: 'pump', createdAtMs: 0 },
    set: {
      ...{ product: 'pump', version, issuedAtMs: 0, expiresAtMs: 100_000, rootThreshold: 1, manifestThreshold: 1 },
      keys: [{ x, uses: ['root', 'manifest', 'ticket'] }],
    },
    signed: {
      keySet: 'AA',
      signatures: Array.from({ length: signatures }, () => ({ protected: 'A', signature: 'A' })),
    },
  });

  /** A set that names these for tickets, stored at a time. */
  const naming = (id: number, createdAtMs: number, ...tickets: readonly SigningKey[]): KeySetRecord => {
    const made = setOf(id, id);
    const named = tickets.map(({ publicJwk }) => ({ x: fromBase64Url(publicJwk.x)!, uses: ['ticket'] as const }));
    return { ...made, createdAtMs, set: { ...made.set, keys: [...named] } };
  };

  beforeEach(async () => {
    const [key, later] = await Promise.all([1, 2].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))));
    keys = [key!, later!];
    ring = { ticketKey: key!, ticketKeys: [key!] };
    x = fromBase64Url(key!.publicJwk.x)!;
    [sets, sequence, nowMs, reads, gate] = [[setOf(1, 1)], 1, 1_000_000, 0, undefined];
    const product = (): Partial<Product> => ({
      ...{ createdAtMs: 0, signing: { keys: [], threshold: 1, serverKey: true, sequence } },
    });
    known = new ProductKeySets(
      { find: async () => product() } as unknown as Products,
      {
        of: async () => {
          reads += 1;
          const read = sets;
          await gate;
          return read;
        },
      } as unknown as KeySets,
      ring,
      { nowMs: () => nowMs },
    );
  });

  it('are the same object while nothing was changed, however often they are read', async () => {
    const first = await known.of('pump');
    nowMs += FRESH_MS;
    expect(await known.of('pump')).toBe(first);
    known.stored('pump');
    expect(await known.of('pump')).toBe(first);
    expect(reads).toBe(3);
    expect(await known.of('pump')).toBe(first);
    expect(reads).toBe(3);
  });

  it('are read anew for what is decided for good, also where an older reading ends later', async () => {
    expect((await known.of('pump'))!.newest.version).toBe(1);
    sets = [...sets, setOf(2, 2)];
    expect((await known.of('pump'))!.newest.version).toBe(1);
    expect((await known.anew('pump'))!.newest.version).toBe(2);

    nowMs += FRESH_MS;
    let open!: () => void;
    gate = new Promise((resolve) => (open = resolve));
    const older = known.of('pump');
    await Promise.resolve();
    while (reads < 3) await Promise.resolve();
    gate = undefined;
    sets = [...sets, setOf(3, 3)];
    expect((await known.anew('pump'))!.newest.version).toBe(3);
    open();
    await older;
    expect((await known.of('pump'))!.newest.version).toBe(3);
  });

  it.each<[string, () => void]>([
    ['a set was stored', () => (sets = [...sets, setOf(2, 2)])],
    ['one got a further signature', () => (sets = [setOf(1, 1, 2)])],
    ['the product was made again with a set of the same version', () => (sets = [setOf(9, 1)])],
    ['who may sign was changed', () => (sequence += 1)],
  ])('are others when %s', async (_, change) => {
    const first = await known.of('pump');
    change();
    known.stored('pump');
    const second = await known.of('pump');
    expect(second).not.toBe(first);
    expect(second?.sets).toEqual(sets);
  });

  it('are read again where one was stored while they were read', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const reading = known.of('pump');
    await Promise.resolve();
    while (reads === 0) await Promise.resolve();
    sets = [...sets, setOf(2, 2)];
    known.stored('pump');
    open();
    expect((await reading)?.newest.version).toBe(1);
    expect((await known.of('pump'))?.newest.version).toBe(2);
  });

  describe('where several ask for them at once', () => {
    let open: () => void;
    let fail: (error: Error) => void;
    const closed = (): void => {
      gate = new Promise((resolve, reject) => ([open, fail] = [resolve, reject]));
    };
    const readingBegun = async (count: number): Promise<void> => {
      while (reads < count) await Promise.resolve();
    };
    beforeEach(closed);

    it('are read once for a page of releases, and once more when that is too old', async () => {
      const protectedBy = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'k' })).toString('base64url');
      const page = () =>
        Promise.all(Array.from({ length: 200 }, () => known.signed('pump', { manifestJws: `${protectedBy}.e30.` })));
      const shown = page();
      await readingBegun(1);
      open();
      expect(new Set((await shown).map((signed) => signed?.sets)).size).toBe(1);
      expect(reads).toBe(1);
      nowMs += FRESH_MS;
      await page();
      expect(reads).toBe(2);
    });

    it('are read for each product', async () => {
      const both = Promise.all([known.of('pump'), known.of('valve'), known.of('valve')]);
      open();
      const [pump, valve, again] = await both;
      expect([pump?.product, valve?.product, reads]).toEqual(['pump', 'valve', 2]);
      expect(again).toBe(valve);
    });

    it.each<[string, () => void]>([
      ['one was stored since that reading began', () => known.stored('pump')],
      ['that reading hangs until it is too old', () => (nowMs += FRESH_MS)],
    ])('are read again where %s', async (_, happens) => {
      const older = known.of('pump');
      await readingBegun(1);
      gate = undefined;
      sets = [...sets, setOf(2, 2)];
      happens();
      expect((await Promise.all([known.of('pump'), known.of('pump')])).map((keys) => keys?.newest.version)).toEqual([
        2, 2,
      ]);
      expect(reads).toBe(2);
      open();
      expect((await older)?.newest.version).toBe(1);
    });

    it('are read again for what is decided for good, and for a ticket that was issued since that reading began', async () => {
      const older = known.of('pump');
      await readingBegun(1);
      gate = undefined;
      const [old, next] = keys as [SigningKey, SigningKey];
      Object.assign(ring, { ticketKeys: keys });
      sets = [naming(1, 100, old), naming(2, nowMs, next)];
      expect((await known.ticketKeyAt('pump', nowMs)).kid).toBe(next.kid);
      expect((await known.anew('pump'))?.newest.version).toBe(2);
      expect(reads).toBe(3);
      open();
      await older;
    });

    it('are not read for all time as they could not be read once', async () => {
      const waiting = [known.of('pump'), known.of('pump')];
      const outcome = Promise.allSettled(waiting);
      await readingBegun(1);
      fail(new Error('the database does not answer'));
      expect((await outcome).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      gate = undefined;
      expect((await known.of('pump'))?.newest.version).toBe(1);
      expect(reads).toBe(2);
    });
  });

  it('are none where there are none, and some once there are', async () => {
    sets = [];
    expect(await known.of('pump')).toBeUndefined();
    sets = [setOf(1, 1)];
    nowMs += FRESH_MS;
    expect((await known.of('pump'))?.newest.version).toBe(1);
  });

  it('say with which key a ticket is signed: by the set that was the newest when it was issued, whatever came since', async () => {
    const [old, next] = keys as [SigningKey, SigningKey];
    expect((await known.ticketKeyAt('pump', nowMs)).kid).toBe(old.kid);
    expect(reads).toBe(0);
    Object.assign(ring, { ticketKeys: keys });
    sets = [naming(1, 100, old), naming(2, 200, old, next), naming(3, 300, next)];
    const by = async (issuedAtMs: number) => (await known.ticketKeyAt('pump', issuedAtMs)).kid;
    expect([await by(99), await by(299), await by(300), await by(nowMs + 1)]).toEqual(
      [old, old, next, next].map(({ kid }) => kid),
    );
    expect(await known.ticketProblem('pump')).toBeUndefined();
    expect(await known.signed('pump', { manifestJws: 'e30.e30.' })).toBeUndefined();
  });

  it('say to which one those that are sent lead a device, as long as none of them expires', async () => {
    const [root] = keys as [SigningKey, SigningKey];
    const signedBy = async (version: number, expiresAtMs: number): Promise<KeySetRecord> => {
      const made = naming(version, 0, root);
      const set = { ...made.set, expiresAtMs, keys: [{ x, uses: ['root', 'manifest', 'ticket'] as const }] };
      return { ...made, set, signed: await signKeySet(set, [root]) };
    };
    sets = [await signedBy(1, nowMs + 5000), await signedBy(2, nowMs + 5000), await signedBy(3, nowMs + 1000)];
    const protectedBy = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: root.kid })).toString('base64url');
    const leads = async (held: number, refused?: number) =>
      (await known.signed('pump', { manifestJws: `${protectedBy}.e30.` }))?.leadsTo?.(held, refused, false);
    expect([await leads(1), await leads(2), await leads(3), await leads(7)]).toEqual([3, 3, 3, 7]);
    expect(await leads(1, 3)).toBe(1);
    nowMs += 1000;
    expect([await leads(1), await leads(2)]).toEqual([2, 2]);
  });

  it('say whether the newest names a key of P-256, which leads no device further that knows none', async () => {
    const [root] = keys as [SigningKey, SigningKey];
    const p256 = await p256KeyFromScalar(new Uint8Array(32).fill(9));
    const signedBy = async (version: number, ...more: KeySet['keys']): Promise<KeySetRecord> => {
      const made = naming(version, 0, root);
      const named = [{ x, uses: ['root', 'manifest', 'ticket'] as const }, ...more];
      const set = { ...made.set, expiresAtMs: nowMs + 50_000, keys: named };
      return { ...made, set, signed: await signKeySet(set, [root]) };
    };
    const protectedBy = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: root.kid })).toString('base64url');
    const signed = () => known.signed('pump', { manifestJws: `${protectedBy}.e30.`, signedBy: [root.kid, 'k'] });
    sets = [await signedBy(1), await signedBy(2)];
    const needs = sets[1]!.set.manifestThreshold;
    expect(await signed()).toMatchObject({ newestNamesP256: false, signedBy: [root.kid, 'k'], needs });
    sets = [...sets, await signedBy(3, { x: keySetPoint(p256.publicJwk), uses: ['manifest'] })];
    nowMs += FRESH_MS;
    const order = await signed();
    expect(order).toMatchObject({ newestNamesP256: true });
    expect([1, 2, 3].map((held) => order?.leadsTo?.(held, undefined, false))).toEqual([2, 2, 3]);
    expect([1, 2, 3].map((held) => order?.leadsTo?.(held, undefined, true))).toEqual([3, 3, 3]);
  });

  it('are read again for a ticket that was issued since they were read: another server may have stored one', async () => {
    const [old, next] = keys as [SigningKey, SigningKey];
    Object.assign(ring, { ticketKeys: keys });
    sets = [naming(1, 100, old)];
    await known.of('pump');
    sets = [...sets, naming(2, nowMs, next)];
    expect((await known.ticketKeyAt('pump', nowMs - 1)).kid).toBe(old.kid);
    expect(reads).toBe(1);
    expect((await known.ticketKeyAt('pump', nowMs)).kid).toBe(next.kid);
    expect(reads).toBe(2);
  });
});
