import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCommand } from '@twinbank/database/testing/test-database';

import { withDescriptor } from '../../testing/a-descriptor.js';
import { anImage } from '../../testing/an-image.js';
import { beginCampaign } from '../../testing/campaign-runs.js';
import { aForm } from '../../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';

const PART = 'STM32G484';
const fillers: Readonly<Record<string, number>> = { '1.0.0': 1, '1.1.0': 2, '1.2.0': 3, '2.0.0': 4 };

describe('the way of a fleet to a release', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    await server.send('POST', 'products', { body: { name: 'motor', part: PART, hardware: ['A'] } });
    for (const [version, from] of [['1.0.0'], ['1.1.0'], ['1.2.0'], ['2.0.0', '1.1.0']] as const)
      expect(await upload(version, from && { upgradesFrom: from })).toMatchObject({ status: 201 });
    const devices = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({
      ...{ id, product: 'motor', hardware: 'A', keyEpoch: 1 },
    }));
    await server.database.devices.provision(devices, aCommand());
    await runs('a', '1.0.0');
    await runs('b', '1.0.0');
    await runs('c', '1.1.0');
    await runs('d', '2.0.0');
    await runs('e', '1.0.0', { counter: 9 });
    await runs('f', '1.0.0', { understands: ['postpone'] });
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const image = (version: string): Uint8Array =>
    withDescriptor(anImage(PART, { filler: fillers[version] ?? 9 }), { version, counter: 1 });
  const upload = (version: string, more: object = {}): Promise<Answer> =>
    server.send('POST', 'products/motor/releases', aForm({ version, counter: 1, ...more }, { image: image(version) }));
  async function runs(deviceId: string, version: string, given: object = {}): Promise<void> {
    const { codeDigest: digest } = await server.database.releases.get('motor', version);
    const status = {
      ...{ product: 'motor', part: PART, hardware: 'A', active: 1, fbMode: 0, bfb2: 0, confirmed: true, counter: 1 },
      ...{ reset: 'power-on', understands: ['upgrades-from'] },
      banks: [
        { bank: 1, state: 'valid', version, digest },
        { bank: 2, state: 'empty' },
      ],
      ...given,
    } as never;
    await server.database.devices.applyStatuses([{ deviceId, status, seenAtMs: Date.now() }]);
  }
  const paths = (version: string, query = ''): Promise<Answer> =>
    server.send('GET', `products/motor/releases/${version}/paths${query}`);

  it('is told by what devices run, before anything starts; and who has none, with the reason', async () => {
    expect(await paths('2.0.0')).toEqual(
      expect.objectContaining({
        status: 200,
        json: {
          ...{ product: 'motor', version: '2.0.0', mode: 'live', installed: 1, more: false },
          paths: [
            { from: '1.0.0', hops: ['1.2.0', '2.0.0'], devices: 2, sample: ['a', 'b'] },
            { from: '1.1.0', hops: ['2.0.0'], devices: 1, sample: ['c'] },
          ],
          without: [
            expect.objectContaining({ from: '1.0.0', reason: 'counter_too_low', devices: 1, sample: ['e'] }),
            expect.objectContaining({ from: '1.0.0', reason: 'version_too_old', devices: 1, sample: ['f'] }),
          ],
        },
      }),
    );
    expect((await paths('1.1.0', '?mode=reset')).json).toMatchObject({ mode: 'reset', installed: 1 });
    expect(await paths('1.1.0', '?mode=warm')).toMatchObject({ status: 400 });
    expect(await paths('7.0.0')).toMatchObject({ status: 404, json: { code: 'release_unknown' } });
  });

  it('is looked for once at a time for one token', async () => {
    const answers = await Promise.all(Array.from({ length: 3 }, () => paths('2.0.0')));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({ status: 503, json: { code: 'overloaded' } });
  });

  it('does not go by a release that was withdrawn, nor to one', async () => {
    await server.send('POST', 'products/motor/releases/1.2.0/withdraw');
    expect((await paths('2.0.0')).json.paths[0].hops).toEqual(['1.1.0', '2.0.0']);
    expect(await paths('1.2.0')).toMatchObject({ status: 409, json: { code: 'release_withdrawn' } });
  });

  it('is what a campaign leaves devices out by, and says', async () => {
    const body = { name: 'all', product: 'motor', release: '2.0.0' };
    const { json } = await server.send('POST', 'campaigns', { body });
    expect(json).toMatchObject({ eligible: 1 });
    expect((json.excluded as { reason: string }[]).map(({ reason }) => reason)).toEqual([
      ...['already_installed', 'counter_too_low', 'version_too_old'],
    ]);
  });

  it('is what a campaign over releases in between takes devices in by, and says; one update is the default', async () => {
    const body = { name: 'all the way', product: 'motor', release: '2.0.0' };
    const single = await server.send('POST', 'campaigns', { body: { ...body, hops: 'single' } });
    expect(single.json).toMatchObject({ eligible: 1 });
    expect(single.json.config).not.toHaveProperty('hops');
    const { json } = await server.send('POST', 'campaigns', { body: { ...body, hops: 'path' } });
    expect(json).toMatchObject({ eligible: 3, config: { hops: 'path' } });
    const reasons = (json.excluded as { reason: string }[]).map(({ reason }) => reason);
    expect(reasons).toEqual(['already_installed', 'counter_too_low', 'version_too_old']);
    const refused = { status: 400, json: { code: 'request_invalid', detail: expect.stringContaining('hops') } };
    expect(single.json.plan).not.toHaveProperty('hops');
    expect(await server.send('POST', 'campaigns', { body: { ...body, hops: 'all' } })).toMatchObject(refused);
    for (const kind of ['revert', 'download-only'])
      expect(
        await server.send('POST', 'campaigns', {
          body: { ...body, hops: 'path', terms: { kind, policy: 'keep-previous' } },
        }),
      ).toMatchObject(refused);
  });

  it('is in what a campaign estimates: every update of each device, in its plan, its preview and its duration', async () => {
    const { concurrency, waves } = { concurrency: 1, waves: [{ percent: 100 }] };
    const body = { name: 'all the way', product: 'motor', release: '2.0.0', concurrency, waves };
    const lengthOf = async (version: string): Promise<number> =>
      (await server.database.releases.get('motor', version)).codeLength;
    const [between, last] = [await lengthOf('1.1.0'), await lengthOf('2.0.0')];
    const plan = {
      imageBytes: last,
      bytes: 2 * between + 3 * last,
      hops: [
        { updates: 1, devices: 1 },
        { updates: 2, devices: 2 },
      ],
    };
    const given = { ...body, hops: 'path' };
    const preview = await server.send('POST', 'campaigns/preview', { body: { ...given, name: undefined } });
    const created = await server.send('POST', 'campaigns', { body: given });
    for (const { json } of [preview, created])
      expect(json).toMatchObject({ ...{ eligible: 3, plan }, duration: { concurrencyMs: 5 * 60_000 } });
    const shown = await server.send('GET', `campaigns/${created.json.id}`);
    expect(shown.json).toMatchObject({ plan, duration: { concurrencyMs: 5 * 60_000 } });
  });

  it('is told with each open job of such a campaign, as how many updates it takes', async () => {
    const body = { name: 'all the way', product: 'motor', release: '2.0.0', hops: 'path' };
    const { id } = (await server.send('POST', 'campaigns', { body })).json as { id: number };
    await beginCampaign(server, id);
    type Shown = { id: number; device: string; hops?: number };
    const shown = async (path: string): Promise<Shown[]> => (await server.send('GET', path)).json.items;
    const hopsOf = async (path: string): Promise<Record<string, number | undefined>> =>
      Object.fromEntries((await shown(path)).map(({ device, hops }) => [device, hops]));
    const jobs = await shown(`campaigns/${id}/jobs`);
    const far = jobs.find(({ device }) => device === 'a')!;
    expect(await hopsOf(`campaigns/${id}/jobs`)).toMatchObject({ a: 2, b: 2, c: undefined, e: undefined });
    expect(await hopsOf('devices/a/jobs')).toEqual({ a: 2 });
    expect((await server.send('GET', `jobs/${far.id}`)).json).toMatchObject({ device: 'a', hops: 2 });
    await runs('b', '1.1.0');
    expect(await hopsOf(`campaigns/${id}/jobs?fields=device,hops`)).toMatchObject({ a: 2, b: undefined });
    await runs('b', '1.0.0');
    expect((await server.send('POST', `jobs/${far.id}/cancel`)).json).not.toHaveProperty('hops');
    await server.send('POST', `campaigns/${id}/stop`);
  });

  it('cannot be a circle: a release replaces older ones only, and keeps what it says', async () => {
    for (const upgradesFrom of ['3.0.0', '3.0.1', 'one'])
      expect(await upload('3.0.0', { upgradesFrom })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(await upload('2.0.0', { upgradesFrom: '1.0.0' })).toMatchObject({ json: { code: 'release_exists' } });
    expect(await upload('2.0.0', { upgradesFrom: '1.1.0' })).toMatchObject({ status: 200 });
    const { json } = await server.send('GET', 'products/motor/releases/2.0.0');
    expect([json.upgradesFrom, json.manifest.upgradesFrom]).toEqual(['1.1.0', '1.1.0']);
  });

  it('ends where a release needs a newer boot ROM than the device has, and the release keeps what it says', async () => {
    for (const bootRomMin of ['13', 'V13.5', '13.16'])
      expect(await upload('1.3.0', { bootRomMin })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(await upload('1.3.0', { bootRomMin: '13.5' })).toMatchObject({ status: 201 });
    expect(await upload('1.3.0', { bootRomMin: '13.4' })).toMatchObject({ json: { code: 'release_exists' } });
    const { json } = await server.send('GET', 'products/motor/releases/1.3.0');
    expect([json.bootRomMin, json.manifest.bootRomMin]).toEqual(['13.5', '13.5']);
    await runs('a', '1.0.0', { bootRom: '13.4', understands: ['boot-rom'] });
    await runs('b', '1.0.0', { bootRom: '13.5', understands: ['boot-rom'] });
    const told = await paths('1.3.0', '?mode=reset');
    expect(told.json.paths).toContainEqual(expect.objectContaining({ from: '1.0.0', hops: ['1.3.0'], sample: ['b'] }));
    expect(told.json.without).toContainEqual(
      expect.objectContaining({
        ...{ from: '1.0.0', reason: 'boot_rom_below_minimum', sample: ['a'] },
        detail: 'the release needs boot ROM 13.5, the device has 13.4, which stays as the chip was made',
      }),
    );
  });
});
