import { statesOfSource, type SelectionSource } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../../connection/session.js';
import { storable } from '../../sql.js';

const SOURCE = 'SELECT closed_at IS NOT NULL AS closed FROM campaigns WHERE id = $1';

/** Jobs j that a source selects. $2 states, $3 faults or NULL, $4 versions that ran before or NULL. */
const TAKEN = `j.state = ANY ($2) AND ($3::text[] IS NULL OR j.fault = ANY ($3)) AND ($4::text[] IS NULL OR coalesce(j.previous_version = ANY ($4), false))`;

/**
 * $1 campaign, $2 states, $3 faults, $4 versions, $5 after, $6 how many jobs to visit. Walks along the index of the campaign's
 * devices, so that a slice looks at few rows however many jobs there are, and however few of them are selected.
 */
export const VISIT_SOURCE = `
  WITH visited AS MATERIALIZED (
    SELECT j.device_id, ${TAKEN} AS taken FROM jobs j WHERE j.campaign_id = $1 AND j.device_id > $5 ORDER BY j.device_id LIMIT $6
  )
  SELECT max(device_id) AS "upTo", count(*)::int AS visited, coalesce(array_agg(device_id) FILTER (WHERE taken), '{}') AS ids FROM visited`;

/** $1 campaign, $2 states, $3 faults, $4 versions, $5 ids. */
const AMONG = `SELECT j.device_id AS id FROM jobs j WHERE j.campaign_id = $1 AND j.device_id = ANY ($5) AND ${TAKEN}`;

/** The next devices of a source. */
export interface SourceSlice {
  readonly ids: readonly string[];
  /** The last device that was visited; undefined if there was none. */
  readonly upTo?: string;
  readonly more: boolean;
}

/** What keeps a campaign from being a source of devices, in words; undefined if nothing does. */
export async function problemOfSource(query: Query, { campaign }: SelectionSource): Promise<string | undefined> {
  const [row] = await query<{ closed: boolean }>({ name: 'source_campaign', text: SOURCE }, [campaign]);
  if (row === undefined) return `campaign ${campaign} in selection.from is not there any more`;
  return row.closed ? `the jobs of campaign ${campaign} in selection.from were removed by age` : undefined;
}

/** @throws Fault `selection_invalid` if the campaign of a source is gone, or its jobs are */
export async function requireSource(query: Query, source: SelectionSource | undefined): Promise<void> {
  const problem = source && (await problemOfSource(query, source));
  if (problem !== undefined) throw faultOf('selection_invalid', problem, { field: 'selection.from' });
}

/** Visits the next jobs of a source. */
export async function visitSource(
  query: Query,
  source: SelectionSource,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<SourceSlice> {
  const [row] = await query<{ upTo: string | null; visited: number; ids: string[] }>(
    { name: 'source_visit', text: VISIT_SOURCE },
    [...valuesOf(source), after ?? '', limit],
  );
  const { upTo, visited, ids } = row!;
  return { ids, more: visited === limit, ...(upTo !== null && { upTo }) };
}

/** Those of the given devices that a source selects. */
export async function amongSource(
  query: Query,
  source: SelectionSource,
  ids: readonly string[],
): Promise<readonly string[]> {
  const rows = await query<{ id: string }>({ name: 'source_among', text: AMONG }, [
    ...valuesOf(source),
    ids.map(storable),
  ]);
  return rows.map(({ id }) => id);
}

const valuesOf = (source: SelectionSource): readonly unknown[] => [
  source.campaign,
  statesOfSource(source),
  source.faults,
  source.previous,
];
