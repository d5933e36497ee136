import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { UpdateOrders } from '../releases/update-orders.js';
import { withDescriptor, type Described } from '../testing/a-descriptor.js';
import { anImage } from '../testing/an-image.js';
import { FakeRunner } from '../testing/fake-device-face.js';
import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const described = (version: string, counter: number, given: Partial<Described> = {}): Uint8Array =>
  withDescriptor(anImage('STM32G484'), { version, counter, ...given });

describe('campaigns', () => {
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `motor-${++number}`;
    await server.send('POST', 'products', {
      body: { name: product, part: 'STM32G484', hardware: ['A', 'B'], finishPolicy: 'keep-previous' },
    });
    await server.send(
      'POST',
      `products/${product}/releases`,
      aForm({ version: '1.1.0', counter: 2 }, { image: described('1.1.0', 2) }),
    );
    const ids = Array.from({ length: 10 }, (_, index) => `${product}-d${index}`);
    await server.send('POST', 'devices/bulk', {
      body: ids.map((id, index) => `${JSON.stringify({ id, product, hardware: index < 8 ? 'A' : 'B' })}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  });

  const create = (fields: object = {}): Promise<Answer> =>
    server.send('POST', 'campaigns', {
      body: { name: 'spring', product, release: '1.1.0', ...fields },
      scope: 'operate',
    });
  const order = (id: number, what: string): Promise<Answer> =>
    server.send('POST', `campaigns/${id}/${what}`, { scope: 'operate' });

  /** Does what the runner does with a campaign that is starting. */
  const plan = async (id: number): Promise<void> => {
    const update = await server.get(UpdateOrders).of(await server.database.campaigns.get(id));
    for (
      let left = 9;
      left > 0 &&
      (await server.database.plans.goOn(id, update, { limit: 100, nowMs: Date.now() }))?.state === 'starting';
      left--
    );
  };
  const begin = async (id: number): Promise<void> => {
    await order(id, 'start');
    await plan(id);
  };

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

  it('keep the rules that they are given', async () => {
    const rules = {
      selection: { hardware: ['A'], deviceIds: [`${product}-d1`, `${product}-d9`] },
      waves: [{ percent: 50 }, { percent: 100 }],
      thresholds: { successPercent: 80, errorPercent: 5, errorMinimum: 3 },
      concurrency: 7,
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
    // Between reading and writing, somebody else writes: once.
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

  describe('that would reach nobody', () => {
    it('are refused when they are made, with the reason: campaign_empty', async () => {
      await server.send(
        'POST',
        `products/${product}/releases`,
        aForm({ version: '1.2.0', counter: 2 }, { image: anImage('STM32G484', { filler: 1 }) }),
      );
      const refused = await create({ release: '1.2.0' });
      expect(refused).toMatchObject({
        status: 422,
        json: { code: 'campaign_empty', facts: { devices: 10, swap_section_differs: 10 } },
      });
      expect(refused.json.detail).toContain('10 × swap_section_differs');
      expect(await create({ release: '1.2.0', terms: { mode: 'reset' } })).toMatchObject({
        status: 201,
        json: { eligible: 10 },
      });
      expect(await create({ selection: { versions: ['0.9.0'] } })).toMatchObject({
        status: 422,
        json: { code: 'campaign_empty', facts: { devices: 0 } },
      });
    });

    it('are refused when they are started, and stay drafts', async () => {
      const device = `${product}-d1`;
      const { id } = (await create({ selection: { deviceIds: [device] } })).json;
      await server.send('POST', `devices/${device}/deactivate`);
      expect(await order(id, 'start')).toMatchObject({
        status: 422,
        json: { code: 'campaign_empty', facts: { device_inactive: 1 } },
      });
      expect((await server.send('GET', `campaigns/${id}`)).json).toMatchObject({
        state: 'draft',
        eligible: 0,
        excluded: [{ reason: 'device_inactive' }],
      });
    });
  });

  it('say who is left out, and why: when they are made, and for good when they have started', async () => {
    const said = (number: number, given: object): Promise<void> => {
      const deviceId = `${product}-d${number}`;
      const banks = [
        { bank: 1, state: 'empty' },
        { bank: 2, state: 'empty' },
      ] as const;
      const status = {
        product,
        part: 'STM32G484',
        hardware: number < 8 ? 'A' : 'B',
        banks,
        active: 1,
        fbMode: 0,
        bfb2: 0,
        confirmed: true,
        counter: 1,
        reset: 'power-on',
        ...given,
      } as const;
      return server.database.devices.applyStatuses([{ deviceId, status, seenAtMs: Date.now() }]);
    };
    await said(3, { counter: 9 });
    await said(4, { counter: 7 });
    await said(5, { bootsBank2: false });
    const excluded = [
      {
        reason: 'counter_too_low',
        meaning: 'its security counter is above that of the release',
        devices: 2,
        sample: [`${product}-d3`, `${product}-d4`],
      },
      { reason: 'boot_rom_too_old', devices: 1, sample: [`${product}-d5`] },
    ];
    const { json } = await create();
    expect(json).toMatchObject({ eligible: 7, excluded });
    await begin(json.id);
    expect((await server.send('GET', `campaigns/${json.id}`)).json).toMatchObject({
      state: 'running',
      total: 10,
      jobs: { waiting: 7, excluded: 3 },
      excluded,
    });
    const { items } = (await server.send('GET', `campaigns/${json.id}/jobs?state=excluded`)).json;
    expect(items[0]).toMatchObject({
      device: `${product}-d3`,
      state: 'excluded',
      fault: 'counter_too_low',
      detail: 'the release has security counter 2, the device 9',
    });
    expect(items[0]).not.toHaveProperty('wave');
    expect((await server.send('GET', `devices/${product}-d5/jobs`)).json.items).toMatchObject([
      { state: 'excluded', fault: 'boot_rom_too_old' },
    ]);
  });

  it('compare the release with the one that runs, where that was uploaded too', async () => {
    const upload = (version: string, given: Partial<Described>): Promise<Answer> =>
      server.send(
        'POST',
        `products/${product}/releases`,
        aForm({ version, counter: 2 }, { image: described(version, 2, given) }),
      );
    for (const [version, given] of [
      ['2.0.0', {}],
      ['2.1.0', { swap: 1 }],
      ['2.2.0', { ramLayout: 2 }],
      ['2.3.0', { ramLayout: 2, runOnce: true }],
    ] as const)
      await upload(version, given);
    const { json } = await server.send('GET', `products/${product}/releases/2.0.0`);
    const image = { state: 'valid', version: '2.0.0', digest: json.manifest.sections[0].sha256 };
    const banks = [
      { bank: 1, ...image },
      { bank: 2, state: 'empty' },
    ] as never;
    const status = {
      product,
      part: 'STM32G484',
      hardware: 'A',
      banks,
      active: 1,
      fbMode: 0,
      bfb2: 0,
      confirmed: true,
      counter: 1,
      reset: 'power-on',
    } as const;
    const deviceId = `${product}-d1`;
    await server.database.devices.applyStatuses([{ deviceId, status, seenAtMs: Date.now() }]);
    const tried = async (release: string, terms = {}): Promise<object> =>
      (await create({ release, terms, selection: { deviceIds: [deviceId] } })).json;
    expect(await tried('2.1.0')).toMatchObject({ facts: { swap_section_differs: 1 } });
    expect(await tried('2.2.0')).toMatchObject({ facts: { ram_layout_refused: 1 } });
    expect(await tried('2.3.0')).toMatchObject({ eligible: 1 });
    expect(await tried('2.2.0', { mode: 'reset' })).toMatchObject({ eligible: 1 });
    expect(await tried('2.0.0')).toMatchObject({ facts: { already_installed: 1 } });
  });

  it('are refused a selection that names what does not exist, with the names', async () => {
    expect(await create({ selection: { hardware: ['A', 'Q'] } })).toMatchObject({
      status: 400,
      json: { code: 'request_invalid', facts: { field: 'selection.hardware' } },
    });
    const strangers = await create({ selection: { deviceIds: ['ghost', `${product}-d1`, 'motor-0000'] } });
    expect(strangers).toMatchObject({
      status: 404,
      json: { code: 'device_unknown', facts: { field: 'selection.deviceIds', unknown: 2, ids: 'ghost, motor-0000' } },
    });
  });

  it('cannot bring a release that was withdrawn, nor be left with one: release_withdrawn, release_in_use', async () => {
    const { id } = (await create()).json;
    await order(id, 'start');
    expect(await server.send('POST', `products/${product}/releases/1.1.0/withdraw`)).toMatchObject({
      status: 409,
      json: { code: 'release_in_use' },
    });
    await server.send(
      'POST',
      `products/${product}/releases`,
      aForm({ version: '1.2.0', counter: 2 }, { image: anImage('STM32G484', { filler: 1 }) }),
    );
    await server.send('POST', `products/${product}/releases/1.2.0/withdraw`);
    expect(await create({ release: '1.2.0' })).toMatchObject({ status: 409, json: { code: 'release_withdrawn' } });
  });

  it.each<[string, object, number, string]>([
    ['an unknown product', { product: 'ghost' }, 404, 'product_unknown'],
    ['an unknown release', { release: '9.9.9' }, 404, 'release_unknown'],
    ['unknown devices', { selection: { deviceIds: ['ghost'] } }, 404, 'device_unknown'],
    ['a cipher that the part cannot do', { terms: { cipher: 'none' } }, 422, 'encryption_required'],
    ['an empty list of devices', { selection: { deviceIds: [] } }, 400, 'request_invalid'],
    ['falling waves', { waves: [{ percent: 50 }, { percent: 20 }] }, 400, 'request_invalid'],
    ['a wave that is none', { waves: [null] }, 400, 'request_invalid'],
    ['more than 100 percent', { waves: [{ percent: 101 }] }, 400, 'request_invalid'],
    ['a negative threshold', { thresholds: { errorPercent: -1 } }, 400, 'request_invalid'],
    ['no concurrency', { concurrency: 0 }, 400, 'request_invalid'],
    ['an unknown rule', { retry: { patience: 1 } }, 400, 'request_invalid'],
    ['an unknown field', { colour: 'red' }, 400, 'request_invalid'],
    ['no name', { name: '' }, 400, 'request_invalid'],
    ['a name of blanks', { name: ' \u00a0\u200b' }, 400, 'request_invalid'],
    ['a name of two lines', { name: 'spring\nupdate' }, 400, 'request_invalid'],
    ['a name that clears a terminal', { name: 'spring \u001b[2J' }, 400, 'request_invalid'],
  ])('with %s are refused', async (_what, fields, status, code) => {
    expect(await create(fields)).toMatchObject({ status, json: { code } });
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
