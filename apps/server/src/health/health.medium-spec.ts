import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FakeBroker } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('health', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it.each(['/health', '/api/v1/health'])('answers under %s without a token', async (place) => {
    expect(await server.send('GET', `${place}/live`, { scope: 'none' })).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await server.send('GET', `${place}/ready`, { scope: 'none' })).toMatchObject({ status: 200, json: { status: 'ok', database: 'ok', broker: 'ok' } });
  });

  it('is not ready without its broker, and alive all the same', async () => {
    const broker = server.get(FakeBroker);
    broker.up = false;
    expect(await server.send('GET', '/health/ready', { scope: 'none' })).toMatchObject({ status: 503, json: { status: 'unavailable', database: 'ok', broker: 'unavailable' } });
    expect((await server.send('GET', '/health/live', { scope: 'none' })).status).toBe(200);
    broker.up = true;
  });
});
