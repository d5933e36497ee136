import { FAILED_JOB_STATES, JOB_STATES, type JobState } from '@twinbank/campaign';
import { allOf, equal, Parameters, type Selection } from '@twinbank/selection';

import { textOf } from '../campaigns/job-states.js';
import type { Session } from '../connection/session.js';
import { CAMPAIGN_JOB_LIST } from './campaign-list.js';
import { whereOf } from './list-rows.js';

/** By what jobs are summed up, beside attributes of their devices. `version` is the one that ran before, as in rules. */
export const SUMMARY_COLUMNS = ['fault', 'wave', 'stage', 'hold', 'hardware', 'version'] as const;
type SummaryColumn = (typeof SUMMARY_COLUMNS)[number];

/** `attr.` and the name of an attribute. */
type AttributeKey = `attr.${string}`;
export type SummaryKey = SummaryColumn | AttributeKey;

/** What is asked of the jobs of a campaign. */
export interface SummaryRequest {
  readonly campaign: number;
  readonly by: SummaryKey;
  readonly selection: Selection;
  /** How many values, those with the most failures first. */
  readonly limit: number;
}

/** The jobs whose value is this one. */
export interface SummaryItem {
  /** Null: they have none. */
  readonly value: string | null;
  readonly jobs: number;
  /** Those that failed, were rejected, or timed out. */
  readonly failed: number;
  readonly states: Partial<Record<JobState, number>>;
}

/** The jobs of a campaign, divided. */
export interface JobSummary {
  /** How many values there are, also beyond the limit, and how many jobs. */
  readonly values: number;
  readonly jobs: number;
  readonly items: readonly SummaryItem[];
}

export type SummaryRow = Record<string, unknown> & {
  readonly value: string | null;
  readonly jobs: number;
  readonly failures: number;
  readonly values: number;
  readonly total: number;
};

const COLUMNS: Readonly<Record<SummaryColumn, string>> = {
  fault: 't.fault',
  wave: 't.wave::text',
  stage: 't.stage',
  hold: 't.hold',
  hardware: 'd.hardware',
  version: 't.previous_version',
};

const FAILED = `(${FAILED_JOB_STATES.map(textOf).join(', ')})`;

/**
 * One look at each job of the campaign: 100 000 take about a tenth of a second. The values with the most failures come
 * first, then those with the most jobs.
 */
export function summaryStatement(
  { campaign, by, selection, limit }: SummaryRequest,
  session: Pick<Session, 'reach'>,
): { readonly text: string; readonly values: readonly unknown[] } {
  const parameters = new Parameters();
  const value = columnOf(by, parameters);
  const of = allOf(equal('campaign', 'number', campaign), selection);
  const where = whereOf(CAMPAIGN_JOB_LIST, of, { session, parameters });
  const joined = value.startsWith('d.') ? ' JOIN devices d ON d.id = t.device_id' : '';
  const counts = JOB_STATES.map((state) => `count(*) FILTER (WHERE state = ${textOf(state)})::int AS "${state}"`).join(
    ', ',
  );
  const text = `SELECT value, count(*)::int AS jobs, count(*) FILTER (WHERE state IN ${FAILED})::int AS failures, ${counts},
      count(*) OVER ()::int AS "values", sum(count(*)) OVER ()::int AS total
    FROM (SELECT ${value} AS value, t.state FROM jobs t${joined} WHERE ${where}) AS selected
    GROUP BY value ORDER BY failures DESC, jobs DESC, value LIMIT ${Math.trunc(limit)}`;
  return { text, values: parameters.values };
}

function columnOf(by: SummaryKey, parameters: Parameters): string {
  if (isColumn(by)) return COLUMNS[by];
  return `d.attributes ->> ${parameters.add(by.slice('attr.'.length), 'text')}`;
}

const isColumn = (by: SummaryKey): by is SummaryColumn => SUMMARY_COLUMNS.includes(by as SummaryColumn);

/** What the rows of {@link summaryStatement} say. States without a job are left out. */
export function summaryOf(rows: readonly SummaryRow[]): JobSummary {
  const items = rows.map(({ value, jobs, failures, ...row }) => {
    const states = JOB_STATES.map((state): [JobState, number] => [state, row[state] as number]);
    return { value, jobs, failed: failures, states: Object.fromEntries(states.filter(([, count]) => count > 0)) };
  });
  return { values: rows[0]?.values ?? 0, jobs: rows[0]?.total ?? 0, items };
}
