import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aConfig, aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { problemsOf } from '../config.js';
import { takenFault } from '../tally.js';
import { OTHERS_POLICIES, priorityOf, takesOverAt, type OtherCampaigns } from './other-campaigns.js';
import { outranks, takenOver, type Rank } from './take-over.js';

const rank = (given: Partial<Rank> = {}): Rank => ({ campaignId: 1, priority: 0, startedAtMs: 1000, ...given });
const own = rank({ campaignId: 9, startedAtMs: 5000 });
const device = (id: string, given: Partial<Parameters<typeof aFact>[0]> = {}) => ({
  deviceId: id,
  ...aFact({ openCampaign: 1, ...given }),
});
const job = (deviceId: string, given: Partial<Rank> = {}) => ({ jobId: 7, deviceId, ...rank(given) });

describe('what a campaign says of others', () => {
  const problems = (otherCampaigns: unknown) =>
    problemsOf(aConfig({ otherCampaigns } as { otherCampaigns: OtherCampaigns }));

  it('is a policy, and a whole priority within its range', () => {
    for (const policy of OTHERS_POLICIES) expect(problems({ policy, priority: -100 })).toEqual([]);
    expect(problems({ policy: 'exclude', priority: 100 })).toEqual([]);
    for (const priority of [101, -101, 1.5, '1'])
      expect(problems({ policy: 'refuse', priority })).toEqual([
        'otherCampaigns.priority is a whole number from -100 to 100',
      ]);
    expect(problems({})).toEqual(['otherCampaigns.policy is one of exclude, wait, supersede, refuse']);
    expect(problems({ policy: 'steal' })).toHaveLength(1);
    for (const other of [7, null]) expect(problems(other)).toEqual(['otherCampaigns is an object']);
  });

  it('takes jobs over only if it says so, at its priority', () => {
    expect(takesOverAt({})).toBeUndefined();
    expect(takesOverAt({ otherCampaigns: { policy: 'refuse', priority: 5 } })).toBeUndefined();
    expect(takesOverAt({ otherCampaigns: { policy: 'supersede' } })).toBe(0);
    expect(takesOverAt({ otherCampaigns: { policy: 'supersede', priority: -3 } })).toBe(-3);
    expect([priorityOf({}), priorityOf({ otherCampaigns: { policy: 'exclude', priority: 4 } })]).toEqual([0, 4]);
  });
});

describe('of two campaigns', () => {
  it('the one of the higher priority goes first, then the later one, then the one made later', () => {
    expect(outranks(rank({ priority: 1 }), rank({ startedAtMs: 9000, campaignId: 5 }))).toBe(true);
    expect(outranks(rank({ startedAtMs: 2000 }), rank({ campaignId: 5 }))).toBe(true);
    expect(outranks(rank({ campaignId: 2 }), rank())).toBe(true);
    expect(outranks(rank(), rank())).toBe(false);
  });

  it('exactly one outranks the other: they never take jobs from one another in turns', () => {
    const few = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(
        fc.record({ campaignId: few, priority: few, startedAtMs: few }),
        fc.record({ campaignId: few, priority: few, startedAtMs: few }),
        (a, b) => {
          const same = a.campaignId === b.campaignId && a.priority === b.priority && a.startedAtMs === b.startedAtMs;
          expect(Number(outranks(a, b)) + Number(outranks(b, a))).toBe(same ? 0 : 1);
        },
      ),
    );
  });
});

describe('the jobs that a campaign takes over', () => {
  const ids = (...args: Parameters<typeof takenOver>): string[] => takenOver(...args).map(({ deviceId }) => deviceId);

  it('are those of campaigns that it outranks, as they were read with the device', () => {
    const candidates = ['a', 'b', 'c', 'd'].map((id) => device(id));
    const unbegun = [job('a'), job('b', { priority: 1 }), job('c', { campaignId: 2 })];
    expect(ids(candidates, unbegun, own, anOrder())).toEqual(['a']);
  });

  it('are all jobs of a device, also those that wait for it, or none', () => {
    const two = [job('a'), job('a', { campaignId: 2 }), job('b'), job('b', { campaignId: 2, priority: 1 })];
    expect(ids([device('a'), device('b')], two, own, anOrder())).toEqual(['a', 'a']);
  });

  it('are none of devices that would then be left out all the same', () => {
    const candidates = [device('a', { counter: 9 }), device('b', { active: false }), device('c')];
    expect(
      ids(
        candidates,
        ['a', 'b', 'c'].map((id) => job(id)),
        own,
        anOrder(),
      ),
    ).toEqual(['c']);
  });
});

describe('a campaign that refuses to share', () => {
  it('says how many of its devices others have, and nothing if they have none', () => {
    const count = { reason: 'device_in_campaign', devices: 12, sample: ['a', 'b'] } as const;
    expect(takenFault({ eligible: 3, excluded: [count] })).toMatchObject({
      code: 'devices_in_campaigns',
      facts: { devices: 12 },
    });
    expect(takenFault({ eligible: 3, excluded: [{ ...count, reason: 'no_room' }] })).toBeUndefined();
  });
});
