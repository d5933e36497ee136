import type { Actor } from '@twinbank/access';
import {
  CONFIG_LIMITS,
  FINAL_JOB_STATES,
  NEW_PLAN,
  NOTHING_ACKNOWLEDGED,
  type Campaign,
  type CampaignConfig,
  type CampaignEffect,
  type TermsKind,
} from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { OTHER_DIGEST } from '../../devices/device-facts.js';
import { appendEvents } from '../../events.js';
import { jsonOf, storable, timeOf } from '../../sql.js';
import { partsOf } from '../campaign-row.js';

/** Releases to which one roll-back brings devices: a fleet that ran more than this had no common version. */
const RELEASES_MAX = CONFIG_LIMITS.selectedNamesMax;

/** $1 campaign, $2 its product, $3 its release. The devices that run its release by it, and what they ran before. */
const GONE = `
  WITH gone AS (
    SELECT j.previous_digest AS digest, j.previous_version AS version,
           ${OTHER_DIGEST} AS other
    FROM jobs j JOIN devices d ON d.id = j.device_id JOIN releases b ON b.id = $3
    WHERE j.campaign_id = $1 AND j.attempts > 0 AND d.running_digest = b.code_digest AND d.state = 'active'
  )`;

/** Whether `r` is what a device ran before, and can be had. */
const BEFORE = `r.product = $2 AND r.code_digest = g.digest AND r.version = g.version AND r.state = 'available' AND r.id <> $3`;

/**
 * As {@link GONE}, and $4 how many. What the devices that run its release ran before, as far as that is
 * a release that can be had; and whether some have it in their other bank, and some have not.
 */
export const WENT_FROM = `${GONE}
  SELECT r.id, r.version, coalesce(bool_or(g.other = g.digest), false) AS held, bool_or(g.other IS DISTINCT FROM g.digest) AS missing
  FROM gone g JOIN releases r ON ${BEFORE}
  GROUP BY r.id, r.version ORDER BY r.id LIMIT $4`;

/** As {@link WENT_FROM}, in numbers; those for whom there is nothing to go back to come first, without a version. */
const OUTLOOK = `${GONE}
  SELECT r.version, count(*)::int AS devices, (count(*) FILTER (WHERE g.other = g.digest))::int AS held
  FROM gone g LEFT JOIN releases r ON ${BEFORE}
  GROUP BY r.id, r.version ORDER BY r.id NULLS FIRST LIMIT $4`;

/** How many devices a roll-back would bring back now, to which release. */
export interface WayBackTo {
  /** The release before; undefined for devices that have none that can be had, and stay. */
  readonly version: string | undefined;
  readonly devices: number;
  /** Those of them whose other bank is known to hold it. */
  readonly held: number;
}

/** What a roll-back of a campaign would do now, by the same look as {@link rollBackIn}. What else keeps a device where it is, is found out when it is done. */
export async function rollBackOutlook(
  query: Query,
  { id, product, releaseId }: Pick<Campaign, 'id' | 'product' | 'releaseId'>,
): Promise<readonly WayBackTo[]> {
  const rows = await query<{ version: string | null; devices: number; held: number }>({ text: OUTLOOK }, [
    ...[id, product, releaseId, RELEASES_MAX + 1],
  ]);
  return rows.map(({ version, ...counts }) => ({ version: version ?? undefined, ...counts }));
}

const INSERT = `
  INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, plan, origin, created_at, created_by, moved_by, started_at)
  VALUES ($1, $2, $3, 'starting', $4, $5, $6, $7, $8, $9, $10, $10, $9) RETURNING id`;

interface WentFrom extends Record<string, unknown> {
  readonly id: number;
  readonly version: string;
  readonly held: boolean;
  readonly missing: boolean;
}

/**
 * Makes and starts the campaigns that bring the devices of a campaign back, in the transaction of the decision: for each
 * release before, one that swaps where the other bank holds it, and one that downloads where it does not; with policy
 * mirror, one for all. Returns how many rows were written.
 */
export async function rollBackIn(
  query: Query,
  campaign: Campaign,
  { by, reason }: Extract<CampaignEffect, { type: 'roll-back' }>,
  nowMs: number,
): Promise<number> {
  const { id, product, releaseId, config } = campaign;
  const [bad] = await query<{ version: string }>({ text: 'SELECT version FROM releases WHERE id = $1' }, [releaseId]);
  const before = await query<WentFrom>({ text: WENT_FROM }, [id, product, releaseId, RELEASES_MAX]);
  let written = 0;
  for (const release of before) {
    for (const kind of kindsFor(release, config)) {
      await make(query, { campaign, bad: bad!.version, release, kind, by, reason, nowMs });
      written += 3;
    }
  }
  return written;
}

/** A mirror does not swap back on a ticket of its own: there each device does what it can, with what its other bank holds. */
function kindsFor({ held, missing }: WentFrom, { terms }: CampaignConfig): readonly (TermsKind | undefined)[] {
  if (terms.policy !== 'keep-previous') return [undefined];
  return [...(held ? (['revert'] as const) : []), ...(missing ? (['download'] as const) : [])];
}

interface Going {
  readonly campaign: Campaign;
  readonly bad: string;
  readonly release: WentFrom;
  readonly kind: TermsKind | undefined;
  readonly by: Actor;
  readonly reason: string;
  readonly nowMs: number;
}

async function make(query: Query, { campaign, bad, release, kind, by, reason, nowMs }: Going): Promise<void> {
  const { id: from, product } = campaign;
  const name = storable(`roll back campaign ${from} to ${release.version}${kind === undefined ? '' : ` (${kind})`}`);
  const { selection, rules } = partsOf(backConfig(campaign, { bad, to: release.version, kind }));
  const [made] = await query<{ id: number }>({ text: INSERT }, [
    ...[name, product, release.id, jsonOf(selection), jsonOf(rules), jsonOf(NOTHING_ACKNOWLEDGED), jsonOf(NEW_PLAN)],
    ...[jsonOf({ campaign: from, why: reason }), timeOf(nowMs), jsonOf(by)],
  ]);
  const { id } = made!;
  const data = { name, product, release: release.version };
  const about = { atMs: nowMs, campaignId: id, actor: by };
  await appendEvents(query, [
    { ...about, kind: 'campaign_created', data, change: { after: { ...data, selection, ...rules } } },
    {
      ...about,
      kind: 'campaign_starting',
      data: { reason, waves: 1 },
      change: { after: { state: 'starting', why: reason } },
    },
  ]);
}

/**
 * Everybody at once, and nothing that holds back: a bad release is to go. Concurrency and time limits are those of before, and byte budgets: no line carries more now.
 * By a reset, also where the campaign was live: the release before would take over the RAM of a release that is bad, and variables of its own that this one does not have.
 */
function backConfig(
  { id, config }: Campaign,
  { bad, to, kind }: { readonly bad: string; readonly to: string; readonly kind: TermsKind | undefined },
): CampaignConfig {
  const { kind: _before, ...terms } = config.terms;
  const states = FINAL_JOB_STATES.filter((state) => state !== 'excluded');
  return {
    selection: { versions: [bad], from: { campaign: id, states, previous: [to] } },
    waves: [{ percent: 100 }],
    thresholds: { successPercent: 0, errorPercent: 100, errorMinimum: 1_000_000 },
    concurrency: config.concurrency,
    ...(config.budgets && { budgets: config.budgets }),
    timeouts: config.timeouts,
    retry: config.retry,
    terms: { ...terms, mode: 'reset', ...(kind && { kind }) },
  };
}
