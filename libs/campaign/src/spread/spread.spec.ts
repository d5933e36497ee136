import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { problemsOf } from '../config.js';
import { atOnce, callsOf, placeWords, roomAt, seated, underWay, type PlaceCounts } from './places.js';
import { placeBy, type Spread } from './spread.js';

const at = (given: Partial<PlaceCounts> = {}): PlaceCounts => ({
  ...{ place: 'hamburg', planned: 10, active: 0, soaking: 0, asleep: 0, called: 0 },
  ...given,
});

describe('a spread', () => {
  it.each<[string, unknown, string]>([
    ['is no object', 'site', 'spread is an object'],
    ['is null', null, 'spread is an object'],
    ['has no attribute', { percent: 20 }, 'spread.by is the name of an attribute'],
    ['has an attribute with a blank', { by: 'my site', percent: 20 }, 'spread.by is the name of an attribute'],
    ['has no percentage', { by: 'site' }, 'spread.percent is a number from 0.1 to 100'],
    ['has 0 %', { by: 'site', percent: 0 }, 'spread.percent is a number from 0.1 to 100'],
    ['has 101 %', { by: 'site', percent: 101 }, 'spread.percent is a number from 0.1 to 100'],
    ['watches perhaps', { by: 'site', percent: 5, whileSoaking: 'perhaps' }, 'spread.whileSoaking is true or false'],
    ['watches without a soak', { by: 'site', percent: 5, whileSoaking: true }, 'spread.whileSoaking needs soak'],
  ])('that %s is a problem', (_what, spread, problem) => {
    expect(problemsOf(aConfig({ spread: spread as Spread }))).toEqual([expect.stringContaining(problem)]);
  });

  it('is fine with any attribute, and with a soak also while that lasts', () => {
    expect(problemsOf(aConfig({ spread: { by: 'gateway', percent: 0.1 } }))).toEqual([]);
    expect(problemsOf(aConfig({ spread: { by: 'a.b-c', percent: 100, whileSoaking: false } }))).toEqual([]);
    const soak = { durationMs: 60_000 };
    expect(problemsOf(aConfig({ soak, spread: { by: 'site', percent: 5, whileSoaking: true } }))).toEqual([]);
  });

  it('takes what operators say before what a device says, and puts those without a value together', () => {
    const by = { by: 'site' };
    expect(placeBy(by, { attributes: { site: 'hamburg' }, reported: { site: 'lyon' } })).toBe('hamburg');
    expect(placeBy(by, { attributes: {}, reported: { site: 7 } })).toBe('7');
    expect([placeBy(by, {}), placeBy({ by: 'toString' }, { attributes: {} })]).toEqual(['', '']);
  });
});

describe('a place', () => {
  it.each([
    [10, 20, 2],
    [14, 20, 2],
    [15, 20, 3],
    [3, 20, 1],
    [1, 0.1, 1],
    [0, 50, 1],
    [1000, 2.9, 29],
    [100, 7, 7],
    [7, 100, 7],
  ])('of %i devices has at %d %% room for %i at once', (planned, percent, room) => {
    expect(atOnce({ percent }, planned)).toBe(room);
  });

  it('counts devices that are watched only where it is asked to', () => {
    const counts = at({ active: 1, soaking: 1 });
    const spread: Spread = { by: 'site', percent: 20 };
    expect([underWay(spread, counts), roomAt(spread, counts)]).toEqual([1, 1]);
    expect([underWay({ whileSoaking: true }, counts), roomAt({ ...spread, whileSoaking: true }, counts)]).toEqual([
      2, 0,
    ]);
    expect(roomAt(spread, at({ active: 5 }))).toBe(0);
  });

  it('says in words how full it is', () => {
    const spread = { by: 'site', percent: 20 };
    expect(placeWords(spread, at({ active: 2 }))).toBe('site hamburg: 2 of 2 devices under way (20 % of 10)');
    expect(placeWords(spread, at({ place: '', planned: 3, active: 1 }))).toBe(
      'devices without site: 1 of 1 device under way (20 % of 3, and always one)',
    );
  });

  it('calls as many as there is room for, less those that were called', () => {
    const spread = { by: 'site', percent: 50 };
    expect(callsOf(spread, [at({ asleep: 9, active: 2, called: 1 }), at({ place: 'lyon', asleep: 1 })])).toEqual([
      { place: 'hamburg', jobs: 2 },
      { place: 'lyon', jobs: 1 },
    ]);
    expect(callsOf(spread, [at({ asleep: 4, active: 5 }), at({ asleep: 4, called: 7 }), at({})])).toEqual([]);
  });
});

