import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const MOTOR = { name: 'motor', part: 'STM32G484', hardware: ['A', 'B'], finishPolicy: 'keep-previous' };

describe('products', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('are created once, and the same order again gives the same product', async () => {
    const first = await server.send('POST', 'products', { body: MOTOR });
    expect(first).toMatchObject({
      status: 201,
      headers: { location: '/api/v1/products/motor' },
      json: { ...MOTOR, allowUnencrypted: false, bankBytes: 262144 },
    });
    const again = await server.send('POST', 'products', { body: MOTOR });
    expect(again).toMatchObject({ status: 200, json: first.json });
    expect(again.headers).not.toHaveProperty('location');
    expect((await server.send('GET', first.headers['location'] as string)).json).toEqual(first.json);
  });

  it('cannot change their properties by being created again: product_exists', async () => {
    await server.send('POST', 'products', { body: { ...MOTOR, name: 'pump' } });
    const other = await server.send('POST', 'products', { body: { ...MOTOR, name: 'pump', part: 'STM32L486' } });
    expect(other).toMatchObject({ status: 409, json: { code: 'product_exists' } });
  });

  it('are listed by name and shown alone', async () => {
    await server.send('POST', 'products', { body: { ...MOTOR, name: 'fan' } });
    const { json } = await server.send('GET', 'products', { scope: 'read' });
    const names = (json.items as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('fan');
    expect((await server.send('GET', 'products/fan')).json).toMatchObject({ name: 'fan', part: 'STM32G484' });
  });

  it('have Twinbank’s agent in their images unless they say that they have their own; the same order again need not say it', async () => {
    expect((await server.send('POST', 'products', { body: { ...MOTOR, name: 'saw' } })).json).toMatchObject({
      agent: 'twinbank',
    });
    const order = { ...MOTOR, name: 'drill' };
    expect((await server.send('POST', 'products', { body: { ...order, agent: 'own' } })).json).toMatchObject({
      agent: 'own',
    });
    expect((await server.send('POST', 'products', { body: order })).json).toMatchObject({ agent: 'own' });
    expect(await server.send('POST', 'products', { body: { ...order, agent: 'twinbank' } })).toMatchObject({
      status: 409,
      json: { code: 'product_exists' },
    });
    expect(await server.send('POST', 'products', { body: { ...order, agent: 'none' } })).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
  });

  it('that nobody made are product_unknown', async () => {
    expect(await server.send('GET', 'products/ghost')).toMatchObject({
      status: 404,
      json: { code: 'product_unknown', type: 'urn:twinbank:fault:product_unknown' },
    });
  });

  it('on a part that nobody knows are part_unknown', async () => {
    expect(await server.send('POST', 'products', { body: { ...MOTOR, part: 'STM32F103' } })).toMatchObject({
      status: 400,
      json: { code: 'part_unknown' },
    });
  });

  it('on a part without AES must allow unencrypted releases', async () => {
    const refused = await server.send('POST', 'products', { body: { ...MOTOR, name: 'lamp', part: 'STM32L073' } });
    expect(refused).toMatchObject({
      status: 400,
      json: { code: 'request_invalid', facts: { field: 'allowUnencrypted' } },
    });
    const allowed = await server.send('POST', 'products', {
      body: { ...MOTOR, name: 'lamp', part: 'STM32L073', allowUnencrypted: true },
    });
    expect(allowed.status).toBe(201);
  });

  it.each([
    ['a name with a slash', { name: 'a/b' }, /name must be a name/],
    ['no hardware', { hardware: [] }, /hardware/],
    ['hardware twice', { hardware: ['A', 'A'] }, /hardware/],
    ['a policy that nobody knows', { finishPolicy: 'sometimes' }, /finishPolicy/],
    ['an unknown field', { colour: 'red' }, /unknown field colour/],
    ['a number as name', { name: 7 }, /name/],
  ])('with %s are request_invalid', async (_what, defect, refusal) => {
    const { status, json } = await server.send('POST', 'products', { body: { ...MOTOR, ...defect } });
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'request_invalid' });
    expect(json.detail).toMatch(refusal);
  });

  it('are made by administrators only', async () => {
    expect(await server.send('POST', 'products', { body: MOTOR, scope: 'operate' })).toMatchObject({
      status: 403,
      json: { code: 'forbidden', facts: { action: 'product.create' } },
    });
  });
});
