import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, Scratch, type CampaignStanding, type DeviceOutcome } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';

import { ground } from './ground.js';
import { begin, NEW, OLD, runningVersions, type Cast, type Story } from './story.js';

const DRIVES: Cast = { product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 4 };
/** How long after they could first the applications want the release; how long they may choose at first, and later. */
const [CHOOSE_MS, TOO_SHORT_MS, LONG_ENOUGH_MS] = [15_000, 10_000, 3_600_000];
const PATIENT = { withinMs: 90_000, everyMs: 200 };

/** Applications that know what they want, but not at once. */
describe(`a release that devices may choose (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let standings: CampaignStanding[];
  let sentences: string[];
  let ran: readonly (string | undefined)[];
  let downloaded: string;
  let blocks: { kept: number; atEnd: number };
  let outcomes: readonly DeviceOutcome[];

  const jobs = async (id: number) => {
    const params = { path: { id }, query: {} };
    return (await answerOf(story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
  };
  const offer = (forMs: number): Promise<number> =>
    story.campaign('drive', [100], {
      terms: { kind: 'device-choice' },
      postpone: { until: new Date(Date.now() + forMs).toISOString() },
    });
  const waiting = async (id: number) => (await jobs(id)).filter(({ stage }) => stage === 'waiting');
  const allWaiting = (id: number) =>
    until(async () => (await waiting(id)).length === DRIVES.devices, 'all devices to wait', PATIENT);
  const over = async (id: number): Promise<CampaignStanding> =>
    (await campaignsOver(story.client, [id], PATIENT.withinMs))[0]!;
  const explained = async (id: number): Promise<string> => {
    const [{ device } = { device: '' }] = await jobs(id);
    const params = { path: { id, device } };
    const answer = story.client.rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params });
    return (await answerOf(answer)).sentence;
  };

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES], { rates: { choose: 1 }, chooseMs: CHOOSE_MS });
    const kept = await offer(TOO_SHORT_MS);
    const first = await over(kept);
    sentences = [await explained(kept)];
    const { items } = await answerOf(story.client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    ran = items.filter(({ product }) => product === 'drive').map(({ running }) => running?.version);
    const headers = { authorization: `Bearer ${story.server.token}`, accept: 'text/csv' };
    downloaded = await (await fetch(`${story.server.url}/api/v1/campaigns/${kept}/report`, { headers })).text();
    const before = story.fleet.tally().blocks;

    // Taken back while it could have been chosen.
    const stopped = await offer(LONG_ENOUGH_MS);
    await allWaiting(stopped);
    await answerOf(story.client.rest.POST('/api/v1/campaigns/{id}/stop', { params: { path: { id: stopped } } }));
    const second = await over(stopped);

    const chosen = await offer(LONG_ENOUGH_MS);
    await allWaiting(chosen);
    sentences.push(await explained(chosen));
    const third = await over(chosen);
    sentences.push(await explained(chosen));
    standings = [first, second, third];
    blocks = { kept: before, atEnd: story.fleet.tally().blocks };
    outcomes = await story.end();
  }, 300_000);

  afterAll(() => scratch.clear(), 60_000);

  it('stays in the other bank of devices that did not choose it in its time', () => {
    expect([standings[0]!.state, standings[0]!.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    expect(ran).toEqual(Array(DRIVES.devices).fill(OLD));
    expect(sentences[0]).toContain('it did not choose it in its time');
    expect(downloaded.match(/,downloaded,/g)).toHaveLength(DRIVES.devices);
  });

  it('cannot be chosen any more once the campaign was stopped', () => {
    expect([standings[1]!.state, standings[1]!.jobs?.cancelled]).toEqual(['stopped', DRIVES.devices]);
  });

  it('runs on devices that chose it, without a block, byte for byte', () => {
    expect(sentences[1]).toContain('its application may have the banks swapped for another');
    expect([standings[2]!.state, standings[2]!.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    expect(sentences[2]).toContain('it runs the release');
    expect(blocks.atEnd).toBe(blocks.kept);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(DRIVES.devices).fill(NEW));
  });
});
