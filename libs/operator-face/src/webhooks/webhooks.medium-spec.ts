import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Webhook as Verifier } from 'standardwebhooks';

import { SERVER } from '@twinbank/access';
import { KEPT_EVENT_KINDS } from '@twinbank/events';
import { EventBus } from '@twinbank/ports';
import { until } from '@twinbank/testkit/until';

import { OPERATOR } from '@twinbank/database/testing/test-database';
import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { bearer } from '../testing/a-project.js';
import { ReceiverUnderTest, type ReceivedMessage } from '../testing/receiver-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { RetentionSweep } from '../retention/retention-sweep.js';
import { WebhookDispatch } from './webhook-dispatch.js';

const HANG_MS = 2000;
const DAY_MS = 24 * 3600 * 1000;

interface Made {
  readonly id: string;
  readonly secret: string;
}
interface Delivery {
  readonly id: number;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus?: number;
  readonly lastFault?: string;
  readonly event: { readonly kind: string };
}

describe('webhooks', () => {
  let receiver: ReceiverUnderTest;
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    receiver = await ReceiverUnderTest.start();
    server = await ServerUnderTest.start({
      settings: {
        keep: { deliveriesDays: 30 },
        webhooks: { networks: ['127.0.0.0/8'], ca: receiver.ca, timeoutMs: HANG_MS },
      },
    });
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
    await receiver.stop();
  });

  let number = 0;
  const aPath = (): string => `hook-${++number}`;
  const make = async (path: string, order: object = {}): Promise<Made> => {
    const body = { name: path, url: receiver.url(path), events: ['job_failed'], ...order };
    const { status, json, text } = await server.send('POST', 'webhooks', { body });
    if (status !== 201) throw new Error(text);
    return json as Made;
  };
  const send = (...address: readonly (string | number)[]): Promise<Answer> =>
    server.send('POST', ['webhooks', ...address].join('/'));
  const happen = async (
    reason: string,
    kind: 'job_failed' | 'job_succeeded' = 'job_failed',
    on = server,
  ): Promise<void> => {
    await on.database.events.append([{ atMs: Date.now(), kind, actor: OPERATOR, data: { reason } }]);
    on.get(EventBus).recorded();
  };
  const came = (path: string, count: number): Promise<ReceivedMessage[]> =>
    until(() => receiver.at(path).length >= count && receiver.at(path), `${count} messages at ${path}`);
  const deliveries = async (id: string, query = ''): Promise<Delivery[]> =>
    (await server.send('GET', `webhooks/${id}/deliveries${query}`)).json.items as Delivery[];
  /** Waits for a delivery of a webhook that is as the test wants it. */
  const delivery = (id: string, wanted: (one: Delivery) => boolean): Promise<Delivery> =>
    until(async () => (await deliveries(id)).find(wanted), 'a delivery');
  const reasons = (path: string): unknown[] => receiver.at(path).map(({ body }) => body.data.data['reason']);
  const look = (): void => server.get(WebhookDispatch).look();
  /** Lets everything be due, however long it would have to wait. */
  const hurry = async (): Promise<void> => {
    await sql.query(`UPDATE webhook_deliveries SET due_at = now() WHERE state = 'waiting'`);
    await sql.query('UPDATE webhooks SET rests_until = NULL');
    look();
  };
  /** Deletes a webhook, so that it has no part in the next test. */
  const away = (id: string): Promise<Answer> => server.send('DELETE', `webhooks/${id}`);

  it('get what happens, signed as another implementation of the specification reads it', async () => {
    const path = aPath();
    const { id, secret } = await make(path);
    await happen('one', 'job_succeeded');
    await happen('two');
    const [message] = await came(path, 1);
    const verified = new Verifier(secret).verify(message!.text, message!.headers as Record<string, string>);
    expect(verified).toMatchObject({
      type: 'job_failed',
      timestamp: expect.stringMatching(/^\d{4}-/),
      data: { id: expect.any(Number), kind: 'job_failed', actor: { name: OPERATOR.name }, data: { reason: 'two' } },
    });
    expect(() =>
      new Verifier(secret).verify(`${message!.text} `, message!.headers as Record<string, string>),
    ).toThrow();
    expect(await delivery(id, ({ state }) => state === 'delivered')).toMatchObject({ attempts: 1, lastStatus: 204 });
    expect(reasons(path)).toEqual(['two']);
    await away(id);
  });

  it('show their secret once, and keep it sealed', async () => {
    const { id, secret } = await make(aPath());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = [await server.send('GET', `webhooks/${id}`), await server.send('GET', 'webhooks')];
    for (const { text } of shown) expect(text).not.toContain('whsec_');
    const { rows } = await sql.query<{ row: string; secret: Buffer }>(
      'SELECT to_jsonb(w)::text AS row, secret FROM webhooks w WHERE id = $1',
      [id],
    );
    const bytes = Buffer.from(secret.slice(6), 'base64');
    expect(rows[0]!.secret.includes(bytes)).toBe(false);
    expect((await sql.query('SELECT FROM audit_entries WHERE after::text LIKE $1', ['%whsec_%'])).rows).toEqual([]);
    await away(id);
  });

  it('are signed by both secrets while one takes the place of the other', async () => {
    const path = aPath();
    const { id, secret } = await make(path);
    const { json } = await server.send('POST', `webhooks/${id}/rotate`, { body: { overlapSeconds: 60 } });
    await happen('rotated');
    const [message] = await came(path, 1);
    for (const one of [secret, json.secret as string])
      expect(new Verifier(one).verify(message!.text, message!.headers as Record<string, string>)).toBeDefined();
    await server.send('POST', `webhooks/${id}/rotate`, { body: { overlapSeconds: 0 } });
    await happen('again');
    const [, second] = await came(path, 2);
    expect(String(second!.headers['webhook-signature']).split(' ')).toHaveLength(1);
    await away(id);
  });

  it('hear again what they refused, until they take it, under the same id', async () => {
    const path = aPath();
    const { id } = await make(path);
    let answers = 0;
    receiver.answer(path, (response) => void response.writeHead(++answers < 3 ? 500 : 200).end());
    await happen('stubborn');
    expect(await delivery(id, ({ attempts }) => attempts === 1)).toMatchObject({
      ...{ state: 'waiting', lastStatus: 500, lastFault: 'webhook_refused' },
    });
    await hurry();
    await delivery(id, ({ attempts }) => attempts === 2);
    await hurry();
    await delivery(id, ({ state }) => state === 'delivered');
    expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await server.send('GET', `webhooks/${id}`)).json.failingSince).toBeUndefined();
    await away(id);
  });

  it('have dead letters that are shown and can be sent once more', async () => {
    const path = aPath();
    const { id } = await make(path);
    receiver.answer(path, (response) => void response.writeHead(503).end());
    await happen('lost');
    const { id: lost } = await delivery(id, ({ attempts }) => attempts === 1);
    await sql.query('UPDATE webhook_deliveries SET attempts = 10 WHERE id = $1', [lost]);
    await hurry();
    await delivery(id, ({ state }) => state === 'dead');
    await happen('too old');
    await delivery(id, ({ id: one, attempts }) => one !== lost && attempts === 1);
    await sql.query(`UPDATE webhook_deliveries SET give_up_at = now() - interval '1 second' WHERE state = 'waiting'`);
    await server.get(WebhookDispatch).tidy();
    expect((await deliveries(id, '?state=dead')).map(({ attempts }) => attempts)).toEqual([11, 1]);
    receiver.answer(path, (response) => void response.writeHead(200).end());
    expect((await send(id, 'deliveries', lost, 'replay')).json).toMatchObject({ id: lost, state: expect.any(String) });
    await delivery(id, ({ id: one, state }) => one === lost && state === 'delivered');
    expect((await send(id, 'replay')).json).toEqual({ replayed: 1 });
    await until(async () => (await deliveries(id, '?state=delivered')).length === 2, 'all delivered');
    expect((await send(id, 'replay')).json).toEqual({ replayed: 0 });
    await away(id);
  });

  it.each<[string, Parameters<ReceiverUnderTest['answer']>[1], string]>([
    ['never answers', () => undefined, 'webhook_timeout'],
    ['begins to answer and goes no further', (response) => void response.writeHead(500).write('x'), 'webhook_refused'],
    ['hangs up', (response) => void response.destroy(), 'webhook_unreachable'],
    [
      'redirects',
      (response) => void response.writeHead(307, { location: receiver.url('elsewhere') }).end(),
      'webhook_redirected',
    ],
  ])('of which one %s hold up no other, and it is told why', async (_, answering, fault) => {
    const [bad, good] = [aPath(), aPath()];
    receiver.answer(bad, answering);
    const [{ id }, other] = [await make(bad), await make(good)];
    for (const reason of ['1', '2', '3']) await happen(reason);
    await came(good, 3);
    expect(await delivery(id, ({ lastFault }) => lastFault === fault)).toMatchObject({ state: 'waiting' });
    expect(receiver.at('elsewhere')).toEqual([]);
    await Promise.all([away(id), away(other.id)]);
  });

  it('are read a little of where they answer without an end', async () => {
    const path = aPath();
    const written = receiver.pour(path);
    const { id } = await make(path);
    await happen('a gigabyte');
    expect(await delivery(id, ({ state }) => state === 'delivered')).toMatchObject({ attempts: 1 });
    expect(written()).toBeLessThan(64 * 1024 * 1024);
    await away(id);
  });

  it('are disabled when they say that they are gone, and say why; nothing is kept for them then', async () => {
    const path = aPath();
    const { id } = await make(path);
    receiver.answer(path, (response) => void response.writeHead(410).end());
    await happen('the last');
    await until(async () => (await server.send('GET', `webhooks/${id}`)).json.disabled === 'gone', 'disabled');
    await happen('unheard');
    expect(await deliveries(id)).toHaveLength(1);
    const events = (await server.send('GET', 'events/log?limit=1000')).json.items as { kind: string; data: object }[];
    expect(events.find(({ kind }) => kind === 'webhook_disabled')).toMatchObject({
      ...{ actor: { kind: 'system' }, data: { webhook: id, reason: 'gone' } },
    });
    expect((await send(id, 'test')).json).toMatchObject({ code: 'webhook_disabled' });
    receiver.answer(path, (response) => void response.writeHead(204).end());
    await server.send('PATCH', `webhooks/${id}`, { body: { enabled: true } });
    await delivery(id, ({ state }) => state === 'delivered');
    await away(id);
  });

  it('that failed for three days are disabled', async () => {
    const path = aPath();
    const { id } = await make(path);
    receiver.answer(path, (response) => void response.writeHead(500).end());
    await happen('x');
    await delivery(id, ({ attempts }) => attempts === 1);
    await sql.query(`UPDATE webhooks SET failing_since = now() - interval '73 hours' WHERE id = $1`, [id]);
    await hurry();
    await until(async () => (await server.send('GET', `webhooks/${id}`)).json.disabled === 'failing', 'disabled');
    await away(id);
  });

  it('can be tried', async () => {
    const path = aPath();
    const { id, secret } = await make(path);
    const { json } = await send(id, 'test');
    const [message] = await came(path, 1);
    expect(message!.headers['webhook-id']).toBe(`msg_${json.id}`);
    expect(new Verifier(secret).verify(message!.text, message!.headers as Record<string, string>)).toMatchObject({
      type: 'webhook_test',
      data: { data: { webhook: id } },
    });
    await away(id);
  });

  it.each([
    ['https://10.0.0.1/'],
    ['https://169.254.169.254/latest/meta-data'],
    ['https://[::1]/'],
    ['https://[::ffff:127.0.0.1]/'],
    ['https://0x0a.1/'],
    ['https://167772161/'],
    ['http://93.184.216.34/'],
  ])('are refused where their address may not be reached: %s', async (url) => {
    const { status, json } = await server.send('POST', 'webhooks', { body: { name: 'x', url } });
    expect([url, status, json.code]).toEqual([url, 422, 'webhook_address_refused']);
  });

  it('are refused when their name turns out to mean such an address', async () => {
    const path = aPath();
    const { id } = await make(path);
    const began = receiver.began;
    const outside = await ServerUnderTest.start({ settings: { webhooks: { ca: receiver.ca } } });
    try {
      const body = { name: 'x', url: receiver.url(path), events: ['job_failed'] };
      const { json } = await outside.send('POST', 'webhooks', { body });
      await happen('inside', 'job_failed', outside);
      const tried = await until(async () => {
        const { items } = (await outside.send('GET', `webhooks/${json.id}/deliveries`)).json as { items: Delivery[] };
        return items.find(({ attempts }) => attempts > 0);
      }, 'an attempt');
      expect(tried.lastFault).toBe('webhook_address_refused');
      expect(receiver.began).toBe(began);
    } finally {
      await outside.stop();
      await away(id);
    }
  });

  it('of a project get what happens in it, and nothing else', async () => {
    const path = aPath();
    await server.send('POST', 'projects', { body: { name: 'north' } });
    await server.send('POST', 'projects', { body: { name: 'south' } });
    const order = { name: 'n', roles: ['admin' as const], project: 'north', days: 1 };
    const { token } = await server.get(OperatorTokensService).issue(order, SERVER);
    const body = { name: path, url: receiver.url(path), events: ['project_changed'] };
    const { json, status } = await server.send('POST', 'webhooks', { ...bearer(token), body });
    expect([status, json.project]).toEqual([201, 'north']);
    const foreign = await server.send('POST', 'webhooks', { ...bearer(token), body: { ...body, project: 'south' } });
    expect(foreign.json.code).toBe('project_unknown');
    await server.send('PATCH', 'projects/south', { body: { title: 'S' } });
    await server.send('PATCH', 'projects/north', { body: { title: 'N' } });
    await came(path, 1);
    expect(receiver.at(path).map(({ body: { data } }) => data.data['title'])).toEqual(['N']);
    const others = await make(aPath());
    for (const address of [others.id, `${others.id}/deliveries`])
      expect((await server.send('GET', `webhooks/${address}`, bearer(token))).json.code).toBe('webhook_unknown');
    expect((await server.send('DELETE', 'projects/north')).json.code).toBe('project_not_empty');
    await Promise.all([away(others.id), away(json.id as string)]);
  });

  it('may be fifty of a project', async () => {
    const made = Array.from({ length: 50 }, () => make(aPath(), { project: 'north', enabled: false }));
    const ids = (await Promise.all(made)).map(({ id }) => id);
    const { json } = await server.send('POST', 'webhooks', {
      body: { name: 'x', url: 'https://x.test', project: 'north' },
    });
    expect(json.code).toBe('quota_exceeded');
    for (const id of ids) await away(id);
  });

  it('let ended deliveries go by age', async () => {
    const path = aPath();
    const { id } = await make(path);
    await happen('old');
    await delivery(id, ({ state }) => state === 'delivered');
    await sql.query('UPDATE webhook_deliveries SET ended_at = $1 WHERE ended_at IS NOT NULL', [
      new Date(Date.now() - 31 * DAY_MS),
    ]);
    await happen('new');
    await until(async () => (await deliveries(id)).filter(({ state }) => state === 'delivered').length === 2, 'both');
    await server.get(RetentionSweep).sweep();
    expect(await deliveries(id)).toHaveLength(1);
    await away(id);
  });

  it('leave no row where there are none', async () => {
    expect((await server.send('GET', 'webhooks')).json.items).toEqual([]);
    await server.get(WebhookDispatch).tidy();
    await happen('nobody listens');
    expect((await sql.query('SELECT FROM webhook_deliveries')).rows).toEqual([]);
  });

  it('are shared by two servers, and one takes over what the other left lying', async () => {
    const path = aPath();
    const { id } = await make(path);
    const second = await server.beside();
    try {
      for (let more = 0; more < 10; more++) await happen(`a-${more}`, 'job_failed', more % 2 ? server : second);
      await came(path, 10);
      await until(async () => (await deliveries(id, '?state=delivered')).length === 10, 'all delivered');
      expect(new Set(reasons(path)).size).toBe(10);
      expect(receiver.at(path)).toHaveLength(10);
      await sql.query(`UPDATE webhooks SET lease = 'of a dead one', leased_until = now() + interval '1 hour'`);
      await happen('left');
      expect((await deliveries(id)).at(-1)).toMatchObject({ state: 'waiting', attempts: 0 });
      await sql.query(`UPDATE webhooks SET leased_until = now() - interval '1 second'`);
      second.get(WebhookDispatch).look();
      await came(path, 11);
    } finally {
      await second.stop();
    }
    await away(id);
  });

  it('are in the document with a message for each event that is kept', async () => {
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    expect(Object.keys(api.webhooks as object)).toEqual(KEPT_EVENT_KINDS);
    expect(api.components.schemas.CampaignStartedMessage.properties.type.enum).toEqual(['campaign_started']);
  });
});
