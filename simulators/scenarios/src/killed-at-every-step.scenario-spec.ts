import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import {
  campaignsOver,
  deviceIds,
  OperatorClient,
  provision,
  reachedCount,
  renamedFirmware,
  referenceFirmware,
  Scratch,
  type CampaignStanding,
  type ServerProcess,
} from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, OLD, runningVersions, startServer, type Cast, type Story } from './story.js';

const PART = 'STM32G484';
const BAD = renamedFirmware(PART, OLD, '1.0.5');
const SHELF = 1500;
const CONCURRENCY = 7;
const LOOK_MS = 20;
const PATIENCE_MS = 90_000;

type State = CampaignStanding['state'];
type CampaignRequest = Parameters<OperatorClient['startCampaign']>[0];
type Order = 'start' | 'pause' | 'resume' | 'stop';

/** An operator whose server dies whenever the story wants. */
class Operator {
  kills = 0;

  constructor(
    private server: ServerProcess,
    private readonly scratch: Scratch,
  ) {}

  get client(): OperatorClient {
    return new OperatorClient(this.server.url, this.server.token);
  }

  /** Ends the server as a power failure would, and starts it again. */
  async die(): Promise<void> {
    await this.server.kill();
    const again = (this.server = await this.server.restart());
    this.scratch.defer(() => again.stop());
    this.kills++;
  }

  /** Gives an order, and has the server die as soon as it was answered. */
  async orderAndDie(id: number, order: Order): Promise<void> {
    await answerOf(this.client.rest.POST(`/api/v1/campaigns/{id}/${order}`, { params: { path: { id } } }));
    await this.die();
  }

  async stateOf(id: number): Promise<State> {
    return (await this.client.campaign(id)).state;
  }

  /** Waits until a campaign is in one of these states. */
  async until(id: number, states: readonly State[]): Promise<State> {
    for (const endMs = Date.now() + PATIENCE_MS; ;) {
      const state = await this.stateOf(id);
      if (states.includes(state)) return state;
      if (Date.now() > endMs) throw new Error(`campaign ${id} is ${state}, not ${states.join(' or ')}`);
      await sleep(LOOK_MS);
    }
  }
}

describe(`a server that is killed in every state of a campaign over devices that never come (${ground.name})`, () => {
  const scratch = new Scratch();
  let operator: Operator;
  beforeAll(async () => {
    operator = new Operator(await startServer(scratch, { ...(await ground.settings(scratch)) }), scratch);
    const { client } = operator;
    await client.createProduct({ name: 'shelf', part: PART, hardware: ['A'], finishPolicy: 'mirror' });
    const { version, counter, bytes: image } = referenceFirmware(PART, NEW);
    await client.uploadRelease('shelf', { version, counter, image });
    await provision(client, { ids: deviceIds('shelf', 'kept', SHELF), product: 'shelf', hardware: 'A' });
  }, 120_000);
  afterAll(() => scratch.clear(), 60_000);

  it('goes on from each as if nothing had happened, and gives each device one job', async () => {
    const waves = [{ percent: 10 }, { percent: 100 }];
    const id = await created(operator, { waves, concurrency: CONCURRENCY });

    await operator.die();
    expect(await operator.stateOf(id)).toBe('draft');
    // It dies in the first slices.
    await operator.orderAndDie(id, 'start');
    expect(await operator.until(id, ['starting', 'running'])).toBe('starting');
    await operator.die();
    await operator.until(id, ['running']);
    await operator.die();
    expect(await operator.stateOf(id)).toBe('running');
    const running = await operator.client.campaign(id);
    expect([
      running.total,
      running.waves.map(({ jobs }) => Object.values(jobs!).reduce((sum, count) => sum + count, 0)),
    ]).toEqual([SHELF, [SHELF / 10, (SHELF * 9) / 10]]);
    await operator.orderAndDie(id, 'pause');
    const paused = await operator.client.campaign(id);
    expect([paused.state, paused.pauseReason]).toEqual(['paused', 'operator']);
    await operator.orderAndDie(id, 'resume');
    expect(await operator.stateOf(id)).toBe('running');
    await operator.orderAndDie(id, 'stop');
    await operator.until(id, ['stopped']);
    await operator.die();
    const end = await operator.client.campaign(id);
    expect([end.state, end.total, end.jobs]).toMatchObject(['stopped', SHELF, { cancelled: SHELF }]);
  }, 240_000);

  it('begins when its time comes, although it died before and just then', async () => {
    const startAt = new Date(Date.now() + 6000).toISOString();
    const id = await created(operator, { waves: [{ percent: 100 }], schedule: { startAt } });
    await operator.orderAndDie(id, 'start');
    await operator.until(id, ['starting', 'running']);
    await operator.die();
    await operator.until(id, ['running']);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(startAt));
    expect((await operator.client.campaign(id)).total).toBe(SHELF);
    await operator.orderAndDie(id, 'stop');
    await operator.until(id, ['stopped']);
  }, 240_000);
});

