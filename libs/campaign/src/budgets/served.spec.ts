import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { BudgetTally } from './budget-tally.js';
import { servedBy, type ServedFacts } from './served.js';

const of = (...pairs: (readonly [each: string, andEach: string, devices: number])[]): BudgetTally =>
  new Map(pairs.map(([each, andEach, devices]) => [`${each} ${andEach}`, { each, andEach, devices }]));
/** Images of a second for a budget of 1000 bytes each second, a minute long: a budget of n thousand serves 60 n. */
const FACTS: ServedFacts = { imageBytes: 60_000, ms: 60_000, devices: 100, runningMax: 100 };
const site = (served: number) => ({ by: 'site', bytesPerSecond: served * 1000, burstSeconds: 1 });
const line = (served: number) => ({ ...site(served), by: 'line' });

describe('how many devices byte budgets serve', () => {
  it('is all of them without budgets, or where the size of the image is not known', () => {
    expect(servedBy(undefined, FACTS)(70)).toBe(70);
    expect(servedBy({ total: site(5) }, { ...FACTS, imageBytes: 0 })(70)).toBe(70);
    expect(servedBy({ total: site(5) }, FACTS)(70)).toBe(5);
    expect(servedBy({ each: site(5) }, FACTS)(70)).toBe(70);
  });

  it('is what the sites serve of what their lines serve', () => {
    const budgetsAt = of(['lyon', 'a', 60], ['lyon', 'b', 10], ['lyon', 'c', 10], ['hamburg', 'd', 20]);
    const served = servedBy({ each: site(10), andEach: line(6) }, { ...FACTS, budgetsAt });
    // Lyon: six of line a, six of b and six of c, of which the site serves ten; Hamburg has one line.
    expect(served(100)).toBe(16);
    // Lyon: six of line a, and one of each other one. Hamburg: two.
    expect(served(10)).toBe(10);
    expect(servedBy({ each: site(10) }, { ...FACTS, budgetsAt })(100)).toBe(20);
    expect(servedBy({ each: site(10), andEach: line(6), total: site(12) }, { ...FACTS, budgetsAt })(100)).toBe(12);
  });

  it('does not depend on which of the two kinds is named first, if one lies within the other', () => {
    const across: BudgetTally = new Map(
      [...of(['lyon', 'a', 60], ['lyon', 'b', 20], ['hamburg', 'd', 20])!].map(([key, { each, andEach, devices }]) => [
        key,
        { each: andEach, andEach: each, devices },
      ]),
    );
    expect(servedBy({ each: line(6), andEach: site(10) }, { ...FACTS, budgetsAt: across })(100)).toBe(16);
  });

  it('is never more than each budget allows, nor than are under way, and grows with them', () => {
    const pair = fc.tuple(fc.nat(4), fc.nat(6), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), fc.integer({ min: 2, max: 9 }), (pairs, serves) => {
        const budgetsAt = of(
          ...pairs.map(([each, andEach, devices]) => [`s${each}`, `l${andEach}`, devices] as const),
        )!;
        const devices = [...budgetsAt.values()].reduce((sum, one) => sum + one.devices, 0);
        const facts = { ...FACTS, budgetsAt, devices, runningMax: devices };
        const served = servedBy({ each: site(serves), andEach: line(3) }, facts);
        const sites = new Set(pairs.map(([each]) => each)).size;
        const lines = new Set(pairs.map(([, andEach]) => andEach)).size;
        for (let running = 1; running <= devices; running += 7) {
          expect(served(running)).toBeLessThanOrEqual(Math.min(running, sites * serves, lines * 3));
          expect(served(running)).toBeGreaterThanOrEqual(1);
          expect(served(running + 1)).toBeGreaterThanOrEqual(served(running));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('costs no more the more devices there are', () => {
    let read = 0;
    const budgetsAt = new Map(
      Array.from({ length: 10_000 }, (_, at) => {
        const one = { each: `s${at % 100}`, andEach: `l${at}` };
        return [
          `${at}`,
          {
            ...one,
            get devices() {
              return (read++, 1);
            },
          },
        ] as const;
      }),
    );
    const facts = { ...FACTS, budgetsAt, devices: 1_000_000, runningMax: 10_000 };
    const served = servedBy({ each: site(10), andEach: line(6) }, facts);
    for (let running = 1; running <= 10_000; running++) served(running);
    expect(read).toBe(10_000);
  });
});
