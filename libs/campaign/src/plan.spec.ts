import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DeviceFacts } from './exclusion.js';
import {
  sliceOf,
  afterChoosing,
  choose,
  EXCLUDED_ORDINAL,
  excludedOrdinal,
  NEW_PLAN,
  nextSlice,
  place,
  type Plan,
} from './plan.js';
import { aFact, anOrder, OLD } from '@twinbank/testkit/campaign-specimens';
import { assignWaves } from './waves.js';

interface Written {
  readonly deviceId: string;
  wave?: number | undefined;
  ordinal: number;
  state: 'waiting' | 'excluded';
}

/** Plans a campaign in slices of the given sizes, over rows in memory. */
function planned(
  campaignId: number,
  devices: readonly { deviceId: string; facts: Partial<DeviceFacts> }[],
  percents: readonly number[],
  sizes: readonly number[],
): Written[] {
  const rows: Written[] = [];
  const byId = [...devices].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  let plan: Plan = NEW_PLAN;
  for (let slice = 0; ; slice++) {
    const size = sizes[slice % sizes.length]!;
    if (plan.phase === 'choosing') {
      const rest = byId.filter(({ deviceId }) => plan.after === undefined || deviceId > plan.after);
      const found = rest.slice(0, size);
      const { jobs, excluded } = choose(
        campaignId,
        found.map(({ deviceId, facts }) => ({ deviceId, ...aFact(facts) })),
        anOrder(),
      );
      rows.push(...jobs.map((job): Written => ({ deviceId: job.deviceId, ordinal: job.place, state: 'waiting' })));
      const from = plan;
      rows.push(
        ...excluded.map(({ deviceId }, at): Written => ({
          deviceId,
          ordinal: excludedOrdinal(from, at),
          state: 'excluded',
        })),
      );
      plan = afterChoosing(plan, {
        chosen: jobs.length,
        excluded: excluded.length,
        after: rest.length > size ? found.at(-1)!.deviceId : undefined,
      });
      continue;
    }
    const unplaced = rows
      .filter(({ wave, state }) => wave === undefined && state === 'waiting')
      .sort((a, b) => a.ordinal - b.ordinal || (a.deviceId < b.deviceId ? -1 : 1));
    const next = unplaced.slice(0, size);
    if (next.length === 0) return rows;
    const placed = place(
      plan,
      next.map(({ ordinal: key }, jobId) => ({ jobId, key })),
      { waves: percents.map((percent) => ({ percent })) },
    );
    for (const { jobId, wave, ordinal, exclusion } of placed.places) {
      Object.assign(next[jobId]!, { wave, ordinal, ...(exclusion && { state: 'excluded' }) });
    }
    plan = placed.plan;
  }
}

describe('planning in slices', () => {
  const facts = fc.constantFrom<Partial<DeviceFacts>>({}, {}, {}, { active: false }, { counter: 9 });
  const devices = fc.uniqueArray(fc.record({ deviceId: fc.stringMatching(/^[a-zA-Z0-9._-]{1,10}$/), facts }), {
    selector: ({ deviceId }) => deviceId,
    maxLength: 80,
  });
  const percents = fc
    .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 })
    .map((list) => list.sort((a, b) => a - b));
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

  it('gives the same waves and places as planning all at once, whatever the slices, and records every device', () => {
    fc.assert(
      fc.property(fc.nat(9), devices, percents, sizes, (campaignId, list, shares, slices) => {
        const rows = planned(campaignId, list, shares, slices);
        const fit = list
          .filter(({ facts: { active = true, counter = 0 } }) => active && counter < 9)
          .map(({ deviceId }) => deviceId);
        const placed = rows.filter(({ state }) => state === 'waiting').sort((a, b) => a.ordinal - b.ordinal);
        expect(placed.map(({ deviceId, wave, ordinal }) => ({ deviceId, wave, ordinal }))).toEqual(
          assignWaves(
            String(campaignId),
            fit,
            shares.map((percent) => ({ percent })),
          ),
        );
        expect(rows.map(({ deviceId }) => deviceId).sort()).toEqual(list.map(({ deviceId }) => deviceId).sort());
        const left = rows.filter(({ state }) => state === 'excluded');
        expect(left.every(({ wave, ordinal }) => wave === undefined && ordinal >= EXCLUDED_ORDINAL)).toBe(true);
        expect(new Set(left.map(({ ordinal }) => ordinal)).size).toBe(left.length);
      }),
    );
  });

  it('says of a device behind the last wave that its turn never comes', () => {
    const plan: Plan = { phase: 'placing', chosen: 4, excluded: 1, placed: 1 };
    const jobs = [7, 8, 9].map((jobId) => ({ jobId, key: jobId }));
    expect(place(plan, jobs, { waves: [{ percent: 50 }] }).places).toEqual([
      { jobId: 7, wave: 0, ordinal: 1 },
      {
        jobId: 8,
        ordinal: EXCLUDED_ORDINAL + 3,
        exclusion: { reason: 'beyond_last_wave', detail: 'the last wave ends before its turn' },
      },
      expect.objectContaining({ jobId: 9, ordinal: EXCLUDED_ORDINAL + 4 }),
    ]);
  });

  it('records what ran on a device', () => {
    const { jobs } = choose(1, [{ deviceId: 'pump-1', previous: OLD, ...aFact() }], anOrder());
    expect(jobs[0]).not.toHaveProperty('behind');
    const taken = [{ deviceId: 'pump-1', ...aFact({ openCampaign: 7 }) }];
    expect(choose(1, taken, { ...anOrder(), waits: true }).jobs).toMatchObject([{ behind: 7 }]);
    expect(choose(1, taken, anOrder())).toMatchObject({ jobs: [], excluded: [{ deviceId: 'pump-1' }] });
    expect(jobs).toEqual([{ deviceId: 'pump-1', previous: OLD, place: expect.any(Number), slices: [] }]);
  });
});

describe('the size of a slice', () => {
  const pace = { aimMs: 25, min: 20, max: 1000 };

  it('follows how long slices take, changing by half or double at a time, within its bounds', () => {
    expect(nextSlice(100, 25, pace)).toBe(100);
    expect(nextSlice(100, 20, pace)).toBe(125);
    expect(nextSlice(100, 0, pace)).toBe(200);
    expect(nextSlice(100, 5000, pace)).toBe(50);
    expect(nextSlice(1000, 1, pace)).toBe(1000);
    expect(nextSlice(20, 1000, pace)).toBe(20);
  });

  it('records the slices to which a device belongs, in the order of the rules, and where a value is not known', () => {
    const sliceKeys = ['attr.site', 'hardware', 'version', 'attr.volt'] as const;
    const candidates = [
      { deviceId: 'pump-1', previous: OLD, attributes: { site: 'lyon', volt: 24 }, ...aFact() },
      { deviceId: 'pump-2', attributes: { volt: false }, ...aFact() },
      { deviceId: 'pump-3', ...aFact() },
    ];
    expect(sliceOf('attr.constructor', { deviceId: 'pump-4', attributes: {}, ...aFact() })).toBe('');
    const { jobs } = choose(1, candidates, { ...anOrder(), sliceKeys });
    expect(jobs.map(({ slices }) => slices)).toEqual([
      ['lyon', 'A', '1.0.0', '24'],
      ['', 'A', '', 'false'],
      ['', 'A', '', ''],
    ]);
  });
});
