import type pg from 'pg';

import { partsOf } from '../campaigns/campaign-row.js';
import { aConfig } from './test-fleet.js';

const DAY_MS = 24 * 3600 * 1000;

/** A job of a campaign as a spec wants it to stand. */
export interface JobOfTest {
  readonly device: string;
  readonly state?: string;
  readonly fault?: string;
  /** Attempts begun; the last one has a receipt, where the job has one. */
  readonly attempts?: number;
  readonly receipt?: boolean;
}

/** $1 campaign, $2 jobs. Each attempt but the last one of a job leaves nothing but itself. */
const ADD_JOBS = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS g(device text, state text, fault text, ordinal int, receipt boolean, attempts int, is_open boolean)
  ), numbered AS (
    SELECT g.*, nextval('jobs_id_seq') AS id FROM given g
  ), tried AS (
    SELECT n.id AS job_id, t.number, nextval('attempts_id_seq') AS id, n.receipt, t.number = n.attempts AS is_last
    FROM numbered n CROSS JOIN LATERAL generate_series(1, n.attempts) AS t(number)
  ), jobs_added AS (
    INSERT INTO jobs (id, campaign_id, device_id, wave, ordinal, state, fault, attempts, transfer, ended_at)
    SELECT n.id, $1, n.device, 0, n.ordinal, n.state, n.fault, n.attempts,
      (SELECT t.id FROM tried t WHERE t.job_id = n.id AND t.is_last), CASE WHEN n.is_open THEN NULL ELSE now() END
    FROM numbered n
  ), attempts_added AS (
    INSERT INTO attempts (id, job_id, number, at) SELECT id, job_id, number, now() FROM tried
  )
  INSERT INTO receipts (transfer, verdict, at, said) SELECT id, 'proven', now(), '\\x0102' FROM tried WHERE is_last AND receipt`;

/** Campaigns that ended a while ago, written as rows: with what the devices did in them, no spec need wait for it. */
export class EndedCampaigns {
  constructor(
    private readonly sql: pg.Client,
    private readonly releaseId: number,
  ) {}

  /** Adds a campaign that ended so many days ago, with its jobs; without a number, it is under way. Returns its id. */
  async add(endedDays: number | undefined, jobs: readonly JobOfTest[]): Promise<number> {
    const ended = endedDays === undefined ? null : new Date(Date.now() - endedDays * DAY_MS);
    const id = await this.one(
      `INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, started_at, ended_at)
       SELECT 'old', product, id, $2, '{}', $4, '{}', now(), $3 FROM releases WHERE id = $1 RETURNING id`,
      [this.releaseId, ended ? 'finished' : 'running', ended, partsOf(aConfig()).rules],
    );
    const rows = jobs.map(({ device, state = 'succeeded', fault, attempts, receipt = false }, ordinal) => ({
      ...{ device, state, fault, ordinal, receipt },
      attempts: attempts ?? (state === 'excluded' ? 0 : 1),
      is_open: state === 'waiting',
    }));
    await this.sql.query(ADD_JOBS, [id, JSON.stringify(rows)]);
    return id;
  }

  private async one(text: string, values: readonly unknown[]): Promise<number> {
    return (await this.sql.query<{ id: number }>(text, [...values])).rows[0]!.id;
  }
}
