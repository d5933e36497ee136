import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { bringToGate } from '../testing/campaign-runs.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

const RULE = { name: 'no reverts', classes: ['reverted'], minimum: 20, percent: 1, action: 'pause' };
const SLICE = { name: 'flash', faults: ['flash_error'], per: 'hardware', minimum: 5, percent: 5, action: 'stop_slice' };

describe('a campaign’s own rules', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(() => tested.newProduct());

  it('are kept with waves by number, gates and a schedule, and a change of something else leaves them', async () => {
    const given = {
      waves: [{ count: 5 }, { percent: 25, gate: 'manual' }, { percent: 100 }],
      rules: [RULE, SLICE],
      schedule: { startAt: '2090-12-01T02:00:00+01:00', endAt: '2090-12-05T03:00:00Z', atEnd: 'cancel' },
    };
    const { status, json } = await create(given);
    const shown = {
      ...given,
      schedule: { ...given.schedule, startAt: '2090-12-01T01:00:00.000Z', endAt: '2090-12-05T03:00:00.000Z' },
    };
    expect([status, json.config]).toEqual([201, expect.objectContaining(shown)]);
    expect(json.waves).toMatchObject([
      { wave: 0, count: 5 },
      { wave: 1, percent: 25, gate: 'closed' },
      { wave: 2, percent: 100 },
    ]);
    const changed = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect([changed.status, changed.json.config]).toEqual([200, { ...json.config, concurrency: 3 }]);
    const soak = { durationMs: 60_000, allowance: { watchdogResets: 0 }, limits: [{ name: 'retries', above: 3 }] };
    const watched = await server.send('PATCH', `campaigns/${json.id}`, { body: { soak } });
    expect(watched.json.config).toEqual({ ...changed.json.config, soak });
    const windows = { download: [{ start: '22:00', weekdays: ['mon'], durationMinutes: 480 }], zone: 'Europe/Berlin' };
    const timed = await server.send('PATCH', `campaigns/${json.id}`, { body: { windows } });
    expect(timed.json.config).toEqual({ ...watched.json.config, windows });
    const otherCampaigns = { policy: 'supersede', priority: -5 };
    const shared = await server.send('PATCH', `campaigns/${json.id}`, { body: { otherCampaigns } });
    expect(shared.json.config).toEqual({ ...timed.json.config, otherCampaigns });
    const less = { rules: [], schedule: {}, soak: { durationMs: 0 }, windows: { download: [] }, otherCampaigns: {} };
    const without = await server.send('PATCH', `campaigns/${json.id}`, { body: less });
    expect(without.json.config).toMatchObject({ rules: [], schedule: {} });
    expect(without.json.config).not.toHaveProperty('soak');
    expect(without.json.config).not.toHaveProperty('windows');
    expect(without.json.config).toMatchObject({ otherCampaigns: { policy: 'wait' } });
  });

  it.each<[string, object, string]>([
    ['a rule without a name', { rules: [{ ...RULE, name: '' }] }, 'rules'],
    ['two rules of one name', { rules: [RULE, RULE] }, 'rules'],
    ['an unknown class', { rules: [{ ...RULE, classes: ['sad'] }] }, 'rules'],
    ['an unknown fault', { rules: [{ ...RULE, faults: ['sad'] }] }, 'rules'],
    ['an unknown slice', { rules: [{ ...RULE, per: 'colour' }] }, 'rules'],
    ['a slice to stop where there is none', { rules: [{ ...RULE, action: 'stop_slice' }] }, 'rules'],
    ['an unknown field of a rule', { rules: [{ ...RULE, mood: 1 }] }, 'rules'],
    ['a rule that is nothing', { rules: [null] }, 'rules'],
    ['a soak that is too short', { soak: { durationMs: 5 } }, 'soak'],
    ['a limit that is none', { soak: { durationMs: 5000, limits: [{ name: 'x' }] } }, 'soak'],
    ['an allowance of something else', { soak: { durationMs: 5000, allowance: { boots: 1 } } }, 'soak'],
    ['a policy that is none', { otherCampaigns: { policy: 'steal' } }, 'otherCampaigns'],
    ['a priority beyond all others', { otherCampaigns: { priority: 101 } }, 'otherCampaigns'],
    ['a window without a start', { windows: { swap: [{ durationMinutes: 5 }] } }, 'windows'],
    ['a window at no time of day', { windows: { swap: [{ start: '25:00', durationMinutes: 5 }] } }, 'windows'],
    [
      'a window by two clocks',
      { windows: { download: [{ start: '02:00', cron: '0 2 * * *', durationMinutes: 5 }] } },
      'windows',
    ],
    ['a window without an end', { windows: { download: [{ start: '02:00' }] } }, 'windows'],
    ['a cron that never comes', { windows: { download: [{ cron: '0 2 30 2 *', durationMinutes: 5 }] } }, 'windows'],
    [
      'a zone that is none',
      { windows: { zone: '+02:00', download: [{ start: '02:00', durationMinutes: 5 }] } },
      'windows',
    ],
    ['a window that is nothing', { windows: { download: [null] } }, 'windows'],
    ['a wave of both kinds', { waves: [{ percent: 5, count: 5 }] }, 'waves'],
    ['a gate before the first wave', { waves: [{ percent: 5, gate: 'manual' }] }, 'waves'],
    ['a time without its offset', { schedule: { startAt: '2090-12-01T02:00:00' } }, 'schedule'],
    ['a day for a time', { schedule: { startAt: '2090-12-01' } }, 'schedule'],
    [
      'an end before the start',
      { schedule: { startAt: '2090-12-02T00:00:00Z', endAt: '2090-12-01T00:00:00Z' } },
      'schedule',
    ],
    ['a way to end without an end', { schedule: { atEnd: 'cancel' } }, 'schedule'],
  ])('are refused with %s', async (_what, fields, where) => {
    const { status, json } = await create(fields);
    expect([status, json.code, `${json.detail}`]).toEqual([400, 'request_invalid', expect.stringContaining(where)]);
  });

  it('wait for the start time, and can be stopped before it', async () => {
    const { id } = (await create({ schedule: { startAt: '2090-12-01T02:00:00Z' } })).json;
    expect((await order(id, 'start')).json).toMatchObject({ state: 'scheduled', total: 0, eligible: 10 });
    expect((await order(id, 'start')).status).toBe(200);
    expect((await order(id, 'pause')).json).toMatchObject({ code: 'campaign_transition' });
    expect((await order(id, 'stop')).json).toMatchObject({ state: 'stopped' });
  });

  it('have a gate that somebody opens when it was reached, once', async () => {
    const { id } = (await create({ waves: [{ count: 1 }, { percent: 100, gate: 'manual' }] })).json;
    await begin(id);
    expect((await order(id, 'open-gate', { wave: 1 })).json).toMatchObject({ code: 'campaign_transition' });
    await bringToGate(server, id);
    const gate = async (): Promise<unknown> => (await server.send('GET', `campaigns/${id}`)).json.waves[1].gate;
    expect(await gate()).toBe('waiting');
    const opened = await order(id, 'open-gate', { wave: 1 });
    expect([opened.status, await gate()]).toEqual([200, 'open']);
    expect((await order(id, 'open-gate', { wave: 1 })).json.revision).toBe(opened.json.revision);
    expect((await order(id, 'open-gate', { wave: 2 })).json).toMatchObject({ code: 'campaign_transition' });
    expect((await order(id, 'open-gate', {})).json).toMatchObject({ code: 'request_invalid' });
    const { items: events } = await server.database.events.list({ campaignId: id }, { limit: 99 });
    expect(events.filter(({ kind }) => kind.startsWith('gate')).map(({ kind, data }) => [kind, data])).toEqual([
      ['gate_reached', expect.objectContaining({ wave: 1, succeeded: 1, counted: 1 })],
      ['gate_opened', expect.objectContaining({ wave: 1 })],
    ]);
  });
});
