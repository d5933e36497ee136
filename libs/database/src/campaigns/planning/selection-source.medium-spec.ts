import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { EMPTY_TALLY, stepCampaign, tallied, type CampaignConfig, type SelectionSource } from '@twinbank/campaign';

import { VISIT_SOURCE } from './selection-source.js';
import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { aConfig, aFleet, anOrder, aRunningCampaign, COMMAND, idOf, NOW } from '../../testing/test-fleet.js';

const DEVICES = 40;

describe.each(TEST_DATABASES)('devices by their jobs in another campaign on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  let source: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, DEVICES));
    ({ id: source } = await aRunningCampaign(database, releaseId));
    await ended(1, 'failed', 'flash_error');
    await ended(2, 'rejected', 'no_room');
    await ended(3, 'timed_out', 'job_timeout');
    await ended(4, 'succeeded');
    await ended(5, 'cancelled', 'job_cancelled');
    await ended(30, 'failed', 'download_stalled');
  });

  async function ask<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<R[]> {
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      return (await client.query<R>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
  const ended = (number: number, state: string, fault?: string): Promise<unknown> =>
    ask('UPDATE jobs SET state = $3, fault = $4, ended_at = now() WHERE campaign_id = $1 AND device_id = $2', [
      ...[source, idOf(number), state, fault ?? null],
    ]);
  const planned = async (given: Partial<CampaignConfig>, limit: number): Promise<string[]> => {
    const config = aConfig(given);
    const { id } = await database.campaigns.create({ name: 'again', product: 'pump', releaseId, config }, COMMAND);
    await database.campaigns.start(id, NOW, (draft) => stepCampaign(draft, { type: 'start', by: COMMAND.by }, NOW));
    const goOn = () => database.plans.goOn(id, anOrder(), { limit, nowMs: NOW });
    for (let left = 200; left > 0 && (await goOn())?.state === 'starting'; left--);
    const jobs = await listed(database, CAMPAIGN_JOB_LIST, { campaign: id });
    await ask(`UPDATE jobs SET state = 'cancelled', fault = 'job_cancelled', ended_at = now() WHERE campaign_id = $1`, [
      id,
    ]);
    return jobs.map(({ deviceId }) => deviceId).sort();
  };
  const eligible = async (from: SelectionSource, limit: number, more = {}): Promise<number> => {
    let tally = EMPTY_TALLY;
    for (let after: string | undefined, unread = true; unread; unread = after !== undefined) {
      const selected = { product: 'pump', selection: { from, ...more }, atMs: NOW };
      const slice = await database.plans.groups(selected, { after, limit });
      tally = tallied(tally, slice.groups, anOrder());
      after = slice.after;
    }
    return tally.eligible;
  };

  it.each([1, 7, 1000])(
    'are those that failed, or in the states and with the faults asked for, in slices of %i',
    async (limit) => {
      const of = (given: Partial<SelectionSource> = {}, more = {}) =>
        planned({ selection: { from: { campaign: source, ...given }, ...more } }, limit);
      expect(await of()).toEqual([1, 2, 3, 30].map(idOf));
      expect(await of({ states: ['cancelled', 'succeeded'] })).toEqual([4, 5].map(idOf));
      expect(await of({ faults: ['no_room', 'download_stalled'] })).toEqual([2, 30].map(idOf));
      expect(await of({ states: ['failed'], faults: ['no_room'] })).toEqual([]);
      expect(await of({}, { deviceIds: [3, 4, 30].map(idOf) })).toEqual([3, 30].map(idOf));
      expect(await of({}, { filter: `id!=${idOf(1)}`, hardware: ['A'] })).toEqual([2, 3, 30].map(idOf));
    },
  );

  it.each([1, 7, 1000])('are counted alike before the start, in slices of %i', async (limit) => {
    const from = { campaign: source };
    expect([await eligible(from, limit), await eligible({ ...from, states: ['succeeded'] }, limit)]).toEqual([4, 1]);
    expect(await eligible(from, limit, { deviceIds: [1, 4].map(idOf) })).toBe(1);
  });

  it('are nobody where the campaign is gone or its jobs were removed, and then nothing is planned: selection_invalid', async () => {
    const gone = { campaign: 987_654 };
    expect(await eligible(gone, 7)).toBe(0);
    await expect(planned({ selection: { from: gone } }, 7)).rejects.toMatchObject({
      ...{ code: 'selection_invalid', detail: 'campaign 987654 in selection.from is not there any more' },
    });
    await ask(
      `UPDATE campaigns SET state = 'finished', ended_at = now(), closed_at = now(), closing = '{"waves": [], "excluded": []}' WHERE id = $1`,
      [source],
    );
    expect(await eligible({ campaign: source }, 7)).toBe(0);
    await expect(planned({ selection: { from: { campaign: source } } }, 7)).rejects.toMatchObject({
      ...{ code: 'selection_invalid', detail: `the jobs of campaign ${source} in selection.from were removed by age` },
    });
  });

  it('keep the jobs of their campaign while they are planned, and no longer', async () => {
    await ask(
      `UPDATE jobs SET state = 'cancelled', fault = 'job_cancelled', ended_at = now() WHERE campaign_id = $1 AND ended_at IS NULL`,
      [source],
    );
    await ask(`UPDATE campaigns SET state = 'finished', ended_at = $2 WHERE id = $1`, [source, new Date(NOW)]);
    const config = aConfig({ selection: { from: { campaign: source } } });
    const { id } = await database.campaigns.create({ name: 'again', product: 'pump', releaseId, config }, COMMAND);
    await database.campaigns.start(id, NOW, (draft) => stepCampaign(draft, { type: 'start', by: COMMAND.by }, NOW));
    const close = () => database.jobRetention.close(NOW + 1, NOW + 2);
    expect(await close()).toBeUndefined();
    for (let left = 9; left > 0; left--) await database.plans.goOn(id, anOrder(), { limit: 1000, nowMs: NOW });
    expect(await close()).toBe(source);
  });

  it('are found along an index, however few of many jobs are selected', async () => {
    await ask(
      `INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'many-' || n, 'pump', 'A', 1 FROM generate_series(1, 5000) AS n`,
      [],
    );
    await ask(
      `INSERT INTO jobs (campaign_id, device_id, wave, ordinal) SELECT $1, 'many-' || n, 0, n FROM generate_series(1, 5000) AS n`,
      [source],
    );
    await ask('ANALYZE jobs', []);
    const plan = await ask(`EXPLAIN ${VISIT_SOURCE}`, [source, ['failed'], null, null, 'many-2', 100]);
    expect(JSON.stringify(plan)).toContain('jobs_campaign_id_device_id_key');
    expect(JSON.stringify(plan)).not.toMatch(/Seq Scan|Sort/);
  });
});
