import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { campaignsOver, Scratch, type DeviceOutcome } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, THREE_PRODUCTS } from './story.js';

/** Twelve devices of three products on a bad line: each kind of fault hits some of them. */
const RATES = { lose: 0.05, repeat: 0.03, reorder: 0.05, corrupt: 0.03, disconnect: 0.4, powerCut: 0.4 };

describe(`a small fleet on a bad line (${ground.name})`, () => {
  const scratch = new Scratch();
  let outcomes: readonly DeviceOutcome[] = [];

  beforeAll(async () => {
    const story = await begin(scratch, THREE_PRODUCTS, { rates: RATES });
    const campaigns = await Promise.all(THREE_PRODUCTS.map(({ product }) => story.campaign(product, [25, 100])));
    const standings = await campaignsOver(story.client, campaigns, 90_000);
    expect(standings.map(({ state, jobs }) => [state, jobs?.succeeded])).toEqual(
      THREE_PRODUCTS.map(({ devices }) => ['finished', devices]),
    );
    outcomes = await story.end();
  }, 180_000);

  afterAll(() => scratch.clear(), 60_000);

  it('ends with the release in every active bank, byte for byte', () => {
    expect(outcomes).toHaveLength(12);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(outcomes.every(({ active, banks, stage }) => stage === 'done' && banks[active - 1]!.version === NEW)).toBe(
      true,
    );
  });

  it('leaves mirrored devices in bank 1 with equal banks, and the others with the old image for a revert', () => {
    for (const { part, active, banks } of outcomes) {
      if (part === 'STM32L486')
        expect(banks.map(({ version }) => version)).toEqual(active === 2 ? ['1.0.0', NEW] : [NEW, '1.0.0']);
      else expect([active, banks[0].sha256]).toEqual([1, banks[1].sha256]);
    }
  });

  it('swapped in slots in which no deadline was missed', () => {
    for (const { swap } of outcomes) {
      expect(swap?.deadlinesMissed).toBe(0);
      expect(swap!.swapUs).toBeLessThan(swap!.slotLengthUs);
    }
  });

  it('had faults of every kind', () => {
    const met = (name: keyof DeviceOutcome['faultsMet']): number =>
      outcomes.reduce((sum, { faultsMet }) => sum + faultsMet[name], 0);
    for (const name of ['lost', 'repeated', 'reordered', 'corrupted', 'disconnects', 'powerCuts'] as const)
      expect([name, met(name) > 0]).toEqual([name, true]);
  });
});
