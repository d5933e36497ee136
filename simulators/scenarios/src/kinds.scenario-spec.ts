import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, Scratch, type CampaignStanding, type DeviceOutcome } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, OLD, runningVersions, type Cast, type Story } from './story.js';

const DRIVES: Cast = { product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 4 };
/** For how long the applications may put their swaps off. */
const PUT_OFF_MS = 10_000;
const POLL_MS = 100;
const OVER_MAX_MS = 60_000;

/** Applications that put every swap off for as long as they may. */
describe(`a release that is brought first and swapped to later (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let [first, second]: CampaignStanding[] = [];
  let ran: readonly (string | undefined)[];
  let blocks: { kept: number; atEnd: number };
  let untilMs: number;
  let told: readonly (string | undefined)[];
  let ended: readonly (string | undefined)[];
  let outcomes: readonly DeviceOutcome[];
  let gone: Awaited<ReturnType<typeof disposedOf>>;

  const jobs = async (id: number) => {
    const params = { path: { id }, query: {} };
    return (await answerOf(story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
  };
  /** Orders the end of a device, and waits until it has forgotten its keys; what the server says of it then. */
  const disposedOf = async (id: string) => {
    const params = { path: { id } };
    const body = { confirm: id, reason: 'scrapped' };
    await answerOf(story.client.rest.POST('/api/v1/devices/{id}/disposal', { params, body }));
    await story.fleet.until(({ disposed }) => disposed === 1, { timeoutMs: OVER_MAX_MS, what: 'keys forgotten' });
    return answerOf(story.client.rest.GET('/api/v1/devices/{id}', { params }));
  };
  const over = async (id: number): Promise<CampaignStanding> =>
    (await campaignsOver(story.client, [id], OVER_MAX_MS))[0]!;

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES], { rates: { postpone: 1 } });
    const kept = await story.campaign('drive', [50, 100], { terms: { kind: 'download-only' } });
    first = await over(kept);
    const { items } = await answerOf(story.client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    ran = items.filter(({ product }) => product === 'drive').map(({ running }) => running?.version);
    const [{ total = 0 } = {}] = await jobs(kept);
    const all = total * DRIVES.devices;
    await story.fleet.until(({ blocks: counted }) => counted >= all, { timeoutMs: 10_000, what: 'blocks counted' });
    const before = story.fleet.tally().blocks;
    untilMs = Date.now() + PUT_OFF_MS;
    const swapped = await story.campaign('drive', [100], {
      terms: { kind: 'revert' },
      postpone: { until: new Date(untilMs).toISOString() },
    });
    const putOff = async () => (await jobs(swapped)).filter(({ postponedUntil }) => postponedUntil !== undefined);
    while ((await putOff()).length < DRIVES.devices && Date.now() < untilMs) await sleep(POLL_MS);
    told = (await putOff()).map(({ postponedUntil }) => postponedUntil);
    second = await over(swapped);
    ended = (await jobs(swapped)).map((job) => job.ended);
    blocks = { kept: before, atEnd: story.fleet.tally().blocks };
    gone = await disposedOf(items.find(({ product }) => product === 'drive')!.id);
    outcomes = await story.end();
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('lies in the other bank of each device while the old one runs', () => {
    expect([first!.state, first!.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    expect(ran).toEqual(Array(DRIVES.devices).fill(OLD));
    expect(blocks.kept).toBeGreaterThan(0);
  });

  it('is put off by the applications, which the server shows, until they may not any more', () => {
    const most = new Date(untilMs).toISOString();
    expect(told).toEqual(Array(DRIVES.devices).fill(most));
    for (const at of ended) expect(Date.parse(at!)).toBeGreaterThanOrEqual(untilMs);
  });

  it('is swapped to without a block, byte for byte', () => {
    expect([second!.state, second!.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    expect(blocks.atEnd).toBe(blocks.kept);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(DRIVES.devices).fill(NEW));
  });

  it('is followed by the end of one device, which forgets its keys once its receipt is there', () => {
    expect(gone).toMatchObject({ state: 'disposed', disposal: { standing: 'confirmed', receipt: { generation: 0 } } });
    expect(outcomes.flatMap(({ id, disposal }) => (disposal ? [[id, disposal]] : []))).toEqual([
      [gone.id, 'forgotten'],
    ]);
  });
});
