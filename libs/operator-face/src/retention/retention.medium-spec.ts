import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { ChainVerification } from '@twinbank/audit';
import { TrustedKeys } from '@twinbank/keys';

import { AuditSealer } from '../audit/audit-sealer.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { RetentionSweep } from './retention-sweep.js';

const DAY_MS = 24 * 3600 * 1000;

describe('retention', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ keep: { eventsDays: 30, auditDays: 30 } });
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const count = async (table: string): Promise<number> =>
    (await sql.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)).rows[0]!.rows;
  const entry = (name: string, ageMs: number) => ({
    atMs: Date.now() - ageMs,
    actor: SERVER,
    action: 'x',
    object: name,
    outcome: 'done' as const,
  });
  /** Dates all checkpoints so far back in time, with the triggers switched off. */
  async function age(): Promise<void> {
    await sql.query('SET session_replication_role = replica');
    await sql.query(`UPDATE audit_checkpoints SET at = now() - interval '31 days' WHERE at > now() - interval '1 day'`);
    await sql.query('SET session_replication_role = origin');
  }

  it('removes events that are old enough, however many, and no younger ones', async () => {
    const event = (ageMs: number) => ({
      atMs: Date.now() - ageMs,
      kind: 'job_failed' as const,
      actor: SERVER,
      data: {},
    });
    await server.database.events.append(Array.from({ length: 1203 }, () => event(31 * DAY_MS)));
    await server.database.events.append([event(29 * DAY_MS), event(0)]);
    await sql.query('DELETE FROM events').then(
      () => expect('taken').toBe('refused'),
      (error: Error) => expect(error.message).toContain('append-only'),
    );
    await server.get(RetentionSweep).sweep();
    const { rows } = await sql.query<{ oldest: Date }>('SELECT min(at) AS oldest FROM events');
    expect(rows[0]!.oldest.getTime()).toBeGreaterThan(Date.now() - 30 * DAY_MS);
    expect(await count('events')).toBe(2);
  });

  it('removes entries of the audit log up to a signed checkpoint, from which the chain is proved on', async () => {
    const { auditLog } = server.database;
    await auditLog.append(Array.from({ length: 1100 }, (_, index) => entry(`old-${index}`, 31 * DAY_MS)));
    await server.seal();
    await age();
    await auditLog.append([entry('young', 0)]);
    await server.seal();
    const before = await count('audit_entries');
    await server.get(RetentionSweep).sweep();
    await server.seal();
    expect(before - (await count('audit_entries'))).toBeGreaterThanOrEqual(1099);
    const { items } = (await server.send('GET', 'audit?limit=5')).json as {
      items: { action: string; object: string }[];
    };
    expect(items.map(({ action, object }) => `${action} ${object}`)).toEqual(['audit_horizon_moved audit', 'x young']);
    const { text } = await server.send('GET', 'audit/export');
    const verification = new ChainVerification(new TrustedKeys([server.keyRing.auditKey.publicJwk]));
    for (const line of text.trim().split('\n')) verification.line(JSON.parse(line) as Record<string, unknown>);
    expect(verification.result()).toMatchObject({ entries: 2, more: false });
  });

  it('keeps the last entry, however old it is, so that the chain goes on', async () => {
    await age();
    await server.get(RetentionSweep).sweep();
    await server.seal();
    await age();
    await server.get(RetentionSweep).sweep();
    expect(await count('audit_entries')).toBeGreaterThanOrEqual(1);
    await server.seal();
    expect(server.get(AuditSealer).broken).toBeUndefined();
  });

  it('is seen in the figures: how much room each table takes', async () => {
    const { tables } = (await server.send('GET', 'figures')).json as { tables: { table: string; bytes: number }[] };
    expect(tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['events', 'jobs', 'audit_entries']));
    for (const { bytes } of tables) expect(bytes).toBeGreaterThan(0);
  });
});
