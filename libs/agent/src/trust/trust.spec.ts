import { beforeAll, describe, expect, it } from '@jest/globals';

import { signingKeyFromSeed, signKeySet, TrustedKeys, type SigningKey } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet, KeyUse, SignedKeySet, TicketMessage } from '@twinbank/protocol';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import type { AgentConfig } from '../agent-config.js';
import { Companions } from '../companions/companion-goals.js';
import { BankSections } from '../sections/bank-sections.js';
import { BankView, journalledJob, statusOf } from '../device-status.js';
import { factoryInstall } from '../factory.js';
import { Journal } from '../journal/journal.js';
import { MemoryMedium } from '../testing/memory-medium.js';
import type { KnownManifest } from '../ticket/known-manifest.js';
import { Trust } from './trust.js';

const CLOCK_MS = 1000;
let keys: TestKeys;
let next: TestKeys;
let root: SigningKey;
let [manifestKey, ticketKey, nextManifestKey, nextTicketKey]: SigningKey[] = [];
beforeAll(async () => {
  [keys, next] = [await testKeys(), await testKeys(5)];
  const made = await Promise.all([1, 2, 5, 6, 9].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed))));
  [manifestKey, ticketKey, nextManifestKey, nextTicketKey] = made;
  root = made[4]!;
});

const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
  x: fromBase64Url(publicJwk.x)!,
  uses,
});
/** A set that names these for manifests and tickets. */
const setOf = (
  manifests: readonly SigningKey[],
  tickets: readonly SigningKey[],
  change: Partial<KeySet> = {},
): Promise<SignedKeySet> =>
  signKeySet(
    {
      ...{ product: 'motor', version: 1, issuedAtMs: 0, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 },
      keys: [
        key(root, 'root'),
        ...manifests.map((one) => key(one, 'manifest')),
        ...tickets.map((one) => key(one, 'ticket')),
      ],
      ...change,
    },
    [root],
  );

const MCU = { part: 'STM32G484' } as const;
const release = (version: string, counter = 1) =>
  sampleRelease({ ...MCU, version, counter, bytes: 4096, ...{ isrCopies: false } });

function device(config: Partial<AgentConfig> = {}): BenchDevice {
  const rootKeys = { keys: [root.publicJwk], threshold: 1 };
  const bench = new BenchDevice({ keys, mcu: MCU, config: { rootKeys, ...config } });
  factoryInstall(bench.mcu, release('1.0.0'));
  bench.boot();
  return bench;
}
const give = (bench: BenchDevice, signed: SignedKeySet): void => {
  const message: TicketMessage = { type: 'key-set', ...signed };
  bench.deliver({ type: 'ticket', message, unixMs: CLOCK_MS });
};
const lastHello = ({ reports }: BenchDevice) => reports.findLast((report) => report.type === 'hello');

/** Restarts the device by its power. */
function restart(bench: BenchDevice): void {
  bench.mcu.powerOff();
  bench.mcu.powerOn();
  bench.boot();
}

async function resultOf(bench: BenchDevice, by: TestKeys, version = '1.1.0', sequence = 1) {
  const order = await orderOf(by, release(version, 2), { job: sequence, transfer: 100 + sequence, sequence });
  bench.publish(new MiniServer(order));
  bench.run();
  return bench.result;
}

