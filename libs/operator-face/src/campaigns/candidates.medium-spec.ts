import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { aStatus } from '@twinbank/testkit/campaign-specimens';

import { anImage } from '../testing/an-image.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('campaigns', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
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

  it('are for the devices that a filter selects, now and when they start', async () => {
    const tag = (number: number, attributes: object): Promise<unknown> =>
      server.send('PATCH', `devices/${product}-d${number}`, { body: { tags: ['canary'], attributes } });
    await tag(1, { site: 'hamburg' });
    await tag(2, { site: 'lyon' });
    const selection = { filter: 'tags==canary;attr.site=in=(hamburg,lyon);lastSeen=null=true', hardware: ['A'] };
    const { status, json } = await create({ selection });
    expect([status, json.eligible, json.config.selection]).toEqual([201, 2, selection]);
    await tag(3, { site: 'lyon' });
    expect((await server.send('GET', `campaigns/${json.id}`)).json.eligible).toBe(3);
    await tag(2, { site: null });
    await begin(json.id);
    const { items } = (await server.send('GET', `campaigns/${json.id}/jobs`)).json;
    expect(items.map(({ device }: { device: string }) => device).sort()).toEqual([`${product}-d1`, `${product}-d3`]);
    expect(await create({ selection: { filter: 'tags==nothing' } })).toMatchObject({
      ...{ status: 422, json: { code: 'campaign_empty' } },
    });
  });

  it('compare the release with the one that runs, where that was uploaded too', async () => {
    for (const [version, given] of [
      ['2.0.0', {}],
      ['2.1.0', { swap: 1 }],
      ['2.2.0', { ramLayout: 2 }],
      ['2.3.0', { ramLayout: 2, runOnce: true }],
    ] as const)
      await tested.upload(version, 2, given);
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

  it('leave out devices whose image a release cannot replace live, by what is known of both programs', async () => {
    const built = (name: string): Uint8Array =>
      new Uint8Array(
        readFileSync(new URL(`../../../../simulators/firmware/build/foreign/diff/${name}.elf`, import.meta.url)),
      );
    for (const [version, name] of [
      ['3.0.0', 'base'],
      ['3.1.0', 'converted-number-kept'],
      ['3.2.0', 'other-code'],
    ] as const)
      await server.send('POST', `products/${product}/releases`, aForm({ version, counter: 2 }, { image: built(name) }));
    const { codeDigest: digest } = await server.database.releases.get(product, '3.0.0');
    const status = aStatus([{ version: '3.0.0', digest }, undefined], { product, counter: 1 });
    const deviceId = `${product}-d1`;
    await server.database.devices.applyStatuses([{ deviceId, status, seenAtMs: Date.now() }]);
    const tried = async (release: string, terms = {}): Promise<Answer['json']> =>
      (await create({ release, terms, selection: { deviceIds: [deviceId] } })).json;
    expect(await tried('3.1.0')).toMatchObject({ facts: { ram_layout_refused: 1 } });
    expect(await tried('3.1.0', { mode: 'reset' })).toMatchObject({ eligible: 1 });
    expect(await tried('3.2.0')).toMatchObject({ eligible: 1 });
    // What a campaign leaves out is no way either.
    const paths = async (version: string, mode: string): Promise<Answer['json']> =>
      (await server.send('GET', `products/${product}/releases/${version}/paths?mode=${mode}`)).json;
    const without = (await paths('3.1.0', 'live')).without as { from?: string; reason: string; sample: string[] }[];
    expect(without).toContainEqual(
      expect.objectContaining({ from: '3.0.0', reason: 'ram_layout_refused', sample: [deviceId] }),
    );
    const way = expect.objectContaining({ from: '3.0.0', hops: ['3.1.0'], sample: [deviceId] });
    expect((await paths('3.1.0', 'reset')).paths).toContainEqual(way);
    expect((await tried('3.2.0', { policy: 'keep-previous' })).wayBack).toMatchObject({ bySwap: 1, stranded: [] });
  });

  it('say before they start who could go back from the release, how, and who could not', async () => {
    const { database } = server;
    const { codeDigest } = await database.releases.get(product, '1.1.0');
    const status = (digest: string) => aStatus([{ version: '1.1.0', digest }, undefined], { product, counter: 2 });
    await database.devices.applyStatuses([
      { deviceId: `${product}-d0`, status: status(codeDigest), seenAtMs: Date.now() },
      { deviceId: `${product}-d1`, status: status('e'.repeat(64)), seenAtMs: Date.now() },
    ]);
    const selection = { deviceIds: [0, 1].map((number) => `${product}-d${number}`) };
    const terms = { mode: 'reset' };
    await tested.upload('1.2.0', 2);
    for (const [policy, way] of [
      ['keep-previous', { bySwap: 1, byDownload: 0 }],
      ['mirror', { bySwap: 0, byDownload: 1 }],
    ] as const) {
      const { json } = await create({ release: '1.2.0', selection, terms: { ...terms, policy } });
      expect(json.wayBack).toMatchObject({ ...way, stranded: [{ reason: 'previous_unknown', devices: 1 }] });
    }
    await tested.upload('1.3.0', 3);
    expect((await create({ release: '1.3.0', selection, terms })).json.wayBack).toEqual({
      ...{ bySwap: 0, byDownload: 0 },
      stranded: [
        { reason: 'counter_too_low', devices: 1, sample: [`${product}-d0`] },
        { reason: 'previous_unknown', devices: 1, sample: [`${product}-d1`] },
      ],
    });
  });
});
