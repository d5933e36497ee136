import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { OPERATOR } from '@twinbank/database/testing/test-database';
import { EventBus } from '@twinbank/ports';
import { until } from '@twinbank/testkit/until';

import { AuditRefusals } from '../audit/audit-refusals.js';
import { ReceiverUnderTest } from '../testing/receiver-under-test.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

/** What stands in path and query of an address, and is all that it takes to write to it. */
const SECRET = 'sesame-4711';

describe('the address of a webhook', () => {
  let log = '';
  let receiver: ReceiverUnderTest;
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    receiver = await ReceiverUnderTest.start();
    const lines = new Writable({ write: (line, _encoding, done) => done(void (log += String(line))) });
    const webhooks = { networks: ['127.0.0.0/8'], ca: receiver.ca };
    server = await ServerUnderTest.start({ log: lines, settings: { webhooks } });
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
    await receiver.stop();
  });

  it('is recorded and logged without path and query, whether what is done to it succeeds or not', async () => {
    const path = `${SECRET}/hook?key=${SECRET}`;
    receiver.answer(path, (response) => void response.writeHead(410).end());
    const order = { name: 'chat', url: receiver.url(path), events: ['job_failed'] };
    const refused = [
      await server.send('POST', 'webhooks', { body: { ...order, url: `https://10.0.0.1/${path}` } }),
      await server.send('POST', 'webhooks', { body: { ...order, url: `ftp://localhost/${path}` } }),
      await server.send('POST', 'webhooks', { body: { ...order, project: 'nowhere' } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 400, 404]);
    for (const { text } of refused) expect(text).not.toContain(SECRET);
    const made = await server.send('POST', 'webhooks', { body: order });
    expect(made.status).toBe(201);
    const id = made.json.id as string;
    await server.database.events.append([
      { atMs: Date.now(), kind: 'job_failed', actor: OPERATOR, data: { reason: 'x' } },
    ]);
    server.get(EventBus).recorded();
    await until(async () => (await server.send('GET', `webhooks/${id}`)).json.disabled === 'gone', 'it is disabled');
    const body = { url: receiver.url(`${path}&second`), enabled: true };
    const headers = { 'if-match': '"elsewhen"' };
    expect((await server.send('PATCH', `webhooks/${id}`, { body, headers })).status).toBe(412);
    expect((await server.send('PATCH', `webhooks/${id}`, { body })).status).toBe(200);
    expect((await server.send('DELETE', `webhooks/${id}`)).json.url).toBe(body.url);
    await server.get(AuditRefusals).flush();
    for (const table of ['events', 'audit_entries', 'webhook_deliveries']) {
      const { rows } = await sql.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      expect([table, rows.length > 0]).toEqual([table, true]);
      expect([table, rows.filter(({ row }) => row.includes(SECRET))]).toEqual([table, []]);
    }
    expect(log).toContain('a webhook was disabled');
    expect(log).not.toContain(SECRET);
  });
});
