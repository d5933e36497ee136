import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { KEPT_IN_FILE } from '@twinbank/ports';

import { FakeBroker, FakeWork } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('health', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it.each(['/health', '/api/v1/health'])('answers under %s without a token', async (place) => {
    expect(await server.send('GET', `${place}/live`, { scope: 'none' })).toMatchObject({
      status: 200,
      json: { status: 'ok' },
    });
    expect(await server.send('GET', `${place}/ready`, { scope: 'none' })).toMatchObject({
      status: 200,
      json: { status: 'ok', database: 'ok', broker: 'ok' },
    });
  });

  it('is not ready without its broker, and alive all the same', async () => {
    const broker = server.get(FakeBroker);
    broker.up = false;
    expect(await server.send('GET', '/health/ready', { scope: 'none' })).toMatchObject({
      status: 503,
      json: { status: 'unavailable', database: 'ok', broker: 'unavailable' },
    });
    expect((await server.send('GET', '/health/live', { scope: 'none' })).status).toBe(200);
    broker.up = true;
  });

  it('is not ready while its work stands, though the database answers', async () => {
    const work = server.get(FakeWork);
    work.stands = { reports: performance.now() - 60_000 };
    expect(await server.send('GET', '/health/ready', { scope: 'none' })).toMatchObject({
      status: 503,
      json: { status: 'unavailable', database: 'ok', reports: 'stuck', rollout: 'ok' },
    });
    work.stands = {};
    expect((await server.send('GET', '/health/ready', { scope: 'none' })).status).toBe(200);
  });

  it('is ready with a token that was pulled out, and says so here and to whoever looks after the keys', async () => {
    const fault = jest.spyOn(KEPT_IN_FILE, 'fault').mockReturnValue('key_token_away');
    expect(await server.send('GET', '/health/ready', { scope: 'none' })).toMatchObject({
      status: 200,
      json: { status: 'ok', keys: 'unavailable' },
    });
    expect((await server.send('GET', 'server-keys')).json).toMatchObject({
      custody: { kind: 'file', fault: 'key_token_away' },
    });
    fault.mockRestore();
    expect((await server.send('GET', '/health/ready', { scope: 'none' })).json).toMatchObject({ keys: 'ok' });
  });
});
