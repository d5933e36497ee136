import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('kinds of update in a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
    await tested.newProduct();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  const create = (rules: object) => tested.create({ dynamic: true, ...rules });
  const change = (id: unknown, body: object) => server.send('PATCH', `campaigns/${id as number}`, { body });

  it('keep for how long swaps may be put off, and give it back as it was said', async () => {
    const postpone = { forMs: 3_600_000, until: '2090-12-01T02:00:00.000Z' };
    const { status, json } = await create({ postpone });
    expect([status, json.config.postpone]).toEqual([201, postpone]);
    expect(json.duration.leavesOut).toContain('postpone');
    expect((await change(json.id, { concurrency: 3 })).json.config.postpone).toEqual(postpone);
    expect((await change(json.id, { postpone: { forMs: 60_000 } })).json.config.postpone).toEqual({ forMs: 60_000 });
    expect((await change(json.id, { postpone: {} })).json.config).not.toHaveProperty('postpone');
  });

  it.each([
    { postpone: { forMs: 59_999 } },
    { postpone: { forMs: '60000' } },
    { postpone: { forMs: 1e15 } },
    { postpone: { until: 'tomorrow' } },
    { postpone: { until: 5 } },
    { postpone: { untilMs: 5 } },
    { postpone: [] },
    { postpone: 'soft' },
    { postpone: { forMs: 60_000 }, terms: { kind: 'download-only' } },
    { soak: { durationMs: 60_000 }, terms: { kind: 'download-only' } },
    { terms: { kind: 'soft' } },
  ])('are refused: %j', async (rules) => {
    expect(await create(rules)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });

  it('leave out devices of which nobody knows that they understand it, and say so', async () => {
    for (const rules of [{ postpone: { forMs: 60_000 } }, { terms: { kind: 'download-only' } }]) {
      const { status, json } = await create(rules);
      expect([status, json.eligible]).toEqual([201, 0]);
      expect(json.excluded).toMatchObject([{ reason: 'kind_unsupported' }]);
    }
  });

  it('have a way back where the release comes to run, and none where it does not', async () => {
    expect((await create({})).json).toHaveProperty('wayBack');
    expect((await create({ terms: { kind: 'download-only' } })).json).not.toHaveProperty('wayBack');
  });
});
