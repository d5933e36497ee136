import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { anImage } from '../testing/an-image.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('campaigns', () => {
  const tested = new CampaignsUnderTest();
  const { create, order } = tested;
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
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

  it('names a device that was disposed of after the draft: it is renamed and started all the same, and takes no other such device', async () => {
    const [kept, gone, other] = [`${product}-d1`, `${product}-d2`, `${product}-d3`];
    const { id } = (await create({ selection: { deviceIds: [kept, gone] } })).json;
    for (const confirm of [gone, other]) {
      const disposal = { body: { confirm, reason: 'scrapped' } };
      expect((await server.send('POST', `devices/${confirm}/disposal`, disposal)).status).toBe(200);
    }
    const change = (body: object) => server.send('PATCH', `campaigns/${id}`, { body });
    expect(await change({ name: 'summer' })).toMatchObject({ status: 200, json: { name: 'summer', eligible: 1 } });
    // As a console sends it that shows the whole selection.
    expect(await change({ selection: { deviceIds: [gone, kept] } })).toMatchObject({ status: 200 });
    expect(await change({ selection: { deviceIds: [kept, gone, other] } })).toMatchObject({
      status: 404,
      json: { code: 'device_unknown', facts: { field: 'selection.deviceIds', unknown: 1, ids: other } },
    });
    expect(await create({ selection: { deviceIds: [kept, gone] } })).toMatchObject({ status: 404 });
    expect((await order(id as number, 'start')).status).toBe(200);
  });

  it('names a hardware revision that the product has no more: it is renamed, and takes no other such one', async () => {
    const selection = { hardware: ['A', 'C'] };
    const hardware = (...revisions: string[]) =>
      server.send('PATCH', `products/${product}`, { body: { hardware: revisions } });
    expect((await hardware('A', 'B', 'C')).status).toBe(200);
    const { id } = (await create({ selection })).json;
    expect((await hardware('A', 'B')).status).toBe(200);
    const change = (body: object) => server.send('PATCH', `campaigns/${id}`, { body });
    expect(await change({ name: 'summer' })).toMatchObject({ status: 200, json: { eligible: 8 } });
    expect(await change({ selection: { hardware: ['C', 'Q'] } })).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining('no hardware revision Q;'), facts: { field: 'selection.hardware' } },
    });
  });

  it('are refused a filter that cannot be read, with the position and what there is, and so is the change of a draft', async () => {
    const refused = {
      ...{ status: 400 },
      json: {
        code: 'selection_invalid',
        detail: expect.stringContaining('at position 9 of selection.filter'),
        facts: { field: 'selection.filter', position: 9, known: expect.stringContaining('attr.*') },
      },
    };
    expect(await create({ selection: { filter: 'name==a;colour==red' } })).toMatchObject(refused);
    const { id } = (await create()).json;
    const body = { selection: { filter: 'name==a;colour==red' } };
    expect(await server.send('PATCH', `campaigns/${id}`, { body })).toMatchObject(refused);
    expect(
      await server.send('PATCH', `campaigns/${id}`, { body: { selection: { filter: 'hardware==A' } } }),
    ).toMatchObject({ ...{ status: 200, json: { eligible: 8 } } });
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
    ['an empty filter', { selection: { filter: '' } }, 400, 'request_invalid'],
    ['a filter that is no text', { selection: { filter: 7 } }, 400, 'request_invalid'],
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
});
