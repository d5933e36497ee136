import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('the control group of a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
    await tested.newProduct();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  const create = (control: unknown) => tested.create({ control });
  const change = (id: unknown, control: object) =>
    server.send('PATCH', `campaigns/${id as number}`, { body: { control } });
  const rule = { name: 'watchdogs', measure: 'watchdogResets', minimum: 5, alpha: 0.01, action: 'pause' };

  it('is kept, replaced as a whole, and taken away', async () => {
    const control = {
      percent: 5,
      most: 50,
      rules: [rule, { ...rule, name: 'b', measure: 'numbers.heat', worse: 'lower' }],
    };
    const { status, json } = await create(control);
    expect([status, json.config.control]).toEqual([201, control]);
    expect((await change(json.id, { percent: 7.5 })).json.config.control).toEqual({ percent: 7.5 });
    expect((await change(json.id, {})).json.config).not.toHaveProperty('control');
    expect((await tested.create()).json.config).not.toHaveProperty('control');
  });

  it('is refused at the start if it would be too small for one of its rules, and says how large it would be', async () => {
    const { json } = await create({ percent: 40, rules: [rule] });
    expect(await tested.order(json.id as number, 'start')).toMatchObject({
      status: 400,
      json: { code: 'request_invalid', facts: { field: 'control.rules[0].minimum', devices: 4 } },
    });
    await change(json.id, { percent: 50, rules: [rule] } as object);
    expect((await tested.order(json.id as number, 'start')).status).toBe(200);
  });

  it.each([
    { percent: 0 },
    { percent: '5' },
    { percent: 51 },
    { most: 5 },
    { percent: 5, most: 1001 },
    { percent: 5, rules: [{ ...rule, minimum: 4 }] },
    { percent: 5, rules: [{ ...rule, alpha: 1 }] },
    { percent: 5, rules: [{ ...rule, measure: 'heat' }] },
    { percent: 5, rules: [{ ...rule, action: 'stop_slice' }] },
    { percent: 5, rules: [{ ...rule, per: 'hardware' }] },
    { percent: 5, rules: [rule, rule] },
    { percent: 5, rules: {} },
    { share: 5 },
    [],
    'half',
  ])('is refused: %j', async (control) => {
    expect(await create(control)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
});
