import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, renamedFirmware, Scratch, type CampaignStanding } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, OLD, type Cast, type Story } from './story.js';

const PART = 'STM32G484';
const BAD = renamedFirmware(PART, OLD, '1.0.5');
const OF_EACH = 6;
const DRIVES: Cast = {
  ...{ product: 'drive', part: PART, policy: 'keep-previous', devices: OF_EACH, bad: BAD },
  ...{ hardware: ['A', 'B'], badHardware: ['B'] },
};
const WATCHED = {
  // More than all of one revision, and fewer than would leave the other none to stop: the first wave has both.
  waves: [{ count: OF_EACH + 1 }, { percent: 100 }],
  soak: { durationMs: 30_000, allowance: { missedDeadlines: 0 } },
  rules: [
    {
      name: 'each revision is well',
      classes: ['unhealthy'],
      per: 'hardware',
      minimum: 1,
      percent: 1,
      action: 'stop_slice',
    },
  ],
  thresholds: { successPercent: 1, errorPercent: 100, errorMinimum: 100 },
};

describe(`a release that is bad for one hardware revision (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let end: CampaignStanding;
  let jobs: readonly { readonly hardware: string; readonly state: string; readonly fault?: string }[];

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    const id = await story.campaign('drive', [], { ...WATCHED, release: BAD.version });
    end = (await campaignsOver(story.client, [id], 150_000))[0]!;
    const devices = await answerOf(story.client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    const revisions = new Map(devices.items.map((device) => [device.id, device.hardware]));
    const path = { id };
    const { items } = await answerOf(
      story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path, query: {} } }),
    );
    jobs = items.map(({ device, state, fault }) => ({
      ...{ hardware: revisions.get(device)!, state },
      ...(fault !== undefined && { fault }),
    }));
  }, 240_000);
  afterAll(() => scratch.clear(), 60_000);

  it('goes on to every device of the other one', () => {
    expect(end.state).toBe('finished');
    expect(jobs.filter(({ hardware }) => hardware === 'A')).toEqual(
      Array(OF_EACH).fill({ hardware: 'A', state: 'succeeded' }),
    );
  });

  it('is stopped there by those of its devices that fell ill first; the others of that revision never get it', async () => {
    const bad = jobs.filter(({ hardware }) => hardware === 'B');
    const ill = bad.filter(({ fault }) => fault === 'health_deadlines');
    expect(ill.length).toBeGreaterThan(0);
    expect(bad.length).toBe(OF_EACH);
    expect(bad.filter((job) => !ill.includes(job))).toEqual(
      Array(OF_EACH - ill.length).fill({ hardware: 'B', state: 'cancelled', fault: 'slice_stopped' }),
    );
    const outcomes = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    const running = outcomes.map(({ active, banks }) => banks[active - 1]!.version);
    expect(running.filter((version) => version === BAD.version)).toHaveLength(OF_EACH + ill.length);
    expect(running.filter((version) => version === OLD)).toHaveLength(OF_EACH - ill.length);
  }, 60_000);
});
