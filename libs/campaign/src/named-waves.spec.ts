import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { treatedSize } from './control/control-group.js';
import { waveOfJoiner } from './joining/joining.js';
import { afterChoosing, namedBy, NEW_PLAN, place, type Plan } from './plan.js';
import { namedTallied } from './tally.js';

import { PLACE_KEYS, placeOf, placeWithin, problemsOfWaves, waveEnds, type Wave } from './waves.js';

const CANARIES_FIRST: readonly Wave[] = [{ filter: 'tags==canary' }, { percent: 25 }, { percent: 100 }];
const LATE: readonly Wave[] = [{ percent: 50 }, { filter: 'attr.site==lyon' }, { percent: 100 }];

describe('waves that name their devices', () => {
  it('hold those and no others; shares are of all devices, and count the named ones of the waves before', () => {
    expect(waveEnds(100, CANARIES_FIRST, [10, 0, 0])).toEqual([10, 25, 100]);
    expect(waveEnds(100, CANARIES_FIRST, [40, 0, 0])).toEqual([40, 40, 100]);
    expect(waveEnds(100, CANARIES_FIRST, [0, 0, 0])).toEqual([0, 25, 100]);
  });

  it('keep their devices from shares that stand before them', () => {
    expect(waveEnds(100, LATE, [0, 30, 0])).toEqual([50, 80, 100]);
    expect(waveEnds(100, LATE, [0, 70, 0])).toEqual([30, 100, 100]);
    expect(waveEnds(100, LATE, [0, 100, 0])).toEqual([0, 100, 100]);
  });

  it('leave out who is named by none, if no share comes after them', () => {
    expect(waveEnds(100, [{ filter: 'tags==canary' }], [10])).toEqual([10]);
  });

  it('come first in the order, each by the hash', () => {
    const [a, b] = [placeOf('7', 'a'), placeOf('7', 'b')];
    const keys = [placeWithin(LATE, 1, a), placeWithin(LATE, undefined, a)];
    expect(keys[0]).toBeLessThan(2 ** 27);
    expect(keys[1]).toBeGreaterThanOrEqual(2 ** 27);
    expect(placeWithin(LATE, 1, a) < placeWithin(LATE, 1, b)).toBe(a >>> 2 < b >>> 2);
    expect(placeWithin([{ percent: 100 }], undefined, a)).toBe(a);
    const most = Array.from({ length: 15 }, (): Wave => ({ filter: 'tags==x' }));
    expect(placeWithin(most, undefined, PLACE_KEYS - 1)).toBe(2 ** 31 - 1);
  });

  it('get exactly the jobs that they name, planned in slices of any size, and every job one ordinal', () => {
    const wave = fc.oneof(
      fc.record({ filter: fc.constant('tags==x') }),
      fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ count: fc.integer({ min: 1, max: 30 }) }),
    );
    const waves = fc.array(wave, { minLength: 1, maxLength: 6 }).filter((some) => some.some((one) => 'filter' in one));
    const property = (given: readonly Wave[], picks: readonly number[], limit: number): void => {
      const naming = given.flatMap(({ filter }, index) => (filter === undefined ? [] : [index]));
      const jobs = picks.map((pick, id) => ({ id, wave: naming[pick] }));
      let plan: Plan = NEW_PLAN;
      for (let from = 0; from < jobs.length; from += limit) {
        const slice = jobs.slice(from, from + limit);
        const after = from + limit < jobs.length ? String(from) : undefined;
        plan = afterChoosing(plan, { chosen: slice.length, excluded: 0, named: namedBy(given, slice), after });
      }
      const keyOf = (job: (typeof jobs)[number]): number => placeWithin(given, job.wave, placeOf('1', String(job.id)));
      const ordered = [...jobs].sort((a, b) => keyOf(a) - keyOf(b));
      const placed = [];
      for (let from = 0; from < ordered.length; from += limit) {
        const next = ordered.slice(from, from + limit).map((job) => ({ jobId: job.id, key: keyOf(job) }));
        const { places, plan: after } = place(plan, next, { waves: given });
        placed.push(...places);
        plan = after;
      }
      const within = placed.filter((one) => one.wave !== undefined);
      for (const { jobId, wave: got } of placed) {
        const named = jobs[jobId]!.wave;
        if (named !== undefined) expect(got).toBe(named);
        else if (got !== undefined) expect(given[got]!.filter).toBeUndefined();
      }
      const byOrdinal = [...within].sort((a, b) => a.ordinal - b.ordinal);
      expect(byOrdinal.map(({ ordinal }) => ordinal)).toEqual(within.map((_, index) => index));
      expect(byOrdinal.map((one) => one.wave!)).toEqual(byOrdinal.map((one) => one.wave!).sort((a, b) => a - b));
    };
    const picks = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 80 });
    fc.assert(fc.property(waves, picks, fc.integer({ min: 1, max: 50 }), property), { numRuns: 300 });
  });

  it('leave no place to others if one of their devices is cancelled before it is placed, in slices of any size', () => {
    const waves: readonly Wave[] = [{ percent: 20 }, { filter: 'tags==a' }, { filter: 'tags==b' }, { percent: 100 }];
    const property = (gone: readonly boolean[], limit: number): void => {
      const all = Array.from({ length: 20 }, (_, jobId) => {
        const wave = jobId < 4 ? 1 : jobId < 8 ? 2 : undefined;
        return { jobId, wave, key: placeWithin(waves, wave, jobId * 4) };
      });
      const left = all.filter(({ jobId }) => !gone[jobId]);
      let plan: Plan = { phase: 'placing', chosen: 20, excluded: 0, placed: 0, named: [0, 4, 4, 0] };
      for (let from = 0; from < left.length; from += limit) {
        const { places, plan: after } = place(plan, left.slice(from, from + limit), { waves });
        for (const [at, { wave }] of places.entries()) {
          const { wave: named } = left[from + at]!;
          expect(wave).toBe(named ?? (wave === 0 || wave === 3 ? wave : 'a wave that names nobody'));
        }
        plan = after;
      }
    };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), fc.integer({ min: 1, max: 9 }), property),
    );
  });

  it('are not held back as control: others are, as far as there are any', () => {
    const control = { percent: 50 };
    const waves: readonly Wave[] = [{ filter: 'tags==canary' }, { percent: 100 }];
    const keyOf = (jobId: number, isNamed: boolean): number => placeWithin(waves, isNamed ? 0 : undefined, jobId * 4);
    const planned = (named: number): string[] => {
      const plan: Plan = { phase: 'placing', chosen: 10, excluded: 0, placed: 0, named: [named, 0] };
      return place(
        plan,
        Array.from({ length: 10 }, (_, jobId) => ({ jobId, key: keyOf(jobId, jobId < named) })),
        { waves, control },
      ).places.map(({ wave, exclusion }) => (wave === undefined ? exclusion!.reason : String(wave)));
    };
    expect(planned(2)).toEqual([...'00111', ...Array.from({ length: 5 }, () => 'control_group')]);
    expect(planned(8)).toEqual([...'00000000', 'control_group', 'control_group']);
    expect(planned(10)).toEqual([...'0000000000']);
    expect(treatedSize(10, control, [8, 0])).toBe(8);
  });

  it('take in who joins later and is named; others go by the shares', () => {
    expect(waveOfJoiner([2, 1, 0], CANARIES_FIRST, 0)).toBe(0);
    expect(waveOfJoiner([0, 0, 0], CANARIES_FIRST)).toBe(1);
    expect(waveOfJoiner([3, 1, 2], CANARIES_FIRST)).toBe(2);
    expect(waveOfJoiner([1, 0, 0], LATE)).toBe(2);
    expect(waveOfJoiner([1, 3, 0], LATE)).toBe(0);
    expect(waveOfJoiner([4], [{ filter: 'tags==canary' }])).toBeUndefined();
  });

  it('are counted in a draft among those that would get a job', () => {
    const groups = [
      { facts: aFact(), devices: 3, sample: [], wave: 0 },
      { facts: aFact(), devices: 5, sample: [] },
      { facts: aFact({ active: false }), devices: 7, sample: [], wave: 0 },
    ];
    const by = { order: anOrder(), waves: CANARIES_FIRST };
    const first = namedTallied(undefined, groups, by);
    expect(first).toEqual([3, 0, 0]);
    expect(namedTallied(first, groups, by)).toEqual([6, 0, 0]);
    expect(namedTallied(undefined, groups, { ...by, waves: [{ percent: 100 }] })).toBeUndefined();
  });

  it.each<[unknown, number]>([
    [CANARIES_FIRST, 0],
    [LATE, 0],
    [[{ filter: '' }], 1],
    [[{ filter: 7 }], 1],
    [[{ filter: 'x'.repeat(4001) }], 1],
    [[{ filter: 'tags==x', percent: 5 }], 1],
    [[{ filter: 'tags==x', count: 5 }], 1],
    [Array.from({ length: 15 }, () => ({ filter: 'tags==x' })), 0],
    [Array.from({ length: 16 }, () => ({ filter: 'tags==x' })), 1],
  ])('are checked: %j', (waves, problems) => {
    expect(problemsOfWaves(waves as readonly Wave[])).toHaveLength(problems);
  });
});
