import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { exclusionOf, type DeviceFacts, type SignedOrder, type UpdateOrder } from '../exclusion.js';
import { awaitedKeys, KEYS_LOOK_MS, keysWait } from './awaited-keys.js';
import { keysAwaitedTallied } from './keys-tally.js';

const SETS = new Map([
  [0, { manifest: ['old'], ticket: ['t'] }],
  [1, { manifest: ['old', 'new'], ticket: ['t'] }],
  [2, { manifest: ['new'], ticket: ['t', 'u'] }],
]);
/** Each set leads to the next, but who has refused one comes no further. */
const onward = (held: number, refused: number | undefined): number => (refused === undefined ? 2 : held);

describe('a device whose key set lacks a key of the release', () => {
  const order = (given: Partial<SignedOrder> = {}): UpdateOrder => ({
    ...anOrder(),
    signed: { manifest: 'new', ticket: 'u', sets: SETS, newest: 2, leadsTo: onward, ...given },
  });
  const judged = (device: Partial<DeviceFacts>, given: Partial<SignedOrder> = {}) => [
    exclusionOf(aFact(device), order(given))?.reason,
    awaitedKeys(aFact(device), order(given)) !== undefined,
  ];

  it('is taken in and waits, if the sets that it is sent lead to one that names both keys', () => {
    expect(judged({ keySet: 0 })).toEqual([undefined, true]);
    expect(judged({ keySet: 1 })).toEqual([undefined, true]);
    expect(awaitedKeys(aFact({ keySet: 1 }), order())).toBe(
      'u signs tickets, and its key set, 1, is without that key; key set 2 is sent to it while it is connected',
    );
  });

  it('waits for what its own agent can read', () => {
    const seen: boolean[] = [];
    const leadsTo = (held: number, _refused: number | undefined, p256: boolean): number => (
      seen.push(p256),
      p256 ? 2 : held
    );
    expect(judged({ keySet: 0, understands: ['p256'] }, { leadsTo, newestNamesP256: true })).toEqual([undefined, true]);
    expect(judged({ keySet: 0 }, { leadsTo, newestNamesP256: true })).toEqual(['signature_unsupported', false]);
    expect(new Set(seen)).toEqual(new Set([true, false]));
  });

  it('does not wait where nothing is lacking, or nobody knows', () => {
    for (const keySet of [2, 9, undefined]) expect(judged({ keySet })).toEqual([undefined, false]);
    expect(awaitedKeys(aFact({ keySet: 0 }), anOrder())).toBeUndefined();
  });

  it('is left out, if it refused that set, if none is sent to it, or if that one does not name them', () => {
    expect(judged({ keySet: 0, keySetRefused: 2 })).toEqual(['key_not_held', false]);
    expect(judged({ keySet: 0 }, { leadsTo: (held) => held })).toEqual(['key_not_held', false]);
    expect(judged({ keySet: 0 }, { leadsTo: undefined })).toEqual(['key_not_held', false]);
    expect(judged({ keySet: 0 }, { leadsTo: () => 1 })).toEqual(['key_not_held', false]);
    expect(judged({ keySet: 0 }, { manifest: 'old' })).toEqual(['key_revoked', false]);
  });

  it('is counted among those that would get a job, but not if it is left out', () => {
    const group = (facts: Partial<DeviceFacts>, devices: number) => ({ facts: aFact(facts), devices, sample: [] });
    const groups = [
      ...[group({ keySet: 0 }, 3), group({ keySet: 2 }, 10), group({ keySet: 1 }, 4)],
      ...[group({ keySet: 0, active: false }, 100), group({ keySet: 0, keySetRefused: 2 }, 1000)],
    ];
    expect(keysAwaitedTallied(1, groups, order())).toBe(8);
    expect(keysAwaitedTallied(0, groups, anOrder())).toBe(0);
  });

  it('is judged by everything else all the same', () => {
    expect(judged({ keySet: 0, part: 'STM32G484', bootsBank2: false })[0]).toBe('boot_rom_too_old');
  });

  it('waits for the keys of the release in between that it needs next', () => {
    const signed = { manifest: 'new', ticket: 't', sets: SETS, newest: 2, leadsTo: onward };
    const release = { version: '1.0.5', facts: anOrder().release };
    const by = (stone: SignedOrder): UpdateOrder => ({
      ...order({ manifest: 'old' }),
      ways: () => [{ ...release, signed: stone }],
    });
    expect(awaitedKeys(aFact({ keySet: 0 }), by(signed))).toMatch(/^new signed the release/);
    expect(awaitedKeys(aFact({ keySet: 0 }), by({ ...signed, manifest: 'old' }))).toBeUndefined();
  });
});

describe('the wait for a key set', () => {
  it('is as long as offers that nobody accepts, and is looked at meanwhile', () => {
    const rules = { offerMs: 3_600_000, attempts: 3 };
    const first = keysWait(rules, undefined, 1000)!;
    expect(first).toEqual({ untilMs: 1000 + KEYS_LOOK_MS, deadlineMs: 1000 + 3 * 3_600_000 });
    expect(keysWait(rules, first.deadlineMs, first.deadlineMs - 5)).toEqual({
      ...{ untilMs: first.deadlineMs, deadlineMs: first.deadlineMs },
    });
    expect(keysWait(rules, first.deadlineMs, first.deadlineMs)).toBeUndefined();
  });

  it('ends, however often it is looked at and whatever becomes of the clock', () => {
    const offerMs = fc.integer({ min: 1, max: 100_000_000 });
    const attempts = fc.integer({ min: 1, max: 10 });
    const clock = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(offerMs, attempts, clock, (offer, tries, moves) => {
        let nowMs = 1_000_000_000;
        let wait = keysWait({ offerMs: offer, attempts: tries }, undefined, nowMs);
        for (const moved of moves) {
          if (wait === undefined) return;
          expect(wait.untilMs).toBeGreaterThan(nowMs);
          expect(wait.untilMs).toBeLessThanOrEqual(wait.deadlineMs);
          nowMs += moved;
          const next = keysWait({ offerMs: offer, attempts: tries }, wait.deadlineMs, nowMs);
          expect(next?.deadlineMs ?? 0).toBeLessThanOrEqual(wait.deadlineMs);
          wait = next;
        }
        expect(wait && keysWait({ offerMs: offer, attempts: tries }, wait.deadlineMs, wait.deadlineMs)).toBeUndefined();
      }),
    );
  });
});
