import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, Scratch, type CampaignStanding, type DeviceOutcome } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, runningVersions, type Cast, type Story } from './story.js';

const DRIVES: Cast = { product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 6 };
const MINUTE_MS = 60_000;
/** Time to download before the window opens. Windows open at full minutes. */
const DOWNLOAD_MS = 20_000;
const POLL_MS = 250;
const COUNT_MAX_MS = 10_000;
const OVER_MAX_MS = 60_000;

describe(`a campaign with a maintenance window for the swap (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let id: number;
  let opensMs: number;
  let over: CampaignStanding;
  let blocks: { whileWaiting: number; atEnd: number };
  let explained: string;
  let outcomes: readonly DeviceOutcome[];

  const jobs = async () => {
    const params = { path: { id }, query: {} };
    return (await answerOf(story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
  };
  /** Until every device has the whole image and waits. @throws Error if one goes on before the window opens */
  const allWait = async (): Promise<void> => {
    for (;;) {
      const now = await jobs();
      if (now.length === DRIVES.devices && now.every(({ stage }) => stage === 'waiting')) return;
      if (Date.now() >= opensMs) throw new Error(`not all waited: ${now.map(({ stage }) => stage ?? '-').join(' ')}`);
      await sleep(POLL_MS);
    }
  };

  /** What is said of a device once the server has seen that it is there; the last answer if the window opens before. */
  const explainedOnline = async (device: string): Promise<string> => {
    const params = { path: { id, device } };
    for (;;) {
      const answer = story.client.rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params });
      const { sentence } = await answerOf(answer);
      if (sentence.includes('it is online') || Date.now() >= opensMs) return sentence;
      await sleep(POLL_MS);
    }
  };

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    opensMs = Math.ceil((Date.now() + DOWNLOAD_MS) / MINUTE_MS) * MINUTE_MS;
    const swap = [{ start: new Date(opensMs).toISOString().slice(11, 16), durationMinutes: 10 }];
    id = await story.campaign('drive', [], { waves: [{ percent: 100 }], windows: { swap, zone: 'Etc/UTC' } });
    await allWait();
    // The server knows that they wait a little before the fleet has counted their last blocks.
    const whole = (await jobs()).reduce((sum, { total }) => sum + total!, 0);
    await story.fleet.until(({ blocks: counted }) => counted >= whole, {
      timeoutMs: COUNT_MAX_MS,
      what: 'blocks counted',
    });
    const whileWaiting = story.fleet.tally().blocks;
    explained = await explainedOnline((await jobs())[0]!.device);
    over = (await campaignsOver(story.client, [id], opensMs - Date.now() + OVER_MAX_MS))[0]!;
    blocks = { whileWaiting, atEnd: story.fleet.tally().blocks };
    outcomes = await story.end();
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('has its devices download at once, and says when they may swap', () => {
    expect(blocks.whileWaiting).toBeGreaterThan(0);
    expect(blocks.atEnd).toBe(blocks.whileWaiting);
    expect(explained).toMatch(/^it is at waiting, .*; it may swap in (1 min|(1 min )?\d+ s); it is online/);
  });

  it('has them swap in the window, and not before', async () => {
    expect([over.state, over.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    for (const { ended } of await jobs()) expect(Date.parse(ended!)).toBeGreaterThanOrEqual(opensMs);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(DRIVES.devices).fill(NEW));
  });
});
