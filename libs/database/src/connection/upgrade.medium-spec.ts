import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { openOn } from '../database.js';
import { migrate, readMigrations } from './migrations.js';
import { CAMPAIGN_LIST, DEVICE_JOB_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import {
  emptyDatabase,
  KeptLog,
  OPEN_TIMEOUT_MS,
  TEST_DATABASE_KINDS,
  type EmptyDatabase,
} from '../testing/test-database.js';

/**
 * Rows as the version of each migration wrote them. Whoever adds a table adds a row here, under the migration that
 * creates it, so that later migrations are tested on a table with content.
 */
const ROWS: Readonly<Record<string, string>> = {
  '20261122000000_start': `
    INSERT INTO products (name, part, hardware, finish_policy, allow_unencrypted) VALUES ('pump', 'STM32G484', '{A,B}', 'mirror', false);
    INSERT INTO releases (product, version, counter, state, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key)
      VALUES ('pump', '1.0.0', 1, 'withdrawn', 'j.w.s', repeat('a', 64), decode(repeat('00', 32), 'hex'), 4096, 8256, repeat('b', 64), 8192, '{A}', repeat('d', 64)),
             ('pump', '1.1.0', 4294967295, 'available', 'j.w.s', repeat('c', 64), decode(repeat('01', 32), 'hex'), 4096, 8256, repeat('c', 64), 8192, '{A,B}', repeat('e', 64));
    INSERT INTO devices (id, product, hardware, key_epoch) VALUES ('new', 'pump', 'A', 1), ('gone', 'pump', 'B', 1);
    UPDATE devices SET state = 'inactive' WHERE id = 'gone';
    INSERT INTO devices (id, product, hardware, key_epoch, ticket_sequence, running_version, running_digest, running_bank, confirmed, counter, status, status_at, online, last_seen_at)
      VALUES ('seen', 'pump', 'A', 1, 7, '1.0.0', repeat('b', 64), 1, true, 1,
        '{"product":"pump","part":"STM32G484","hardware":"A","banks":[],"active":1,"fbMode":0,"bfb2":0,"confirmed":true,"counter":1,"reset":"power-on"}', now(), true, now());
    INSERT INTO campaigns (name, product, release_id, selection, rules, acknowledged) VALUES ('draft', 'pump', 2, '{}', '{}', '{}');
    INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, started_at) VALUES ('running', 'pump', 2, 'running', '{}', '{}', '{}', now());
    INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, pause_reason, started_at)
      VALUES ('paused', 'pump', 2, 'paused', '{}', '{}', '{}', 'operator', now());
    INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, started_at, ended_at) VALUES ('over', 'pump', 1, 'finished', '{}', '{}', '{}', now(), now());
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal) VALUES (2, 'new', 0, 0);
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, stage, attempts, transfer, done, total, previous_version, deadline_at, started_at)
      VALUES (2, 'seen', 0, 1, 'running', 'downloading', 1, 1, 1, 3, '1.0.0', now(), now());
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, attempts, fault, detail, ended_at) VALUES (4, 'seen', 0, 0, 'failed', 2, 'job_timeout', 'in time', now());
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, attempts, fault, ended_at) VALUES (4, 'gone', 0, 1, 'timed-out', 1, 'job_timeout', now());
    INSERT INTO attempts (job_id, number, at) VALUES (2, 1, now());
    INSERT INTO events (at, kind, campaign_id, job_id, device_id, data) VALUES (now(), 'job_failed', 4, 3, 'seen', '{"fault":"job_timeout"}');`,
  '20261126100000_intended_blobs': `INSERT INTO intended_blobs (key, intended_at) VALUES (repeat('f', 64), now())`,
  '20261126110000_key_fingerprints': `INSERT INTO key_fingerprints (name, fingerprint) VALUES ('master/1', repeat('f', 32));`,
  '20261126160000_operator_tokens': `
    INSERT INTO operator_tokens (id, name, scopes, created_at, created_by, expires_at, revoked_at, revoked_by)
      VALUES ('t-1', 'admin', '{admin}', now(), 'server', now(), NULL, NULL), ('t-2', 'build', '{read,operate}', now(), 'admin', now(), now(), 'admin');`,
  '20261126200000_api_tokens': `
    INSERT INTO operator_tokens (id, hash, name, roles, created_at, created_by, expires_at)
      VALUES ('t-3', decode(repeat('ab', 32), 'hex'), 'admin', '{installation-admin}', now(), 'server', now());`,
  '20261126201000_projects': `
    INSERT INTO projects (name, title) VALUES ('motors', 'Motors');
    INSERT INTO products (name, project, part, hardware, finish_policy, allow_unencrypted) VALUES ('motor', 'motors', 'STM32G484', '{A}', 'mirror', false);`,
  '20261126220000_audit': `
    INSERT INTO audit_entries (at, actor, action, object, outcome, sequence, hash)
      VALUES (now(), '{"kind":"operator","name":"admin"}', 'product_created', 'product/pump', 'done', 1, repeat('a', 64));
    INSERT INTO audit_entries (at, action, object, outcome, code, count) VALUES (now(), 'POST /products', '', 'refused', 'token_missing', 3);
    INSERT INTO audit_checkpoints (sequence, hash, at, jws) VALUES (1, repeat('a', 64), now(), 'j.w.s');
    INSERT INTO audit_horizons (sequence, at) VALUES (1, now());`,
  '20261127010000_users': `
    INSERT INTO users (id, kind, name, email, password_hash, created_at, created_by) VALUES ('u-1', 'person', 'Ann', 'ann@example.org', '$argon2id$v=19$x', now(), 'admin');
    INSERT INTO users (id, kind, name, setup_hash, setup_expires_at, created_at, created_by) VALUES ('u-2', 'person', 'bob', decode(repeat('ef', 32), 'hex'), now(), now(), 'server');
    INSERT INTO users (id, kind, name, created_at, created_by) VALUES ('u-3', 'service', 'build', now(), 'admin');
    INSERT INTO user_grants (user_id, role, project) VALUES ('u-1', 'admin', 'motors'), ('u-1', 'viewer', NULL), ('u-3', 'releaser', 'motors');
    INSERT INTO browser_sessions (id, hash, user_id, method, address, network, created_at, last_used_at, expires_at)
      VALUES ('s-1', decode(repeat('cd', 32), 'hex'), 'u-1', 'password', '::1', '::1', now(), now(), now());
    INSERT INTO sign_in_failures (key, count, last_at) VALUES ('k', 3, now());
    UPDATE operator_tokens SET owner_id = 'u-3' WHERE id = 't-3';`,
  '20261127040000_idempotency': `
    INSERT INTO idempotency_keys (id, fingerprint, holder, held_until, created_at, object, status, answer)
      VALUES (repeat('a', 64), repeat('b', 64), 'h', now(), now(), 'campaigns/1', 201, '{}');`,
  '20261127050100_oidc': `
    INSERT INTO users (id, kind, name, issuer, subject, created_at, created_by) VALUES ('u-4', 'person', 'dora', 'https://idp.example', '248289761001', now(), 'dora');
    INSERT INTO user_grants (user_id, role, project, by_hand, by_group) VALUES ('u-4', 'viewer', 'motors', false, true);
    INSERT INTO browser_sessions (id, hash, user_id, method, address, network, created_at, last_used_at, expires_at)
      VALUES ('s-2', decode(repeat('ce', 32), 'hex'), 'u-4', 'oidc', '::1', '::1', now(), now(), now());`,
  '20261127070000_receipts': `INSERT INTO receipts (transfer, verdict, at, said) VALUES (1, 'proven', now(), '\\x0101');`,
  '20261127060000_webhooks': `
    INSERT INTO webhooks (id, project, name, url, kinds, secret, created_at, created_by)
      VALUES ('w-1', 'motors', 'tickets', 'https://hook.invalid/', '{job_failed}', decode(repeat('ab', 48), 'hex'), now(), '{"kind":"operator","name":"admin"}');
    INSERT INTO webhook_deliveries (webhook, event) VALUES (1, '{"at":"2026-11-27T00:00:00Z","kind":"job_failed","data":{}}');
    INSERT INTO webhook_deliveries (webhook, event, state, attempts, ended_at, last_fault) VALUES (1, '{"at":"2026-11-27T00:00:00Z","kind":"x","data":{}}', 'dead', 11, now(), 'webhook_timeout');`,
  '20261127071000_job_retention': `UPDATE campaigns SET closing = '{"waves":[],"excluded":[]}', closed_at = now(), removal_due_at = now() WHERE name = 'over';`,
  '20261128103000_groups': `
    INSERT INTO device_groups (id, project, name, filter, created_at, created_by) VALUES
      ('g-1', 'default', 'canaries', NULL, now(), '{"kind":"operator","name":"admin"}'), ('g-2', 'default', 'old', 'version<1.0.0', now(), '{"kind":"operator","name":"admin"}');
    INSERT INTO device_group_members (group_number, device_id) VALUES (1, 'seen');`,
  '20261128102000_reported_attributes': `UPDATE devices SET reported = '{"line":3}' WHERE id = 'seen';`,
  '20261128100000_attributes': `UPDATE devices SET attributes = '{"site":"hamburg","voltage":24,"indoor":true}' WHERE id = 'seen';`,
  '20261127073000_version_counts': `
    INSERT INTO version_samples (at) VALUES ('2026-11-27 07:00Z');
    INSERT INTO version_counts (at, project, product, version, devices) VALUES ('2026-11-27 07:00Z', 'default', 'pump', '1.0.0', 2), ('2026-11-27 07:00Z', 'default', 'pump', NULL, 1);`,
  '20261128200000_device_health': `
    INSERT INTO device_health (device_id, at, digest, health) VALUES ('seen', now(), repeat('a', 64), '{"boots":{"power-on":1},"watchdogResets":0,"numbers":{}}');`,
  '20261128300000_device_keys': `
    INSERT INTO devices (id, product, hardware, key_epoch, other_key_epoch, other_key_generation, old_key_until) VALUES ('rekeyed', 'pump', 'A', 1, 2, 1, now());
    INSERT INTO devices (id, product, hardware, key_epoch, key_generation, other_key_epoch, other_key_generation) VALUES ('taken', 'pump', 'A', 2, 1, 1, 0);`,
  '20261129200000_campaign_pace': `UPDATE campaigns SET pace = '{"tokens":0.5,"atMs":1795000000000}' WHERE name = 'running';`,
  '20261130100000_held_jobs': `
    INSERT INTO devices (id, product, hardware, key_epoch) VALUES ('held', 'pump', 'A', 1);
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, hold, next_attempt_at) VALUES (2, 'held', 0, 5, 'held', 'window', now());`,
  '20261130220000_joiners': `INSERT INTO campaign_joiners (campaign_id, device_id) VALUES (2, 'seen') ON CONFLICT DO NOTHING;`,
  '20261201210000_control': `UPDATE jobs SET detail = 'it is held back as control' WHERE fault = 'control_group';`,
  '20261201200000_postpone': `SET session_replication_role = replica; UPDATE attempts SET postponable_until = now(); SET session_replication_role = DEFAULT; UPDATE jobs SET postponed_until = now() WHERE state = 'running';`,
  '20261130301000_stage_limits': `UPDATE jobs SET run_ends_at = now(), progress_at = now() WHERE state = 'running';`,
  '20261130300000_approval': `
    UPDATE projects SET campaigns_need_approval = true WHERE name = 'default';
    UPDATE campaigns SET authors = '{user:ann}', approval = '{"state":"approved","by":{"kind":"operator","name":"ben","address":"::1","requestId":"r"},"atMs":1795000000000,"devices":3}' WHERE name = 'draft';`,
  '20261201100000_places': `
    UPDATE jobs SET place = 'hamburg' WHERE device_id = 'held';
    INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called) VALUES (2, 'hamburg', 1, 0, 0, 0, 0);`,
  '20261204090000_signing': `
    UPDATE products SET signing = '{"keys":[],"threshold":1,"serverKey":true}' WHERE name = 'motor';`,
  '20261201300000_stage_times': `UPDATE jobs SET accepted_at = now(), checked_at = now(), swapped_at = now(), confirmed_at = now() WHERE state = 'running';`,
  '20261203221500_missed_offers': `UPDATE jobs SET missed_offers = 1 WHERE state = 'running';`,
  '20261201110000_byte_buckets': `INSERT INTO byte_buckets (campaign_id, scope, place, tokens, at) VALUES (2, 'each', 'hamburg', 0.5, now()), (2, 'total', '', NULL, NULL);`,
  '20261205123000_uploads': `
    INSERT INTO uploads (id, product, owner, content_type, length, received, piece_keys, created_at, expires_at)
      VALUES ('0195e000-0000-7000-8000-000000000001', 'pump', 'user:ann', 'application/vnd.twinbank.package', 9000, 4096, ARRAY[repeat('9', 64)], now(), now());`,
  '20261205124000_facts_bytes': `UPDATE releases SET facts_bytes = 2048 WHERE version = '1.1.0';`,
  '20261205130000_key_sets': `
    INSERT INTO key_sets (product, version, document, signatures, issued_at, expires_at, created_at) VALUES ('pump', 1, '{"format":1}', '[]', now(), now(), now());
    UPDATE devices SET key_set = 1, key_set_refused = '{"version":2,"held":1,"code":"key_set_unsigned"}' WHERE id = 'seen';`,
  '20261207120000_release_sboms': `
    UPDATE releases SET sbom = '{"specVersion":"1.6","components":1}', sbom_key = repeat('8', 64), sbom_bytes = 400 WHERE version = '1.1.0';
    INSERT INTO release_components (release_id, names) SELECT id, ARRAY['mbedtls', 'mbedtls@3.5.0'] FROM releases WHERE version = '1.1.0';`,
  '20261207150000_pace_counts': `INSERT INTO pace_counts (campaign_id, step, offered, succeeded, failed, bytes) VALUES (2, 29900000, 1, 0, 0, 4096);
    UPDATE devices SET tags = '{canary}', attributes = '{"site":"hamburg"}', reported = '{"line":4}' WHERE id = 'new';`,
  '20261208110000_campaign_opinions': `
    INSERT INTO campaign_opinions (campaign_id, kind, at, actor, definition, plan, devices, groups) VALUES (2, 'approved', now(), '{"kind":"system","name":"x"}', '{"waves":[]}', '{"devices":1}', 1, '{"canary":"ab"}');
    INSERT INTO campaign_opinions (campaign_id, kind, at, actor, fields) VALUES (2, 'changed', now(), '{"kind":"system","name":"x"}', ARRAY['waves']);`,
  '20261209010000_disposals': `
    INSERT INTO devices (id, product, hardware, key_epoch, state) VALUES ('ended', 'pump', 'A', 1, 'disposing');
    INSERT INTO device_disposals (device_id, ordered_at, reason, tellable, sequence, issued_at) VALUES ('ended', now(), 'scrapped', true, 1, now());`,
  '20261128301000_project_retention': `UPDATE projects SET keep_events_days = 30, keep_events_max = 1000, keep_jobs_days = 60 WHERE name = 'motors';`,
};

describe.each(TEST_DATABASE_KINDS)('an older %s', (kind) => {
  let empty: EmptyDatabase;
  let client: pg.Client;
  beforeEach(async () => {
    empty = await emptyDatabase(kind);
    client = new pg.Client(empty.connection);
    await client.connect();
  }, OPEN_TIMEOUT_MS);
  afterEach(async () => {
    await client.end();
    await empty.dispose();
  });

  const tables = async (): Promise<string[]> =>
    (
      await client.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
  const counts = async (): Promise<Record<string, number>> => {
    const rows: Record<string, number> = {};
    for (const name of await tables())
      rows[name] = (await client.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM "${name}"`)).rows[0]!.rows;
    return rows;
  };

  it(
    'is brought up to date by each migration with rows in every table, and loses none',
    async () => {
      const known = await readMigrations();
      for (let number = 0; number < known.length; number++) {
        const before = number === 0 ? {} : await counts();
        const bare = Object.keys(before).filter((name) => before[name] === 0);
        expect([known[number]!.name, 'is tried on tables without a row, which ROWS should hold', bare]).toEqual([
          known[number]!.name,
          expect.any(String),
          [],
        ]);
        await migrate(client, new KeptLog(), known.slice(0, number + 1));
        expect(await counts()).toMatchObject(before);
        await client.query(ROWS[known[number]!.name] ?? '');
      }
      // What is counted as devices come and go was counted once when that began.
      const counted = 'SELECT product, sum(devices)::int AS devices FROM device_counts GROUP BY 1 ORDER BY 1';
      const there = 'SELECT product, count(*)::int AS devices FROM devices GROUP BY 1 ORDER BY 1';
      expect((await client.query(counted)).rows).toEqual((await client.query(there)).rows);
      // So it was by master key, and those whose end was ordered were taken out of it later.
      const byEpoch = 'SELECT epoch, sum(devices)::int AS devices FROM device_key_counts GROUP BY 1 ORDER BY 1';
      const alive = `SELECT key_epoch AS epoch, count(*)::int AS devices FROM devices WHERE state IN ('active', 'inactive') GROUP BY 1 ORDER BY 1`;
      expect((await client.query(byEpoch)).rows).toEqual((await client.query(alive)).rows);
      // What waited beside the indexes of tags and attributes went into them.
      const { rows } = await client.query(
        `SELECT gin_clean_pending_list('devices_tags')::int AS tags, gin_clean_pending_list('devices_attributes')::int AS attributes, gin_clean_pending_list('devices_reported')::int AS reported`,
      );
      expect(rows).toEqual([{ tags: 0, attributes: 0, reported: 0 }]);
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'is opened with rows from its first version, and everything can be read',
    async () => {
      const [first] = await readMigrations();
      await migrate(client, new KeptLog(), [first!]);
      await client.query(ROWS[first!.name]!);
      const database = await openOn({ kind, pool: { ...empty.connection, max: 1 }, log: new KeptLog() });
      const all = { limit: 100 };
      expect((await database.products.list()).map(({ name, hardware, project }) => [name, hardware, project])).toEqual([
        ['pump', ['A', 'B'], 'default'],
      ]);
      expect((await database.projects.list()).map(({ name }) => name)).toEqual(['default']);
      expect(
        (await database.releases.list({}, all)).items.map(({ version, counter, state }) => [version, counter, state]),
      ).toEqual([
        ['1.1.0', 4294967295, 'available'],
        ['1.0.0', 1, 'withdrawn'],
      ]);
      expect(
        (await database.devices.list({}, all)).items.map(({ id, state, running }) => [id, state, running?.version]),
      ).toEqual([
        ['gone', 'inactive', undefined],
        ['new', 'active', undefined],
        ['seen', 'active', '1.0.0'],
      ]);
      expect((await listed(database, CAMPAIGN_LIST)).map(({ state }) => state)).toEqual([
        'finished',
        'paused',
        'running',
        'draft',
      ]);
      expect(
        (await listed(database, DEVICE_JOB_LIST, { device: 'seen' })).map(({ state, fault }) => [state, fault]).sort(),
      ).toEqual([
        ['failed', 'job_timeout'],
        ['running', undefined],
      ]);
      expect((await listed(database, DEVICE_JOB_LIST, { device: 'gone' })).map(({ state }) => state)).toEqual([
        'timed_out',
      ]);
      expect((await database.events.list({}, all)).items.map(({ kind: name, project }) => [name, project])).toEqual([
        ['job_failed', 'default'],
      ]);
      await database.close();
    },
    OPEN_TIMEOUT_MS,
  );
});