describe('jobs that are due', () => {
  const places = fc.constantFrom('a', 'b', 'c', '');
  const cases = fc.record({
    percent: fc.integer({ min: 1, max: 100 }),
    planned: fc.integer({ min: 1, max: 30 }),
    active: fc.nat(10),
    due: fc.array(
      places.map((place) => ({ place })),
      { maxLength: 40 },
    ),
    room: fc.nat(40),
  });

  it('begin in their order up to the room in all and at each place, and nobody waits for a place that has room', () => {
    fc.assert(
      fc.property(cases, ({ percent, planned, active, due, room }) => {
        const spread = { by: 'site', percent };
        const counts = ['a', 'b', 'c', ''].map((place) => at({ place, planned, active }));
        const { begin, full } = seated(spread, counts, due, room);
        expect(begin.length).toBeLessThanOrEqual(room);
        for (const { place } of counts) {
          const begun = begin.filter((job) => job.place === place).length;
          const free = roomAt(spread, at({ planned, active }));
          expect(begun).toBeLessThanOrEqual(free);
          if (full.some((job) => job.place === place)) expect(begun).toBe(free);
        }
        const looked = due.slice(0, begin.length + full.length);
        expect(looked.filter((job) => begin.includes(job))).toEqual(begin);
        expect(looked.filter((job) => full.includes(job))).toEqual(full);
        if (looked.length < due.length) expect(begin.length).toBe(room);
      }),
    );
  });

  it('of a place of which nothing is known wait', () => {
    expect(seated({ by: 'site', percent: 100 }, [], [{ place: null }], 1)).toEqual({
      begin: [],
      full: [{ place: null }],
    });
    expect(seated(undefined, [], [{ place: null }, { place: 'b' }], 1)).toEqual({ begin: [{ place: null }], full: [] });
  });

  /** Devices begin, end and are called in any order; each look calls, and then hands out. */
  it('all have their turn in the end, with never more at a place than it allows', () => {
    const fleet = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat(3)), (placed, percent, luck) => {
        const spread = { by: 'site', percent };
        const jobs = placed.map((place) => ({ place, state: 'waiting' }));
        const countsOf = () =>
          [...new Set(placed)].map((place) => {
            const of = (state?: string) =>
              jobs.filter((job) => job.place === place && (state === undefined || job.state === state)).length;
            return at({
              ...{ place, planned: of(), active: of('active'), asleep: of('asleep'), called: of('called') },
            });
          });
        for (let looks = 0; jobs.some(({ state }) => state !== 'done'); looks++) {
          expect(looks).toBeLessThan(1000);
          for (const { place, jobs: count } of callsOf(spread, countsOf()))
            for (const job of jobs.filter((one) => one.place === place && one.state === 'asleep').slice(0, count))
              job.state = 'called';
          const due = jobs.filter(({ state }) => state === 'waiting' || state === 'called');
          const { begin, full } = seated(spread, countsOf(), due, 1 + luck.next().value);
          for (const job of begin) job.state = 'active';
          for (const job of full) job.state = 'asleep';
          for (const counts of countsOf()) expect(counts.active).toBeLessThanOrEqual(atOnce(spread, counts.planned));
          for (const job of jobs.filter(({ state }) => state === 'active'))
            if (luck.next().value > 0) job.state = 'done';
        }
      }),
      { numRuns: 60 },
    );
  });
});
