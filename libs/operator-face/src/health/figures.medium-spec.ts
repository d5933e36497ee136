import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FakeFaults } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('figures', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('counts the rows that were written', async () => {
    const rows = async (): Promise<number> =>
      ((await server.send('GET', '/api/v1/figures')).json as { database: { rowsWritten: number } }).database
        .rowsWritten;
    const before = await rows();
    await server.send('POST', '/api/v1/products', { body: { name: 'counted', part: 'STM32G484', hardware: ['A'] } });
    expect(await rows()).toBeGreaterThan(before);
  });

  it('tell what became of operators’ connections', async () => {
    const url = await server.listen();
    const { http } = (await server.send('GET', '/api/v1/figures')).json as { http: Record<string, number> };
    expect(http).toEqual({ open: 0, shed: 0, refused: 0, silent: 0 });
    await fetch(`${url}/health/live`);
    const { http: later } = (await server.send('GET', '/api/v1/figures')).json as { http: Record<string, number> };
    expect(later['open']).toBe(1);
  });

  it('tell how often each limit and fault of devices took effect', async () => {
    server.get(FakeFaults).counts = { overloaded: 12, request_timeout: 3, rate_exceeded: 1 };
    expect((await server.send('GET', '/api/v1/figures')).json).toMatchObject({
      devices: { faults: { overloaded: 12, request_timeout: 3, rate_exceeded: 1 } },
    });
  });

  it('tell how many reports came too late', async () => {
    expect((await server.send('GET', '/api/v1/figures')).json).toMatchObject({ reports: { outdated: 3 } });
  });

  it('are not for everybody', async () => {
    expect((await server.send('GET', '/api/v1/figures', { scope: 'none' })).status).toBe(401);
  });
});