describe('a device with root keys', () => {
  it('says that it understands key sets and holds none; one without says nothing of them', () => {
    expect(device().agent.status()).toMatchObject({ understands: expect.arrayContaining(['key-sets']), keySet: 0 });
    const without = new BenchDevice({ keys, mcu: MCU });
    factoryInstall(without.mcu, release('1.0.0'));
    without.boot();
    expect(without.agent.status().understands).toEqual([
      'download-only',
      'postpone',
      'device-choice',
      'upgrades-from',
      'sections',
      'plans',
      'plan-carry',
      'boot-rom',
      'isr-copies',
      'p256',
    ]);
    expect(without.agent.status()).not.toHaveProperty('keySet');
  });

  it('takes a set, says so at once and after a start, and takes only what its keys have signed from then on', async () => {
    const bench = device();
    give(bench, await setOf([nextManifestKey!], [nextTicketKey!]));
    expect(lastHello(bench)?.status.keySet).toBe(1);
    restart(bench);
    expect(bench.agent.status().keySet).toBe(1);
    expect(await resultOf(bench, keys)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
    expect(await resultOf(bench, next, '1.1.0', 2)).toMatchObject({ stage: 'done' });
    // After two swaps, the mirror and a start, the same set holds.
    restart(bench);
    expect(bench.agent.status().keySet).toBe(1);
    expect(await resultOf(bench, keys, '1.2.0', 3)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
  });

  it('refuses a release of a key that was taken away though the ticket is good, and one of a key that it never knew', async () => {
    const bench = device();
    give(bench, await setOf([nextManifestKey!], [ticketKey!]));
    expect(await resultOf(bench, keys)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
    const unknown = { ...keys, manifest: (await testKeys(50)).manifest };
    expect(await resultOf(bench, unknown, '1.1.0', 2)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
    expect(await resultOf(bench, { ...keys, manifest: next.manifest }, '1.1.0', 3)).toMatchObject({ stage: 'done' });
  });

  it('does not take a manifest that others in its process know if its own key set forbids the key', async () => {
    const manifestCache = new Map<string, KnownManifest>();
    expect(await resultOf(device({ manifestCache }), keys)).toMatchObject({ stage: 'done' });
    const bench = device({ manifestCache });
    give(bench, await setOf([nextManifestKey!], [ticketKey!]));
    expect(await resultOf(bench, keys)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
  });

  it('refuses a set and says why; the keys that it has go on to hold', async () => {
    const bench = device();
    give(bench, await setOf([nextManifestKey!], [nextTicketKey!], { version: 3 }));
    const cases: [SignedKeySet, object][] = [
      [await setOf([manifestKey!], [ticketKey!], { version: 2 }), { version: 2, fault: 'key_set_outdated' }],
      [
        await setOf([manifestKey!], [ticketKey!], { version: 4, product: 'pump' }),
        { version: 4, fault: 'key_set_foreign' },
      ],
      [
        await setOf([manifestKey!], [ticketKey!], { version: 4, expiresAtMs: CLOCK_MS }),
        { version: 4, fault: 'key_set_expired' },
      ],
      [
        { ...(await setOf([manifestKey!], [ticketKey!], { version: 4 })), signatures: [] },
        { version: 4, fault: 'key_set_unsigned' },
      ],
      [{ keySet: 'e30', signatures: [] }, { fault: 'key_set_malformed' }],
    ];
    for (const [signed, keySetRefused] of cases) {
      give(bench, signed);
      expect(lastHello(bench)).toMatchObject({ keySetRefused, status: { keySet: 3 } });
    }
    expect(await resultOf(bench, next)).toMatchObject({ stage: 'done' });
  });

  it('refuses another set of the version that it holds', async () => {
    const bench = device();
    const held = [key(root, 'root', 'manifest'), key(nextTicketKey!, 'root', 'ticket')];
    give(bench, await setOf([], [], { keys: held }));
    const [foreign, outdated] = [{ fault: 'key_set_foreign' }, { fault: 'key_set_outdated' }];
    const others: [Partial<KeySet>, object][] = [
      [{ product: 'pump' }, foreign],
      [{ rootThreshold: 2 }, outdated],
      [{ keys: [...held, key(manifestKey!, 'manifest')] }, outdated],
      [{ keys: [held[0]!, key(ticketKey!, 'root', 'ticket')] }, outdated],
      [{ keys: [key(root, 'root'), key(nextTicketKey!, 'root', 'manifest', 'ticket')] }, outdated],
    ];
    for (const [change, refused] of others) {
      const told = bench.reports.length;
      give(bench, await setOf([], [], { keys: held, ...change }));
      expect(bench.reports).toHaveLength(told + 1);
      expect(lastHello(bench)).toMatchObject({ keySetRefused: { version: 1, ...refused }, status: { keySet: 1 } });
    }
    restart(bench);
    const told = bench.reports.length;
    give(bench, await setOf([], [], { keys: held }));
    expect(bench.reports).toHaveLength(told);
  });

  it('answers nothing to the set that it holds, and nothing at all without root keys', async () => {
    const bench = device();
    const signed = await setOf([manifestKey!], [ticketKey!]);
    give(bench, signed);
    const told = bench.reports.length;
    give(bench, signed);
    expect(bench.reports).toHaveLength(told);
    const without = new BenchDevice({ keys, mcu: MCU });
    factoryInstall(without.mcu, release('1.0.0'));
    without.boot();
    give(without, signed);
    expect(without.reports).toEqual([]);
  });

  it('gives up a job whose release is signed by a key that is taken away, as long as nothing was swapped', async () => {
    for (const stage of ['downloading', 'waiting'] as const) {
      const bench = device({ swapNotBeforeUs: () => Infinity });
      bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', 2))));
      bench.run({ until: () => bench.stages.at(-1) === stage });
      give(bench, await setOf([manifestKey!, nextManifestKey!], [ticketKey!]));
      expect(bench.stages.at(-1)).toBe(stage);
      give(bench, await setOf([nextManifestKey!], [ticketKey!], { version: 2 }));
      expect(bench.result).toMatchObject({ stage: 'failed', fault: 'key_revoked' });
      expect(bench.agent.status().banks[0]).toMatchObject({ state: 'valid', version: '1.0.0' });
      restart(bench);
      expect(bench.agent.status()).toMatchObject({ active: 1, keySet: 2 });
    }
  });

  it('holds one of the two sets after a cut at any operation, and never goes on with a job that the newer one forbids', async () => {
    const signed = await setOf([nextManifestKey!], [ticketKey!]);
    const order = await orderOf(keys, release('1.1.0', 2));
    const found = new Set<string>();
    for (let cut = 2; ; cut++) {
      const bench = device({ swapNotBeforeUs: () => Infinity });
      bench.publish(new MiniServer(order));
      bench.run({ until: () => bench.stages.at(-1) === 'waiting' });
      bench.mcu.power.cutAt(bench.mcu.power.count + (cut >> 1), cut % 2 === 0 ? 'before' : 'torn', cut);
      give(bench, signed);
      if (bench.interruptions === 0) break;
      bench.boot();
      const { keySet } = bench.agent.status();
      const stage = journalledJob(bench.mcu)?.stage;
      found.add(`${keySet} ${stage}`);
    }
    expect([...found].sort()).toEqual(['0 waiting', '1 failed']);
  });

  const MOMENTS = [
    ['downloading', false],
    ['downloading', true],
    ['waiting', false],
    ['waiting', true],
  ] as const;
  it.each(MOMENTS)('goes on at %s when the key of its ticket is taken away, restart: %s', async (stage, restarts) => {
    let notBeforeUs = Infinity;
    const bench = device({ swapNotBeforeUs: () => notBeforeUs });
    bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', 2))));
    bench.run({ until: () => bench.stages.at(-1) === stage });
    give(bench, await setOf([manifestKey!], [nextTicketKey!]));
    notBeforeUs = 0;
    if (restarts) restart(bench);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done', status: { keySet: 1 } });
    expect(await resultOf(bench, keys, '1.2.0', 2)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
  });

  it('lets a job go on that has swapped already', async () => {
    const bench = device({ selfTest: () => 'pending' });
    bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', 2), { policy: 'keep-previous' })));
    bench.run({ until: () => bench.stages.at(-1) === 'swapped' });
    give(bench, await setOf([nextManifestKey!], [ticketKey!]));
    expect(bench.result).toBeUndefined();
    expect(bench.agent.status()).toMatchObject({ active: 2, keySet: 1 });
  });
});

describe('a device that is made one of another product', () => {
  const PRODUCTS = ['motor', 'valve'] as const;
  const statusFor = (product: string, medium: MemoryMedium) => {
    const { mcu } = device();
    const journal = new Journal(medium);
    const identity = { product, hardware: 'A', rootKeys: [] };
    const companions = new Companions({ mcu, journal, sections: new BankSections(mcu, journal), ports: [] });
    return statusOf(mcu, identity, { journal, banks: new BankView(mcu, journal), companions }).keySet;
  };

  it('counts the key set of the product before as none, and takes those of its own from the first on', async () => {
    const medium = new MemoryMedium();
    const roots = { keys: [root.publicJwk], threshold: 1 };
    const trusted = (by: SigningKey) => new TrustedKeys([by.publicJwk]);
    const trustOf = (product: string): Trust =>
      new Trust(
        { product, manifestKeys: trusted(manifestKey!), ticketKeys: trusted(ticketKey!), rootKeys: roots },
        new Journal(medium),
        { dualBank: true },
      );
    const [before, now] = PRODUCTS;
    const old = await setOf([nextManifestKey!], [nextTicketKey!], { product: before, version: 5 });
    expect(trustOf(before).take(old, CLOCK_MS)).toBe('taken');
    expect([trustOf(before).manifestKeys.kids, statusFor(before, medium)]).toEqual([[nextManifestKey!.kid], 5]);
    const moved = trustOf(now);
    expect([moved.manifestKeys.kids, moved.ticketKeys.kids]).toEqual([[manifestKey!.kid], [ticketKey!.kid]]);
    expect(statusFor(now, medium)).toBe(0);
    expect(moved.take(old, CLOCK_MS)).toMatchObject({ fault: 'key_set_foreign' });
    // A lower version than that of the product before is a newer one here.
    const first = await setOf([nextManifestKey!], [ticketKey!], { product: now, version: 1 });
    expect([moved.take(first, CLOCK_MS), moved.take(first, CLOCK_MS)]).toEqual(['taken', 'held']);
    expect([trustOf(now).manifestKeys.kids, statusFor(now, medium)]).toEqual([[nextManifestKey!.kid], 1]);
    // Back again: what it had for the first product was replaced.
    expect([trustOf(before).manifestKeys.kids, statusFor(before, medium)]).toEqual([[manifestKey!.kid], 0]);
  });
});
