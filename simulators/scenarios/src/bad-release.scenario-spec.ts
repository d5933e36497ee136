import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, renamedFirmware, Scratch, type CampaignStanding, type DeviceOutcome } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, OLD, type Cast, type Story } from './story.js';

const PART = 'STM32G484';
const BAD = renamedFirmware(PART, OLD, '1.0.5');
const DRIVES: Cast = { product: 'drive', part: PART, policy: 'keep-previous', devices: 8, bad: BAD };
const OVER_MAX_MS = 90_000;
/** A sick device says so ten to twenty seconds after the swap. */
const WATCHED = {
  waves: [{ count: 3 }, { percent: 100 }],
  soak: { durationMs: 30_000, allowance: { missedDeadlines: 0 } },
  rules: [{ name: 'canaries are well', classes: ['unhealthy'], minimum: 3, percent: 100, action: 'roll_back' }],
  thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: 100 },
};

describe(`a release with which devices slowly get worse (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let bad: CampaignStanding;
  let back: readonly CampaignStanding[];
  let blocks: { atEndOfBad: number; afterBack: number };

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    const id = await story.campaign('drive', [], { ...WATCHED, release: BAD.version });
    bad = (await campaignsOver(story.client, [id], OVER_MAX_MS))[0]!;
    const atEndOfBad = story.fleet.tally().blocks;
    const { items } = await answerOf(story.client.rest.GET('/api/v1/campaigns', { params: { query: {} } }));
    const origins = items.filter(({ origin }) => origin?.campaign === id).map((campaign) => campaign.id);
    back = await campaignsOver(story.client, origins, OVER_MAX_MS);
    blocks = { atEndOfBad, afterBack: story.fleet.tally().blocks };
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('is stopped by the soak of its first devices, and reaches nobody else', async () => {
    expect([bad.state, bad.jobs?.failed, bad.jobs?.cancelled]).toEqual(['stopped', 3, 5]);
    const { items } = await answerOf(
      story.client.rest.GET('/api/v1/campaigns/{id}/jobs', {
        params: { path: { id: bad.id }, query: { filter: 'state==failed' } },
      }),
    );
    expect(items.map(({ fault }) => fault)).toEqual(['health_deadlines', 'health_deadlines', 'health_deadlines']);
  });

  it('is taken back from them by a swap, without a block', () => {
    expect(back.map(({ state, jobs }) => [state, jobs?.succeeded])).toEqual([['finished', 3]]);
    expect(back[0]!.config.terms.kind).toBe('revert');
    expect(blocks.afterBack).toBe(blocks.atEndOfBad);
  });

  it('does not stand in the way of the good one, which every device ends on, byte for byte', async () => {
    const id = await story.campaign('drive', [], WATCHED);
    const [good] = await campaignsOver(story.client, [id], OVER_MAX_MS);
    expect([good!.state, good!.jobs?.succeeded]).toEqual(['finished', 8]);
    const outcomes: readonly DeviceOutcome[] = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(outcomes.map(({ active, banks }) => banks[active - 1]!.version)).toEqual(Array(8).fill(NEW));
  }, 120_000);
});
