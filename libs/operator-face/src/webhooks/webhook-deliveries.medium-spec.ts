import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { OPERATOR, openBehindCutter, TEST_DATABASE_KINDS } from '@twinbank/database/testing/test-database';
import { EventBus } from '@twinbank/ports';
import { until } from '@twinbank/testkit/until';

import { aPerson, BrowserUnderTest } from '../testing/people-under-test.js';
import { ReceiverUnderTest } from '../testing/receiver-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { WebhookDispatch } from './webhook-dispatch.js';

const HANG_MS = 2000;
interface Delivery {
  readonly state: string;
  readonly attempts: number;
}

describe.each(TEST_DATABASE_KINDS)('deliveries to webhooks, on %s', (kind) => {
  let receiver: ReceiverUnderTest;
  let test: Awaited<ReturnType<typeof openBehindCutter>>;
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    receiver = await ReceiverUnderTest.start();
    test = await openBehindCutter(kind);
    const webhooks = { networks: ['127.0.0.0/8'], ca: receiver.ca, timeoutMs: HANG_MS };
    server = await ServerUnderTest.start({ open: () => Promise.resolve(test), settings: { webhooks } });
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
    await receiver.stop();
  });
  afterEach(async () => {
    for (const { id } of (await server.send('GET', 'webhooks')).json.items as { id: string }[])
      await server.send('DELETE', `webhooks/${id}`);
  });

  let number = 0;
  type Sender = Pick<ServerUnderTest, 'send'>;
  const make = async (
    by: Sender = server,
    more: object = {},
  ): Promise<{ readonly id: string; readonly path: string }> => {
    const path = `hook-${++number}`;
    const body = { name: path, url: receiver.url(path), events: ['job_failed', 'project_changed'], ...more };
    const { json, status } = await by.send('POST', 'webhooks', { body });
    expect(status).toBe(201);
    return { id: json.id as string, path };
  };
  const happen = async (): Promise<void> => {
    const event = { atMs: Date.now(), kind: 'job_failed', actor: OPERATOR, data: { reason: 'x' } } as const;
    await server.database.events.append([event]);
    server.get(EventBus).recorded();
  };
  const deliveries = async (id: string): Promise<readonly Delivery[]> =>
    (await server.send('GET', `webhooks/${id}/deliveries`)).json.items as Delivery[];
  const idsAt = (path: string): unknown[] => receiver.at(path).map(({ headers }) => headers['webhook-id']);
  const look = (): void => server.get(WebhookDispatch).look();

  it('are made once more, under the same id, if the server dies between a delivery and its record', async () => {
    const { id, path } = await make();
    const { cutter } = test;
    // What was taken is written down, and the connection dies before that is committed: nobody knows of it.
    cutter.cutAfter(/webhooks_tried/);
    await happen();
    await until(() => cutter.cuts === 1, 'the record is lost');
    expect(idsAt(path)).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    look();
    expect((await sql.query('SELECT FROM webhooks WHERE lease IS NOT NULL AND leased_until > now()')).rowCount).toBe(1);
    // Another server waits until the lease of the dead one has ended.
    await sql.query(`UPDATE webhooks SET leased_until = now() - interval '1 second'`);
    look();
    await until(async () => (await deliveries(id))[0]?.state === 'delivered', 'it is delivered');
    expect(idsAt(path)).toHaveLength(2);
    expect(new Set(idsAt(path)).size).toBe(1);
  });

  it('go on when whoever made the webhook loses the right, is disabled or leaves, who can then do nothing to it', async () => {
    await server.send('POST', 'projects', { body: { name: 'north' } });
    const grant = { role: 'admin', project: 'north' } as const;
    for (const name of ['ann', 'bob']) await aPerson(server, name, [grant]);
    const [ann, bob] = [new BrowserUnderTest(server), new BrowserUnderTest(server)];
    await ann.signIn('ann');
    await bob.signIn('bob');
    const { id, path } = await make(ann);
    let title = 0;
    const delivers = async (): Promise<void> => {
      await server.send('PATCH', 'projects/north', { body: { title: `t-${++title}` } });
      await until(() => receiver.at(path).length === title, 'the delivery');
    };
    const refused = async (answers: readonly Promise<Answer>[]): Promise<void> => {
      for (const { status } of await Promise.all(answers)) expect([401, 403]).toContain(status);
    };
    const attempts = (): Promise<Answer>[] => [
      ann.send('GET', `webhooks/${id}`),
      ann.send('PATCH', `webhooks/${id}`, { body: { url: receiver.url('elsewhere') } }),
      ann.send('POST', `webhooks/${id}/rotate`, { body: {} }),
      ann.send('GET', `webhooks/${id}/deliveries`),
    ];
    await delivers();
    await server.send('DELETE', 'users/ann/grants?role=admin&project=north');
    await refused(attempts());
    await delivers();
    await server.send('POST', 'users/ann/disable');
    await refused(attempts());
    await delivers();
    await server.send('DELETE', 'users/ann');
    await delivers();
    // Whoever has the right finds what a person made, and ends it.
    const { json } = await bob.send('GET', 'webhooks?filter=createdBy==ann&fields=id');
    expect(json.items).toEqual([{ id }]);
    await bob.send('PATCH', `webhooks/${id}`, { body: { enabled: false } });
    await server.send('PATCH', 'projects/north', { body: { title: 'unheard' } });
    expect(await deliveries(id)).toHaveLength(title);
  });

  it('are written by whoever writes events while webhooks are changed and deleted, without waiting or failing', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, () => make(server, { events: [] })));
    const orders = made.map(async ({ id }, index) => {
      const body = { name: `n-${index}` };
      expect((await server.send('PATCH', `webhooks/${id}`, { body })).status).toBe(200);
      expect((await server.send('DELETE', `webhooks/${id}`)).status).toBe(200);
    });
    await Promise.all([...orders, ...Array.from({ length: 8 }, happen)]);
    // A delivery whose outcome is being written down is left alone, and removed by the next run.
    await until(async () => {
      await server.get(WebhookDispatch).tidy();
      const text =
        'SELECT FROM webhook_deliveries d WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.number = d.webhook)';
      return (await sql.query(text)).rowCount === 0;
    }, 'deliveries of deleted webhooks are removed');
  });

  it('that were given up are made once more ten thousand at a time, the oldest first', async () => {
    const { id } = await make();
    const dead = `INSERT INTO webhook_deliveries (webhook, event, state, ended_at)
      SELECT w.number, '{"at":"2026-11-27T00:00:00Z","kind":"job_failed","data":{}}', 'dead', now() FROM webhooks w, generate_series(1, 10001)`;
    await sql.query(dead);
    const newest = (await sql.query<{ id: string }>('SELECT max(id) AS id FROM webhook_deliveries')).rows[0]!.id;
    expect((await server.send('POST', `webhooks/${id}/replay`)).json).toEqual({ replayed: 10_000 });
    const { json } = await server.send('GET', `webhooks/${id}/deliveries?state=dead&fields=id`);
    expect(json.items).toEqual([{ id: Number(newest) }]);
    expect((await server.send('POST', `webhooks/${id}/replay`)).json).toEqual({ replayed: 1 });
  });

  // The embedded database has one session for all: nobody waits there.
  if (kind === 'postgresql')
    it('are written without waiting for whoever holds a webhook', async () => {
      const { id } = await make();
      await sql.query('BEGIN');
      await sql.query('SELECT FROM webhooks FOR UPDATE');
      try {
        await happen();
        expect(await deliveries(id)).toMatchObject([{ state: 'waiting' }]);
      } finally {
        await sql.query('ROLLBACK');
      }
    });
});
