import { excludedOrdinal, type Plan, type PlannedJob } from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { jsonOf, timeOf } from '../../sql.js';

/** $1 campaign, $2 jobs, in groups of those that are alike. */
const insertOr = (onConflict: string): string => `
  WITH written AS (
    INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, hold, previous_version, previous_digest, slices, place, fault, detail, ended_at)
    SELECT $1, e.device_id, g.wave, e.ordinal, g.state, g.hold, g.version, g.digest, g.slices, g.place, g.fault, g.detail, g.ended_at
    FROM jsonb_to_recordset($2::jsonb) AS g(devices text[], ordinals int[], wave int, state text, hold text, version text, digest text, slices text[], place text, fault text, detail text, ended_at timestamptz)
    CROSS JOIN LATERAL unnest(g.devices, g.ordinals) AS e(device_id, ordinal)
    ${onConflict} RETURNING 1
  )
  SELECT count(*)::int AS jobs FROM written`;

/**
 * Whether devices that another campaign takes at this very moment are left to it (`crowded`), or end the transaction. To be ready for them makes the
 * database look into each unique index before it writes there, which is a fifth of all that a job costs; and there are none as a rule.
 */
const INSERTS = {
  alone: { name: 'plans_insert', text: insertOr('') },
  crowded: { name: 'plans_insert_crowded', text: insertOr('ON CONFLICT DO NOTHING') },
} as const;
export type Company = keyof typeof INSERTS;

/** $1 campaign, $2 devices. */
const WITHOUT_JOB = `
  SELECT g.id FROM unnest($2::text[]) AS g(id) WHERE NOT EXISTS (SELECT FROM jobs j WHERE j.campaign_id = $1 AND j.device_id = g.id)`;

/** What jobs of one slice can have in common. */
interface Alike {
  readonly wave?: number | undefined;
  readonly state: string;
  readonly hold?: string;
  readonly version?: string;
  readonly digest?: string;
  readonly slices: readonly string[];
  readonly place?: string | undefined;
  readonly fault?: string | undefined;
  readonly detail?: string | undefined;
  readonly ended_at?: unknown;
}

/** Jobs that are alike. */
type Group = Alike & { readonly devices: string[]; readonly ordinals: number[] };

function groupOf(groups: Map<string, Group>, alike: Alike): Group {
  const key = JSON.stringify(alike);
  const group = groups.get(key) ?? { ...alike, devices: [], ordinals: [] };
  groups.set(key, group);
  return group;
}

/** What jobs that are alike have the same, beside their slices: every field of theirs is named here. */
const SAME = {
  ...{ wave: 1, state: 1, hold: 1, version: 1, digest: 1 },
  ...{ place: 1, fault: 1, detail: 1, ended_at: 1 },
} as const satisfies Record<Exclude<keyof Alike, 'slices'>, 1>;
const FIELDS = Object.keys(SAME) as (keyof typeof SAME)[];

const areAlike = (one: Alike, other: Alike): boolean =>
  one === other || (FIELDS.every((field) => one[field] === other[field]) && areSameSlices(one.slices, other.slices));

const areSameSlices = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((slice, at) => slice === other[at]);

/** What a job has the same as others of its slice. */
function alikeOf({ previous, slices, sharedPlace, behind, expected }: PlannedJob): Alike {
  const where = { slices, place: sharedPlace, wave: expected, ...previous };
  return { ...where, ...(behind === undefined ? { state: 'waiting' } : { state: 'held', hold: 'campaign' }) };
}

/** Whether {@link alikeOf} is the same of both: a comparison of all that it reads. */
const areWrittenAlike = (one: PlannedJob, other: PlannedJob): boolean =>
  one.expected === other.expected &&
  one.sharedPlace === other.sharedPlace &&
  (one.behind === undefined) === (other.behind === undefined) &&
  one.previous?.version === other.previous?.version &&
  one.previous?.digest === other.previous?.digest &&
  areSameSlices(one.slices, other.slices);

interface Row {
  readonly device: string;
  readonly ordinal: number;
  readonly alike: Alike;
}

/**
 * Writes the jobs of a slice, and returns the devices that got none, because another campaign took them at this very moment.
 *
 * @throws DatabaseError of a unique index if there are such devices, and none was expected
 */
export async function insertJobs(
  query: Query,
  { campaignId, company }: { readonly campaignId: number; readonly company: Company },
  jobs: readonly PlannedJob[],
): Promise<ReadonlySet<string>> {
  const rows: Row[] = [];
  let last: { readonly job: PlannedJob; readonly alike: Alike } | undefined;
  for (const job of jobs) {
    // Most jobs of a slice are like the one before: what they have the same is made once.
    if (last === undefined || !areWrittenAlike(last.job, job)) last = { job, alike: alikeOf(job) };
    rows.push({ device: job.deviceId, ordinal: job.place, alike: last.alike });
  }
  if ((await insert(query, { campaignId, company }, rows)) === rows.length) return new Set();
  const devices = jobs.map(({ deviceId }) => deviceId);
  const left = await query<{ id: string }>({ name: 'plans_without_job', text: WITHOUT_JOB }, [campaignId, devices]);
  return new Set(left.map(({ id }) => id));
}

/** Writes why devices of a slice are left out, and returns how many those are. @throws as {@link insertJobs} */
export function insertExcluded(
  query: Query,
  { campaignId, plan, company }: { readonly campaignId: number; readonly plan: Plan; readonly company: Company },
  jobs: readonly PlannedJob[],
  nowMs: number,
): Promise<number> {
  const rows = jobs.map(({ deviceId, previous, slices, exclusion }, at): Row => {
    const why = { fault: exclusion?.reason, detail: exclusion?.detail };
    const alike = { state: 'excluded', slices, ...previous, ...why, ended_at: timeOf(nowMs) };
    return { device: deviceId, ordinal: excludedOrdinal(plan, at), alike };
  });
  return insert(query, { campaignId, company }, rows);
}

/**
 * Writes jobs that are alike as one group: a slice of thousands has a handful of them. In the campaign's order, so that neighbours in two
 * of the indexes are written one after the other; in the others the ids of a slice are neighbours anyway.
 */
async function insert(
  query: Query,
  { campaignId, company }: { readonly campaignId: number; readonly company: Company },
  rows: readonly Row[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const groups = new Map<string, Group>();
  let last: { readonly alike: Alike; readonly group: Group } | undefined;
  for (const { device, ordinal, alike } of [...rows].sort((a, b) => a.ordinal - b.ordinal)) {
    // Most neighbours are alike, and to see that is a third of the work of writing it down.
    const group = last && areAlike(last.alike, alike) ? last.group : groupOf(groups, alike);
    last = { alike, group };
    group.devices.push(device);
    group.ordinals.push(ordinal);
  }
  const [written] = await query<{ jobs: number }>(INSERTS[company], [campaignId, jsonOf([...groups.values()])]);
  return written!.jobs;
}
