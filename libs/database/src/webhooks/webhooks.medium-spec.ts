import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { Database } from '../database.js';
import { aCommand, OPEN_TIMEOUT_MS, OPERATOR, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import type { Room, TurnOutcome, WebhookTurn } from './webhook-turns.js';

const HOUR_MS = 3600 * 1000;
const SECRET = 'T0000/B0000/XXXXsecretXXXX';

describe.each(TEST_DATABASES)('webhooks on %s', (_kind, open) => {
  let test: TestDatabase;
  let database: Database;
  let sql: pg.Client;
  beforeAll(async () => {
    test = await open();
    database = test.database;
    sql = new pg.Client(test.connection);
    await sql.connect();
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await sql.end();
    await test.dispose();
  });
  beforeEach(() => test.empty());

  const aWebhook = (id: string, url = 'https://old.test/', project?: string): Promise<unknown> =>
    database.webhooks.add({ id, name: id, url, project, kinds: ['job_failed'], secret: new Uint8Array(1) }, aCommand());
  const happen = (count: number): Promise<void> => {
    const event = { atMs: Date.now(), kind: 'job_failed', actor: OPERATOR, data: { reason: 'x' } } as const;
    return database.events.append(Array.from({ length: count }, () => event));
  };
  let leases = 0;
  const begin = (room: Partial<Room> = {}): Promise<readonly WebhookTurn[]> =>
    database.webhookTurns.begin({
      ...{
        lease: `lease-${++leases}`,
        leaseMs: HOUR_MS,
        webhooks: 32,
        deliveries: 16,
        ofProject: 8,
        busy: [],
        ...room,
      },
    });
  const end = (turn: WebhookTurn, outcome: Partial<TurnOutcome>): Promise<void> =>
    database.webhookTurns.end(turn, { tried: [], failures: 0, restMs: 0, ...outcome }, Date.now());
  const rows = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => (await sql.query<Row>(text)).rows;
  /** What a turn writes down that failed altogether. */
  const failed = ({ deliveries }: WebhookTurn): Partial<TurnOutcome> => ({
    ...{ failures: 1, restMs: 1000, disable: 'gone' },
    tried: deliveries.map(({ id }) => ({ id, state: 'dead', attempts: 11, status: 410 })),
  });

  it.each<[string, () => Promise<unknown>]>([
    ['has a new address', () => database.webhooks.change('hook', { url: 'https://new.test/' }, aCommand())],
    [
      'was disabled and enabled again',
      async () => {
        await database.webhooks.change('hook', { enabled: false }, aCommand());
        await database.webhooks.change('hook', { enabled: true }, aCommand());
      },
    ],
  ])('take nothing from a turn that began before it %s, but what was delivered', async (_case, anew) => {
    await aWebhook('hook');
    await happen(2);
    const [turn] = await begin();
    await anew();
    const [one, two] = turn!.deliveries;
    const tried = [
      { id: one!.id, state: 'delivered', attempts: 1, status: 204 },
      { id: two!.id, state: 'dead', attempts: 11, status: 410 },
    ] as const;
    await end(turn!, { ...failed(turn!), tried });
    const hook = await database.webhooks.get('hook');
    expect([hook.disabled, hook.failingSinceMs]).toEqual([undefined, undefined]);
    expect(await rows('SELECT rests_until, failures FROM webhooks')).toEqual([{ rests_until: null, failures: 0 }]);
    // The new beginning is at once, and has what the old one did not deliver.
    const [next] = await begin();
    expect(next!.deliveries).toMatchObject([{ id: two!.id, attempts: 0 }]);
  });

  it('go on with their turn where only their name is changed', async () => {
    await aWebhook('hook');
    await happen(1);
    const [turn] = await begin();
    await database.webhooks.change('hook', { name: 'other' }, aCommand());
    expect(await begin()).toEqual([]);
    await end(turn!, failed(turn!));
    expect((await database.webhooks.get('hook')).disabled).toBe('gone');
  });

  it('take nothing from a server whose lease ended, but what it delivered', async () => {
    await aWebhook('hook');
    await happen(1);
    const [slow] = await begin();
    await sql.query(`UPDATE webhooks SET leased_until = now() - interval '1 second'`);
    const [other] = await begin();
    await end(slow!, failed(slow!));
    expect((await database.webhooks.get('hook')).disabled).toBeUndefined();
    await end(other!, { tried: [{ id: other!.deliveries[0]!.id, state: 'delivered', attempts: 1 }] });
    expect(await rows('SELECT state FROM webhook_deliveries')).toEqual([{ state: 'delivered' }]);
  });

  it.each<[string, object, object]>([
    ['are enabled again', { enabled: false }, { enabled: true }],
    ['have a new address', { name: 'x' }, { url: 'https://new.test/' }],
  ])('send at once what waits when they %s, as if it was never tried', async (_case, before, after) => {
    await aWebhook('hook');
    await happen(2);
    await database.webhooks.change('hook', before, aCommand());
    await sql.query(
      `UPDATE webhook_deliveries SET attempts = 10, due_at = now() + interval '6 hours', give_up_at = '2100-01-01'`,
    );
    await sql.query(`INSERT INTO webhook_deliveries (webhook, event, state, attempts, ended_at)
      SELECT number, '{}', 'dead', 11, now() FROM webhooks`);
    await database.webhooks.change('hook', after, aCommand());
    const [turn] = await begin();
    expect(turn!.deliveries.map(({ attempts }) => attempts)).toEqual([0, 0]);
    // When it is too late stays as it was.
    expect(await rows(`SELECT FROM webhook_deliveries WHERE give_up_at = '2100-01-01'`)).toHaveLength(2);
    expect(await rows(`SELECT attempts FROM webhook_deliveries WHERE state = 'dead'`)).toEqual([{ attempts: 11 }]);
  });

  it('say for how long nothing could be delivered by the clock of the database', async () => {
    await aWebhook('hook');
    await happen(1);
    expect((await begin())[0]!.failingForMs).toBeUndefined();
    const since = `UPDATE webhooks SET leased_until = NULL, failures = 9, failing_since = now() - interval '72 hours'`;
    await sql.query(since);
    // Whatever a server takes for the present time has no part in it.
    const [turn] = await begin();
    expect(turn!.failingForMs).toBeGreaterThanOrEqual(72 * HOUR_MS);
    expect(turn!.failingForMs).toBeLessThan(73 * HOUR_MS);
  });

  it('of one project have so many places at most, with what is being sent, and those that waited longest come first', async () => {
    await database.projects.create({ name: 'many', title: 'many' }, aCommand());
    for (let hook = 0; hook < 12; hook++) await aWebhook(`many-${hook}`, undefined, 'many');
    for (let hook = 0; hook < 3; hook++) await aWebhook(`all-${hook}`);
    const event = { atMs: Date.now(), kind: 'job_failed', actor: OPERATOR, data: { reason: 'x' } } as const;
    await database.events.append([{ ...event, project: 'many' }]);
    const ids = (turns: readonly WebhookTurn[]): string[] => turns.map(({ id }) => id).sort();
    const first = await begin({ ofProject: 3, busy: ['many', undefined] });
    expect(ids(first)).toEqual(['all-0', 'all-1', 'many-0', 'many-1']);
    expect(first.find(({ id }) => id === 'many-0')).toMatchObject({ project: 'many' });
    expect(ids(await begin({ ofProject: 3, busy: ['many', 'many', 'many', undefined] }))).toEqual(['all-2']);
    for (const turn of first) await end(turn, {});
    // Who had a turn comes after those who had none.
    expect(ids(await begin({ ofProject: 3, webhooks: 2 }))).toEqual(['many-2', 'many-3']);
  });

  it('leave no path and no query of their address in events and in the audit log', async () => {
    await aWebhook('hook', `https://hooks.test/${SECRET}?key=${SECRET}`);
    await database.webhooks.change('hook', { url: `https://hooks.test/${SECRET}/2?key=${SECRET}` }, aCommand());
    await database.webhooks.change('hook', { url: `https://others.test:444/${SECRET}` }, aCommand());
    await database.webhooks.remove('hook', aCommand());
    const entries = await rows<{ before: object | null; after: object }>(
      'SELECT before, after FROM audit_entries ORDER BY sequence',
    );
    expect(entries).toMatchObject([
      { before: null, after: { origin: 'https://hooks.test' } },
      { before: { origin: 'https://hooks.test' }, after: { origin: 'https://hooks.test', addressChanged: true } },
      { before: { origin: 'https://hooks.test' }, after: { origin: 'https://others.test:444', addressChanged: true } },
      { before: { origin: 'https://others.test:444' }, after: { deleted: true } },
    ]);
    const everything = await rows(`SELECT to_jsonb(e) FROM events e UNION ALL SELECT to_jsonb(a) FROM audit_entries a`);
    expect(everything.length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify(everything)).not.toMatch(/secret|key=/);
  });
});
