import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { DEFAULT_RULES } from '@twinbank/campaign';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { FakeRunner } from '../testing/fake-device-face.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('campaigns', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, plan, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
  });

  it('are written down with every rule, defaults filled in, and reach nobody yet', async () => {
    const { status, headers, json } = await create();
    expect({ status, headers, ...json }).toMatchObject({
      status: 201,
      headers: { location: expect.stringMatching(/^\/api\/v1\/campaigns\/\d+$/) },
      name: 'spring',
      product,
      release: '1.1.0',
      state: 'draft',
      eligible: 10,
      excluded: [],
      total: 0,
      config: {
        selection: {},
        waves: [{ percent: 5 }, { percent: 25 }, { percent: 100 }],
        thresholds: { successPercent: 90, errorPercent: 10, errorMinimum: 10 },
        concurrency: 1000,
        retry: { attempts: 3 },
        terms: { policy: 'keep-previous', mode: 'live', cipher: 'A256CTR', onNoSlot: 'fail' },
      },
    });
    expect((await server.send('GET', `campaigns/${json.id}`)).json).toEqual(json);
  });

  describe('that are not written down yet', () => {
    const preview = (fields: object, scope: 'read' | 'operate' = 'operate'): Promise<Answer> =>
      server.send('POST', 'campaigns/preview', { body: { product, release: '1.1.0', ...fields }, scope });
    const numberOf = async (path: string): Promise<number> => (await server.send('GET', path)).json.items.length;

    it('are previewed as they would be answered, and leave nothing behind', async () => {
      const fields = {
        selection: { hardware: ['A'] },
        waves: [{ count: 2 }, { percent: 100 }],
        rate: { perMinute: 1 },
      };
      const before = [await numberOf('campaigns?limit=500'), await numberOf('events/log?limit=500')];
      const { status, json } = await preview(fields);
      expect({ status, ...json }).toMatchObject({ status: 200, plan: { waves: [2, 6] }, needsApproval: false });
      expect([await numberOf('campaigns?limit=500'), await numberOf('events/log?limit=500')]).toEqual(before);
      const { config, eligible, excluded, plan, duration, wayBack, forecast } = (await create(fields)).json;
      const { forecast: guessed, ...seen } = json;
      expect(seen).toEqual({ config, eligible, excluded, plan, duration, wayBack, needsApproval: false });
      expect(guessed).toHaveLength((forecast as unknown[]).length);
    });

    it('say why they would be refused, and whom they would leave out', async () => {
      const { json } = await preview({ selection: { deviceIds: [`${product}-d1`] }, terms: { kind: 'revert' } });
      expect(json).toMatchObject({
        eligible: 0,
        excluded: [{ reason: 'revert_image_missing', devices: 1, sample: [`${product}-d1`] }],
        refusal: { code: 'campaign_empty', detail: expect.any(String) },
      });
      const approval = { needed: true };
      expect((await preview({ approval })).json).toMatchObject({ needsApproval: true });
      expect((await preview({ waves: [{ filter: 'tags==nobody' }, { percent: 100 }] })).json).toMatchObject({
        plan: { waves: [0, 10] },
        refusal: { code: 'campaign_empty', detail: expect.stringContaining('wave') },
      });
    });

    it.each([
      [{ concurrency: 0 }, 400, 'request_invalid'],
      [{ waves: [{ percent: 50 }, { percent: 5 }] }, 400, 'request_invalid'],
      [{ selection: { filter: 'colour==red' } }, 400, 'selection_invalid'],
      [{ release: '9.9.9' }, 404, 'release_unknown'],
    ])('are refused as their creation would be: %j', async (fields, status, code) => {
      expect(await preview(fields)).toMatchObject({ status, json: { code } });
    });

    it('are for those who may write them', async () => {
      expect(await preview({}, 'read')).toMatchObject({ status: 403 });
    });

    it('are counted one at a time for each token', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => preview({})));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
      expect(answers.find(({ status }) => status === 503)).toMatchObject({ json: { code: 'overloaded' } });
    });
  });

  it('keep the rules that they are given', async () => {
    const rules = {
      selection: { hardware: ['A'], deviceIds: [`${product}-d1`, `${product}-d9`] },
      waves: [{ percent: 50 }, { percent: 100 }],
      thresholds: { successPercent: 80, errorPercent: 5, errorMinimum: 3 },
      concurrency: 7,
      otherCampaigns: { policy: 'refuse', priority: 2 },
      timeouts: { offerMs: 1000, runMs: 2000 },
      retry: { attempts: 1, firstDelayMs: 1, factor: 2, maxDelayMs: 3, jitter: 0 },
      terms: {
        policy: 'mirror',
        mode: 'reset',
        cipher: 'A128CTR',
        slotDeadlineMs: 1,
        onNoSlot: 'force',
        confirmTimeoutMs: 2,
      },
    };
    const { json } = await create(rules);
    expect(json.config).toEqual(rules);
    expect(json.eligible).toBe(1);
  });

  it('go from start to stop, and every order is on record', async () => {
    const { id } = (await create()).json;
    expect((await order(id, 'start')).json).toMatchObject({ state: 'starting', total: 0 });
    await plan(id);
    const running = {
      state: 'running',
      total: 10,
      jobs: { waiting: 10 },
      excluded: [],
      waves: [{ wave: 0, jobs: { waiting: 1 } }, { wave: 1 }, { wave: 2 }],
    };
    expect((await server.send('GET', `campaigns/${id}`)).json).toMatchObject(running);
    expect((await order(id, 'pause')).json).toMatchObject({ state: 'paused', pauseReason: 'operator' });
    expect((await order(id, 'resume')).json).toMatchObject({ state: 'running' });
    expect((await order(id, 'stop')).json).toMatchObject({ state: 'stopping' });
    expect(server.get(FakeRunner).woken.filter((woken) => woken === id)).toHaveLength(4);
    const { items } = (await server.send('GET', `events/log?campaign=${id}`)).json;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'campaign_created',
      'campaign_starting',
      'campaign_started',
      'campaign_paused',
      'campaign_resumed',
      'campaign_stopping',
    ]);
  });

  it('take an order also where the runner changes them at the same moment', async () => {
    const { id } = (await create()).json;
    await begin(id);
    const campaigns = server.database.campaigns;
    const get = campaigns.get.bind(campaigns);
    // Another writer changes the campaign once, between reading and writing.
    campaigns.get = async (wanted) => {
      campaigns.get = get;
      const seen = await get(wanted);
      await campaigns.save(seen, { campaign: { ...seen, currentWave: 1 }, effects: [] }, Date.now());
      return seen;
    };
    expect((await order(id, 'pause')).json).toMatchObject({ state: 'paused', currentWave: 1 });
  });

  it('list their jobs in the campaign’s order, in pages and by state', async () => {
    const { id } = (await create()).json;
    await begin(id);
    const first = (await server.send('GET', `campaigns/${id}/jobs?limit=6`)).json;
    const second = (await server.send('GET', `campaigns/${id}/jobs?limit=6&after=${first.next}`)).json;
    const jobs = [...first.items, ...second.items] as { wave: number; device: string; id: number; state: string }[];
    expect(new Set(jobs.map(({ device }) => device)).size).toBe(10);
    expect(jobs.map(({ wave }) => wave)).toEqual([0, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
    expect((await server.send('GET', `campaigns/${id}/jobs?state=succeeded`)).json.items).toEqual([]);
    expect((await server.send('GET', `jobs/${jobs[0]!.id}`)).json).toMatchObject({ ...jobs[0], history: [] });
    expect((await server.send('GET', `devices/${jobs[0]!.device}/jobs`)).json.items).toMatchObject([jobs[0]!]);
  });

  it('are listed newest first, by product and state', async () => {
    const one = (await create({ name: 'one' })).json;
    const two = (await create({ name: 'two' })).json;
    await begin(two.id);
    const idsOf = async (query: string): Promise<number[]> =>
      (await server.send('GET', `campaigns?${query}`, { scope: 'read' })).json.items.map(
        ({ id }: { id: number }) => id,
      );
    expect(await idsOf(`product=${product}`)).toEqual([two.id, one.id]);
    expect(await idsOf(`product=${product}&state=running`)).toEqual([two.id]);
  });

  it.each([
    ['pause', 'draft'],
    ['resume', 'draft'],
    ['start', 'paused'],
    ['start', 'stopping'],
    ['pause', 'stopping'],
    ['resume', 'stopping'],
  ])('refuse to %s when %s: campaign_transition', async (what, state) => {
    const { id } = (await create()).json;
    if (state !== 'draft') await begin(id);
    if (state === 'paused') await order(id, 'pause');
    if (state === 'stopping') await order(id, 'stop');
    expect(await order(id, what)).toMatchObject({ status: 409, json: { code: 'campaign_transition' } });
    expect((await server.send('GET', `campaigns/${id}`)).json.state).toBe(state);
  });

  it.each([
    ['start', ['start']],
    ['pause', ['start', 'pause']],
    ['resume', ['start', 'pause', 'resume']],
    ['stop', ['start', 'stop']],
  ])('answer %s, given once more, with the present state, and change nothing', async (what, orders) => {
    const { id } = (await create()).json;
    for (const one of orders) await (one === 'start' ? begin(id) : order(id, one));
    const before = (await server.send('GET', `campaigns/${id}`)).json;
    const events = (await server.send('GET', `events/log?campaign=${id}`)).json;
    expect(await order(id, what)).toMatchObject({ status: 200, json: before });
    expect((await server.send('GET', `events/log?campaign=${id}`)).json).toEqual(events);
  });

  it('are named in events by product and version, as everywhere', async () => {
    const { id } = (await create()).json;
    const [created] = (await server.send('GET', `events/log?campaign=${id}`)).json.items;
    expect(created).toMatchObject({ kind: 'campaign_created', data: { name: 'spring', product, release: '1.1.0' } });
    expect(created.data).not.toHaveProperty('releaseId');
  });

  it('are deleted before they were started, and not after; their events stay', async () => {
    const [draft, begun] = [(await create()).json.id, (await create()).json.id];
    await order(begun, 'start');
    expect(await server.send('DELETE', `campaigns/${begun}`)).toMatchObject({
      status: 409,
      json: { code: 'campaign_transition' },
    });
    expect(await server.send('DELETE', `campaigns/${draft}`, { scope: 'operate' })).toMatchObject({
      status: 200,
      json: { id: draft, state: 'draft', release: '1.1.0' },
    });
    for (const method of ['GET', 'DELETE'] as const)
      expect(await server.send(method, `campaigns/${draft}`)).toMatchObject({
        status: 404,
        json: { code: 'campaign_unknown' },
      });
    const { items } = (await server.send('GET', `events/log?campaign=${draft}`)).json;
    expect(items.map(({ kind, project }: { kind: string; project: string }) => [kind, project])).toEqual([
      ['campaign_created', 'default'],
      ['campaign_deleted', 'default'],
    ]);
  });

  it('are changed before they were started: what is given replaces, the rest stays', async () => {
    const made = (await create({ thresholds: { errorPercent: 7 }, concurrency: 3 })).json;
    const change = { name: 'summer', waves: [{ percent: 10 }, { percent: 100 }], thresholds: { successPercent: 50 } };
    const { status, json } = await server.send('PATCH', `campaigns/${made.id}`, { scope: 'operate', body: change });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: made.id,
      name: 'summer',
      release: '1.1.0',
      state: 'draft',
      eligible: made.eligible,
    });
    expect(json.config).toEqual({
      ...made.config,
      waves: change.waves,
      thresholds: { ...DEFAULT_RULES.thresholds, successPercent: 50 },
    });
    expect((await server.send('GET', `campaigns/${made.id}`)).json).toEqual(json);
    const { items } = (await server.send('GET', `events/log?campaign=${made.id}`)).json;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['campaign_created', 'campaign_changed']);
  });

  it('leave no event where a change changes nothing', async () => {
    const made = (await create()).json;
    const answer = await server.send('PATCH', `campaigns/${made.id}`, { body: { name: made.name, selection: {} } });
    expect(answer).toMatchObject({ status: 200, json: made });
    expect((await server.send('GET', `events/log?campaign=${made.id}`)).json.items).toHaveLength(1);
  });

  it.each([
    [{ release: '9.9.9' }, 404, 'release_unknown'],
    [{ waves: [{ percent: 50 }, { percent: 20 }] }, 400, 'request_invalid'],
    [{ timeouts: { runMs: 60_000 }, terms: { slotDeadlineMs: 60_000 } }, 400, 'request_invalid'],
    [{ product: 'other' }, 400, 'request_invalid'],
    [{ selection: { deviceIds: ['nobody'] } }, 404, 'device_unknown'],
    [{ selection: { versions: ['7.7.7'] } }, 422, 'campaign_empty'],
    [{ name: null }, 400, 'request_invalid'],
  ])('stay as they are where a change says %j', async (body, status, code) => {
    const made = (await create()).json;
    expect(await server.send('PATCH', `campaigns/${made.id}`, { body })).toMatchObject({ status, json: { code } });
    expect((await server.send('GET', `campaigns/${made.id}`)).json).toEqual(made);
  });

  it('are not changed once they were started', async () => {
    const { id } = (await create()).json;
    await order(id, 'start');
    expect(await server.send('PATCH', `campaigns/${id}`, { body: { name: 'late' } })).toMatchObject({
      status: 409,
      json: { code: 'campaign_transition' },
    });
  });

  it('are changed at the revision that was seen only, and of changes at the same time none is lost', async () => {
    const made = await create();
    const { id } = made.json;
    const seen = { 'if-match': (await server.send('GET', `campaigns/${id}`)).headers['etag'] as string };
    const changes = [{ concurrency: 11 }, { name: 'both' }];
    const answers = await Promise.all(changes.map((body) => server.send('PATCH', `campaigns/${id}`, { body })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { json } = await server.send('GET', `campaigns/${id}`);
    expect([json.name, json.config.concurrency]).toEqual(['both', 11]);
    expect(await server.send('PATCH', `campaigns/${id}`, { body: { name: 'stale' }, headers: seen })).toMatchObject({
      status: 412,
      json: { code: 'precondition_failed' },
    });
  });

  it('are started or deleted, where both are ordered at once', async () => {
    for (let round = 0; round < 4; round++) {
      const { id } = (await create()).json;
      const [started, deleted] = await Promise.all([order(id, 'start'), server.send('DELETE', `campaigns/${id}`)]);
      expect([started.status, deleted.status]).toEqual(deleted.status === 200 ? [404, 200] : [200, 409]);
    }
  });

  it('that nobody made are campaign_unknown', async () => {
    for (const id of ['999999', '0', '-1', '99999999999', 'x']) {
      expect(await server.send('GET', `campaigns/${id}`)).toMatchObject({
        status: 404,
        json: { code: 'campaign_unknown' },
      });
      expect(await server.send('GET', `campaigns/${id}/jobs`)).toMatchObject({
        status: 404,
        json: { code: 'campaign_unknown' },
      });
      expect(await server.send('POST', `campaigns/${id}/start`)).toMatchObject({
        status: 404,
        json: { code: 'campaign_unknown' },
      });
    }
    expect(await server.send('GET', 'jobs/999999')).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });

  it('are given orders by those who may operate', async () => {
    const { id } = (await create()).json;
    expect(await server.send('POST', `campaigns/${id}/start`, { scope: 'read' })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect(await server.send('GET', `campaigns/${id}`, { scope: 'read' })).toMatchObject({ status: 200 });
  });
});
