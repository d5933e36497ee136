import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { aPerson, BrowserUnderTest } from '../testing/people-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

const NEEDED = { status: 409, json: { code: 'approval_needed' } };

describe('the approval of campaigns', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let ann: BrowserUnderTest;
  let ben: BrowserUnderTest;
  let eve: BrowserUnderTest;
  let product: string;
  const person = async (name: string, ...roles: ('operator' | 'approver' | 'admin')[]): Promise<BrowserUnderTest> => {
    await aPerson(
      server,
      name,
      roles.map((role) => ({ role })),
    );
    const browser = new BrowserUnderTest(server);
    await browser.signIn(name);
    return browser;
  };
  beforeAll(async () => {
    server = await tested.start();
    ann = await person('ann', 'operator', 'approver', 'admin');
    ben = await person('ben', 'approver');
    eve = await person('eve', 'operator', 'approver');
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
    await need(true);
  });

  const need = (campaignsNeedApproval: boolean): Promise<Answer> =>
    server.send('PATCH', 'projects/default', { body: { campaignsNeedApproval } });
  const drafted = async (fields: object = {}, by = ann): Promise<string> => {
    const body = { name: 'spring', product, release: '1.1.0', ...fields };
    return `campaigns/${(await by.send('POST', 'campaigns', { body })).json.id}`;
  };
  const shown = async (path: string): Promise<Answer['json']> => (await server.send('GET', path)).json;
  /** Says what somebody thinks of the campaign as it is now. */
  const say = async (by: Pick<BrowserUnderTest, 'send'>, path: string, what: string, body: object = {}) => {
    const headers = { 'if-match': `"${(await shown(path)).revision}"` };
    return by.send('POST', `${path}/${what}`, { body, headers });
  };
  const timeline = async (path: string): Promise<string[]> =>
    ((await server.send('GET', `${path}/timeline`)).json.items as { kind: string; actor: { name: string } }[]).map(
      ({ kind, actor }) => `${kind} by ${actor.name}`,
    );

  it('is needed where the project says so; the plan is shown, and what was approved begins', async () => {
    const path = await drafted({ waves: [{ count: 2 }, { percent: 100 }] });
    const { json: release } = await server.send('GET', `products/${product}/releases/1.1.0`);
    expect(await shown(path)).toMatchObject({
      approval: { needed: true },
      plan: { devices: 10, devicesMost: 11, waves: [2, 8], imageBytes: expect.any(Number) },
    });
    const { plan } = (await shown(path)) as { plan: { bytes: number; imageBytes: number } };
    expect(plan.imageBytes).toBeGreaterThan(0);
    expect(plan.bytes).toBe(10 * plan.imageBytes);
    expect(release.version).toBe('1.1.0');
    expect(await ann.send('POST', `${path}/start`)).toMatchObject(NEEDED);
    const approved = await say(ben, path, 'approve', { devices: 10 });
    expect(approved).toMatchObject({
      status: 200,
      json: {
        state: 'draft',
        approval: { needed: true, state: 'approved', by: { name: 'ben' }, devices: 10, at: expect.any(String) },
      },
    });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({ status: 200, json: { state: 'starting' } });
    const id = Number(path.split('/')[1]);
    await tested.plan(id);
    expect(await shown(path)).toMatchObject({ state: 'running', approval: { state: 'approved', by: { name: 'ben' } } });
    expect((await timeline(path)).slice(0, 3)).toEqual([
      'campaign_created by ann',
      'campaign_approved by ben',
      'campaign_starting by ann',
    ]);
  });

  it('can be asked for by a campaign itself, and taken back; without both nothing changes', async () => {
    await need(false);
    const plain = await drafted();
    expect(await shown(plain)).not.toHaveProperty('approval');
    expect(await ann.send('POST', `${plain}/start`)).toMatchObject({ status: 200 });
    const path = await drafted({ approval: { needed: true }, selection: { deviceIds: [`${product}-d1`] } });
    await server.send('POST', `${plain}/stop`);
    expect((await shown(path)).config).toMatchObject({ approval: { needed: true } });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject(NEEDED);
    await ann.send('PATCH', path, { body: { approval: { needed: false } } });
    expect((await shown(path)).config).not.toHaveProperty('approval');
  });

  it('comes from nobody who wrote it, by whatever session or token, nor from a token that is nobody’s', async () => {
    const path = await drafted();
    expect(await say(ann, path, 'approve')).toMatchObject({ status: 403, json: { code: 'approver_is_author' } });
    const { token } = (await ann.send('POST', 'tokens', { body: { name: 'laptop', roles: ['approver'], days: 1 } }))
      .json;
    const byToken: Pick<BrowserUnderTest, 'send'> = {
      send: (method, to, sent) =>
        server.send(method, to, {
          ...sent,
          scope: 'none',
          headers: { ...sent?.headers, authorization: `Bearer ${token as string}` },
        }),
    };
    expect(await say(byToken, path, 'approve')).toMatchObject({ status: 403, json: { code: 'approver_is_author' } });
    expect(await say(server, path, 'approve')).toMatchObject({ status: 403, json: { code: 'approver_not_person' } });
    await eve.send('PATCH', path, { body: { concurrency: 7 } });
    await ann.send('PATCH', path, { body: { concurrency: 8 } });
    expect(await say(eve, path, 'approve')).toMatchObject({ status: 403, json: { code: 'approver_is_author' } });
    expect(await say(ben, path, 'approve')).toMatchObject({ status: 200 });
  });

  it('comes from no service account', async () => {
    await server.send('POST', 'users', { body: { name: 'robot', kind: 'service', grants: [{ role: 'approver' }] } });
    const order = { name: 'robots', roles: ['approver'], days: 1, owner: 'robot' };
    const { status, json } = await server.send('POST', 'tokens', { body: order });
    expect(status).toBe(201);
    const path = await drafted();
    const headers = {
      authorization: `Bearer ${json.token as string}`,
      'if-match': `"${(await shown(path)).revision}"`,
    };
    const sent = { scope: 'none' as const, body: {}, headers };
    expect(await server.send('POST', `${path}/approve`, sent)).toMatchObject({
      status: 403,
      json: { code: 'approver_not_person' },
    });
  });

  it('is for what was seen: names its revision, and a change takes it away', async () => {
    const path = await drafted();
    const seen = `"${(await shown(path)).revision}"`;
    for (const headers of [{}, { 'if-match': '*' }])
      for (const [what, body] of [
        ['approve', {}],
        ['reject', { reason: 'no' }],
      ] as const)
        expect(await ben.send('POST', `${path}/${what}`, { body, headers })).toMatchObject({
          status: 428,
          json: { code: 'precondition_required' },
        });
    await ann.send('PATCH', path, { body: { concurrency: 7 } });
    expect(await ben.send('POST', `${path}/approve`, { body: {}, headers: { 'if-match': seen } })).toMatchObject({
      status: 412,
    });
    expect(await say(ben, path, 'approve')).toMatchObject({ status: 200 });
    await ann.send('PATCH', path, { body: { concurrency: 7 } });
    expect((await shown(path)).approval).toMatchObject({ state: 'approved' });
    await ann.send('PATCH', path, { body: { concurrency: 9 } });
    expect((await shown(path)).approval).toEqual({ needed: true });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject(NEEDED);
    expect(await timeline(path)).toEqual([
      'campaign_created by ann',
      'campaign_changed by ann',
      'campaign_approved by ben',
      'campaign_changed by ann',
      'approval_voided by ann',
    ]);
  });

  it('is given by one of two at the same time, and by none while it is changed', async () => {
    const path = await drafted();
    const headers = { 'if-match': `"${(await shown(path)).revision}"` };
    const both = await Promise.all([ben, eve].map((by) => by.send('POST', `${path}/approve`, { body: {}, headers })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    for (let at = 0; at < 6; at++) {
      const now = { 'if-match': `"${(await shown(path)).revision}"` };
      const [changed, approved] = await Promise.all([
        ann.send('PATCH', path, { body: { concurrency: 20 + at } }),
        ben.send('POST', `${path}/approve`, { body: {}, headers: now }),
      ]);
      expect([changed.status, [200, 412].includes(approved.status)]).toEqual([200, true]);
      expect(await shown(path)).toMatchObject({ config: { concurrency: 20 + at }, approval: { needed: true } });
      expect((await shown(path)).approval).toEqual({ needed: true });
    }
  });

  it('can be refused with a reason, which holds until somebody changes or approves it', async () => {
    await need(false);
    const path = await drafted();
    expect(await say(ben, path, 'reject', { reason: 'wave 1 is too large' })).toMatchObject({
      status: 200,
      json: { approval: { needed: false, state: 'rejected', by: { name: 'ben' }, reason: 'wave 1 is too large' } },
    });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({
      ...NEEDED,
      json: { detail: expect.stringContaining('wave 1 is too large') },
    });
    await ann.send('PATCH', path, { body: { concurrency: 3 } });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({ status: 200 });
    expect(await timeline(path)).not.toContain('approval_voided by ann');
  });

  it('is for as many devices as were seen, and a tenth more', async () => {
    const path = await drafted();
    expect(await say(ben, path, 'approve', { devices: 9 })).toMatchObject({
      status: 409,
      json: { code: 'plan_grown', facts: { devices: 10, approved: 9, most: 9 } },
    });
    expect(await say(ben, path, 'approve', { devices: 1_000_000 })).toMatchObject({
      status: 200,
      json: { approval: { devices: 10 } },
    });
    const more = (...ids: string[]): Promise<Answer> =>
      server.send('POST', 'devices/bulk', {
        body: ids.map((id) => `${JSON.stringify({ id: `${product}-${id}`, product, hardware: 'A' })}\n`).join(''),
        headers: { 'content-type': 'application/x-ndjson' },
      });
    await more('new1', 'new2');
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({
      status: 409,
      json: { code: 'plan_grown', facts: { devices: 12, approved: 10, most: 11 } },
    });
    expect(await say(ben, path, 'approve')).toMatchObject({ status: 200, json: { approval: { devices: 12 } } });
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({ status: 200 });
    await more('new3', 'new4');
    await tested.plan(Number(path.split('/')[1]));
    expect(await shown(path)).toMatchObject({ state: 'stopping', jobs: { offered: 0 } });
    const { items } = (await server.send('GET', `${path}/timeline`)).json as { items: { data: { reason?: string } }[] };
    expect(items.at(-1)!.data.reason).toBe('14 devices have a job; ben approved 12, and 13 may');
  });

  it('is what lists of campaigns can be filtered by: who approves finds what waits for it', async () => {
    const listed = async (approval: string): Promise<string[]> => {
      const filter = encodeURIComponent(`product==${product};approval==${approval}`);
      const { items } = (await ben.send('GET', `campaigns?filter=${filter}&sort=id`)).json as {
        items: { id: number }[];
      };
      return items.map(({ id }) => `campaigns/${id}`);
    };
    const [first, second, third] = [await drafted(), await drafted(), await drafted()];
    await say(ben, second, 'approve');
    await say(ben, third, 'reject', { reason: 'too early' });
    expect([await listed('needed'), await listed('approved'), await listed('rejected')]).toEqual([
      [first],
      [second],
      [third],
    ]);
    await ann.send('PATCH', second, { body: { name: 'summer' } });
    expect(await listed('needed')).toEqual([first, second]);
    await need(false);
    expect(await listed('needed')).toEqual([]);
    await ann.send('PATCH', first, { body: { approval: { needed: true } } });
    expect(await listed('needed')).toEqual([first]);
  });

  it('of a release that is withdrawn starts nothing', async () => {
    const path = await drafted();
    await say(ben, path, 'approve');
    await server.send('POST', `products/${product}/releases/1.1.0/withdraw`);
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({ json: { code: 'release_withdrawn' } });
  });

  it('is kept by a campaign that begins later', async () => {
    const path = await drafted({ schedule: { startAt: '2199-01-01T00:00:00Z' } });
    await say(ben, path, 'approve');
    expect(await ann.send('POST', `${path}/start`)).toMatchObject({ status: 200, json: { state: 'scheduled' } });
    expect(await shown(path)).toMatchObject({ approval: { state: 'approved' }, plan: { devices: 10 } });
    expect(await say(ben, path, 'reject', { reason: 'late' })).toMatchObject({ json: { code: 'campaign_transition' } });
  });

  it.each([
    ['approve', { devices: -1 }],
    ['approve', { devices: 1.5 }],
    ['approve', { devices: '10' }],
    ['approve', { devices: 1e12 }],
    ['approve', { by: 'ann' }],
    ['reject', {}],
    ['reject', { reason: '' }],
    ['reject', { reason: 'a\nb' }],
    ['reject', { reason: 'x'.repeat(501) }],
    ['reject', { reason: ['no'] }],
  ])('refuses what is no %s: %j', async (what, body) => {
    expect(await say(ben, await drafted(), what, body)).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
  });

  it('is the right of approvers, and where campaigns are not to be seen they are not there', async () => {
    const path = await drafted();
    const only = await person(`only-${product}`, 'operator');
    expect(await say(only, path, 'approve')).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    const headers = { 'if-match': '"0.0"' };
    expect(await ben.send('POST', 'campaigns/99999/approve', { body: {}, headers })).toMatchObject({
      json: { code: 'campaign_unknown' },
    });
  });
});
