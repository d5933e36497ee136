import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import {
  aFleet,
  aRunningCampaign,
  claimed,
  decide,
  accepted,
  idOf,
  stalled,
} from '@twinbank/database/testing/test-fleet';

import { FakeRunner } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('orders about one job', () => {
  let server: ServerUnderTest;
  let campaign: number;
  let ids: readonly string[];
  let number = 0;
  let releaseId: number;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    ({ releaseId } = await aFleet(server.database, 20));
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    // Two devices that no other test has used.
    ids = [idOf(number++), idOf(number++)];
    campaign = (await aRunningCampaign(server.database, releaseId, { selection: { deviceIds: ids } })).id;
  });

  const jobOf = async (id: string) => (await server.database.jobs.findOf(campaign, id))!;
  const order = async (id: string, what: string) => server.send('POST', `jobs/${(await jobOf(id)).id}/${what}`);
  const offer = () => claimed(server.database, { campaignId: campaign, wave: 0, count: 9, nowMs: Date.now() });
  const run = async (id: string): Promise<void> => {
    await offer();
    await server.database.jobs.save(await decide(server.database, [id], accepted, Date.now()), Date.now());
  };
  const told = () => server.get(FakeRunner).told.filter(([device]) => ids.includes(device));

  it('pause it and let it go on, and wake the campaign', async () => {
    const paused = await order(ids[0]!, 'pause');
    expect([paused.status, paused.json]).toEqual([200, expect.objectContaining({ state: 'held', hold: 'operator' })]);
    expect((await offer()).map(({ deviceId }) => deviceId)).toEqual([ids[1]]);
    expect((await order(ids[0]!, 'pause')).json.state).toBe('held');
    expect((await order(ids[0]!, 'resume')).json).toMatchObject({ state: 'waiting' });
    expect((await offer()).map(({ deviceId }) => deviceId)).toEqual([ids[0]]);
    expect(server.get(FakeRunner).woken).toContain(campaign);
  });

  it('withdraw a ticket that was not accepted, and tell nothing to a device that has none', async () => {
    await order(ids[0]!, 'cancel');
    expect(told()).toEqual([]);
    await offer();
    expect((await order(ids[1]!, 'cancel')).json).toMatchObject({ state: 'cancelled', fault: 'job_cancelled' });
    expect(told()).toEqual([[ids[1], 'withdraw']]);
  });

  it('ask a device at work to stop, and end the job with what it reports', async () => {
    await run(ids[0]!);
    const asked = await order(ids[0]!, 'cancel');
    expect(asked.json).toMatchObject({ state: 'running', cancelAsked: expect.any(String) });
    expect(told()).toEqual([[ids[0], 'stop']]);
    await order(ids[0]!, 'cancel');
    expect(told()).toHaveLength(2);
    const steps = await decide(server.database, [ids[0]!], (job) => stalled(job), Date.now());
    await server.database.jobs.save(steps, Date.now());
    // No further attempt, although this fault would have one.
    expect(await jobOf(ids[0]!)).toMatchObject({ state: 'failed', fault: 'download_stalled', attempts: 1 });
  });

  it('end the job of a device that is gone, and what it says later changes nothing', async () => {
    await run(ids[0]!);
    const late = await decide(server.database, [ids[0]!], (job) => stalled(job), Date.now());
    const quit = await order(ids[0]!, 'force-quit');
    expect(quit.json).toMatchObject({ state: 'cancelled', fault: 'job_force_quit', ended: expect.any(String) });
    expect(told()).toEqual([[ids[0], 'give-up']]);
    expect(await server.database.jobs.save(late, Date.now())).toEqual([]);
    expect((await jobOf(ids[0]!)).state).toBe('cancelled');
    expect((await order(ids[0]!, 'force-quit')).status).toBe(200);
    const counts = (await server.database.campaigns.counts(campaign, Date.now()))[0];
    expect(counts!.jobs).toMatchObject({ cancelled: 1, offered: 1, running: 0 });
  });

  it('keep what its last attempt failed of, while it is paused', async () => {
    await run(ids[0]!);
    const steps = await decide(server.database, [ids[0]!], (job) => stalled(job), Date.now());
    await server.database.jobs.save(steps, Date.now());
    const failure = { fault: 'download_stalled', detail: 'no block came' };
    expect((await order(ids[0]!, 'pause')).json).toMatchObject({ state: 'held', ...failure });
    expect((await order(ids[0]!, 'resume')).json).toMatchObject({ state: 'backoff', ...failure });
    const cancelled = (await order(ids[0]!, 'cancel')).json;
    expect([cancelled.fault, cancelled.detail]).toEqual(['job_cancelled', undefined]);
  });

  it('are refused where the state does not allow them, with the reason', async () => {
    await run(ids[0]!);
    const paused = await order(ids[0]!, 'pause');
    expect([paused.status, paused.json]).toEqual([
      409,
      expect.objectContaining({
        ...{ code: 'job_transition' },
        detail: 'the job is running: it is at work on its device; cancel ends it, so pause is not possible',
      }),
    ]);
    await order(ids[0]!, 'force-quit');
    expect((await order(ids[0]!, 'resume')).json.code).toBe('job_transition');
    expect(await server.send('POST', 'jobs/999999/cancel')).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });

  it('leave an event and an entry of the audit log, which name who gave them', async () => {
    const { id } = await jobOf(ids[0]!);
    await order(ids[0]!, 'pause');
    await order(ids[0]!, 'pause');
    await order(ids[0]!, 'cancel');
    const { items } = await server.database.events.list({ campaignId: campaign }, { limit: 99 });
    const ofJob = items.filter(({ jobId }) => jobId === id);
    expect(ofJob.map(({ kind, data, actor }) => [kind, data['reason'], actor?.kind])).toEqual([
      ['job_ordered', expect.stringContaining('ordered: pause'), 'operator'],
      ['job_cancelled', expect.stringContaining('ordered: cancel'), 'operator'],
    ]);
    type Entry = { readonly object: string; readonly before: object; readonly after: object };
    await server.seal();
    const { json } = await server.send('GET', 'audit?limit=1000');
    const audit = (json.items as Entry[]).filter(({ object }) => object === `jobs/${id}`).reverse();
    expect(audit.map(({ before, after }) => [before, after])).toEqual([
      [{ state: 'waiting' }, { state: 'held', hold: 'operator' }],
      [{ state: 'held', hold: 'operator' }, { state: 'cancelled' }],
    ]);
  });
});