/** A draft for all devices of the shelf. */
async function created({ client }: Operator, rules: Partial<CampaignRequest>): Promise<number> {
  const body = { name: 'shelf', product: 'shelf', release: NEW, waves: [{ percent: 100 }], ...rules };
  return (await answerOf(client.rest.POST('/api/v1/campaigns', { body }))).id;
}

const DRIVES: Cast = { product: 'drive', part: PART, policy: 'keep-previous', devices: 8, bad: BAD };
const WATCHED = {
  waves: [{ count: 3 }, { percent: 100 }],
  soak: { durationMs: 45_000, allowance: { missedDeadlines: 0 } },
  rules: [{ name: 'canaries are well', classes: ['unhealthy'], minimum: 3, percent: 100, action: 'roll_back' }],
  thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: 100 },
};

describe(`a server that is killed whenever a bad release comes on (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let operator: Operator;
  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    operator = new Operator(story.server, scratch);
  }, 120_000);
  afterAll(() => scratch.clear(), 60_000);

  const originated = async (id: number): Promise<readonly number[]> => {
    const { items } = await answerOf(operator.client.rest.GET('/api/v1/campaigns', { params: { query: {} } }));
    return items.filter(({ origin }) => origin?.campaign === id).map((campaign) => campaign.id);
  };
  const soaking = async (id: number): Promise<number> => (await operator.client.campaign(id)).jobs?.soaking ?? 0;

  it('stops it with its first devices and takes it back from them all the same', async () => {
    const id = await story.campaign('drive', [], { ...WATCHED, release: BAD.version });
    while ((await soaking(id)) < 3) await sleep(LOOK_MS);
    await operator.die();
    await operator.until(id, ['stopping', 'stopped']);
    await operator.die();
    await operator.until(id, ['stopped']);
    let back = await originated(id);
    for (const endMs = Date.now() + PATIENCE_MS; back.length === 0 && Date.now() < endMs; back = await originated(id))
      await sleep(LOOK_MS);
    await operator.die();
    const ends = await campaignsOver(operator.client, back, PATIENCE_MS);
    await operator.die();
    const bad = await operator.client.campaign(id);
    expect([bad.state, bad.jobs?.failed, bad.jobs?.cancelled]).toEqual(['stopped', 3, 5]);
    expect(await originated(id)).toEqual(back);
    expect(ends.map(({ state, jobs, config }) => [state, jobs?.succeeded, config.terms.kind])).toEqual([
      ['finished', 3, 'revert'],
    ]);
  }, 240_000);

  it('brings the good one to every device, byte for byte, through a pause', async () => {
    const id = await story.campaign('drive', [50, 100]);
    const before = reachedCount(story.fleet.tally(), 'downloading');
    await story.fleet.until((tally) => reachedCount(tally, 'downloading') > before, {
      timeoutMs: PATIENCE_MS,
      what: 'a download began',
    });
    await operator.orderAndDie(id, 'pause');
    expect(['paused', 'finished']).toContain(await operator.stateOf(id));
    await operator.orderAndDie(id, 'resume');
    const [good] = await campaignsOver(operator.client, [id], PATIENCE_MS);
    expect([good!.state, good!.jobs?.succeeded]).toEqual(['finished', 8]);
    const outcomes = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(new Array(8).fill(NEW));
  }, 240_000);
});
