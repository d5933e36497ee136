import { CAMPAIGN_ENGINE } from '@twinbank/access';
import {
  priorityOf,
  STATES_UNDER_WAY,
  SUPERSEDED,
  takenOver,
  type Campaign,
  type Candidate,
  type Rank,
  type UnbegunJob,
  type UpdateOrder,
} from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../../connection/session.js';
import { anyOpenJob } from '../../devices/device-facts.js';
import type { EventDraft } from '../../event.js';
import { appendEvents } from '../../events.js';
import { timeOf } from '../../sql.js';
import { hasDevice, priorityIn, TAKEN_OVER, textOf, unbegun } from '../job-states.js';
import type { WithdrawnOffer } from '../jobs.js';
import type { SliceText } from '../planning/plan-candidates.js';

/**
 * $1 devices, which the caller has locked. Their open jobs that no device has begun with: none had an attempt that failed, and
 * no ticket of theirs was accepted. One that is being handed out or reported on at this very moment is left alone: whoever
 * does that may wait for the device.
 */
const UNBEGUN = `
  SELECT j.id AS "jobId", j.device_id AS "deviceId", j.campaign_id AS "campaignId",
         ${priorityIn('c')} AS priority, c.started_at AS "startedAt"
  FROM jobs j JOIN campaigns c ON c.id = j.campaign_id
  WHERE j.device_id = ANY ($1) AND ${unbegun('j')}
  ORDER BY j.id FOR NO KEY UPDATE OF j SKIP LOCKED`;

/** $1 jobs, $2 now, $3 fault, $4 detail. They leave no event each, as jobs that a stop cancels before a device has begun with them; their campaign has one of all of them. */
const TAKE_OVER = `
  WITH taken AS (
    SELECT id, state FROM jobs WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE jobs j SET ${TAKEN_OVER} FROM taken WHERE j.id = taken.id
  RETURNING j.device_id AS "deviceId", j.transfer, taken.state = 'offered' AS "hadTicket"`;

interface UnbegunRow extends Omit<UnbegunJob, 'startedAtMs'>, Record<string, unknown> {
  readonly startedAt: Date | null;
}

/** Locks the jobs that have the devices of a slice, so that none of them ends before it is written which jobs wait for it. */
export const lockHolders = ({ from, within }: SliceText): string => `
  SELECT j.device_id AS "deviceId", j.campaign_id AS "campaignId" FROM jobs j
  WHERE ${anyOpenJob(within)} AND ${hasDevice('j')} AND j.device_id IN (SELECT d.id ${from}) ORDER BY j.id FOR SHARE`;

/** $1 campaign. */
const OTHERS_UNDER_WAY = `
  SELECT EXISTS (SELECT FROM campaigns WHERE state IN (${STATES_UNDER_WAY.map(textOf).join(', ')}) AND id <> $1) AS are`;

/**
 * Whether any campaign but this one may have open jobs: one that is over has none, and one that is scheduled may begin at this moment. Where none
 * may, nobody needs to look for each device. Ask once this one is locked: others may have begun while that was waited for.
 */
export async function othersUnderWay(query: Query, campaignId: number): Promise<boolean> {
  const statement = { name: 'plans_others', text: OTHERS_UNDER_WAY };
  return (await query<{ are: boolean }>(statement, [campaignId]))[0]!.are;
}

/** A job that has its device. */
export interface HolderRow extends Record<string, unknown> {
  readonly deviceId: string;
  readonly campaignId: number;
}

/** The devices of a slice, as they are once the campaign has done about other campaigns what it is to do. */
interface Heeded {
  readonly candidates: readonly Candidate[];
  /** Offers of jobs that were taken over. */
  readonly withdrawn: readonly WithdrawnOffer[];
}

/**
 * Takes jobs of other campaigns over, or refuses to begin, as the campaign is to do.
 *
 * @throws Fault `devices_in_campaigns`
 */
export async function othersHeeded(
  query: Query,
  campaign: Campaign,
  slice: { readonly candidates: readonly Candidate[]; readonly order: UpdateOrder; readonly nowMs: number },
): Promise<Heeded> {
  const { candidates } = slice;
  const shared = candidates.filter(({ openCampaign }) => openCampaign !== undefined);
  const policy = campaign.config.otherCampaigns?.policy ?? 'exclude';
  if (shared.length === 0 || policy === 'exclude' || policy === 'wait') return { candidates, withdrawn: [] };
  if (policy === 'refuse') throw refused(shared);
  return takeOver(query, campaign, { ...slice, shared });
}

function refused([first]: readonly Candidate[]) {
  const { deviceId, openCampaign } = first!;
  return faultOf(
    'devices_in_campaigns',
    `campaign ${openCampaign} has an open job for the device ${deviceId}, and perhaps others for more; it refuses to begin then`,
  );
}

async function takeOver(
  query: Query,
  campaign: Campaign,
  {
    candidates,
    shared,
    order,
    nowMs,
  }: {
    readonly candidates: readonly Candidate[];
    readonly shared: readonly Candidate[];
    readonly order: UpdateOrder;
    readonly nowMs: number;
  },
): Promise<Heeded> {
  const ids = shared.map(({ deviceId }) => deviceId);
  const rows = await query<UnbegunRow>({ name: 'plans_unbegun', text: UNBEGUN }, [ids]);
  const unbegun = rows.map(({ startedAt, ...job }): UnbegunJob => ({ ...job, startedAtMs: startedAt?.getTime() ?? 0 }));
  const jobs = takenOver(shared, unbegun, rankOf(campaign), order);
  if (jobs.length === 0) return { candidates, withdrawn: [] };
  const taken = await query<WithdrawnOffer & { hadTicket: boolean }>({ name: 'plans_take_over', text: TAKE_OVER }, [
    jobs.map(({ jobId }) => jobId),
    timeOf(nowMs),
    SUPERSEDED,
    `campaign ${campaign.id} took the device over`,
  ]);
  const free = new Set(taken.map(({ deviceId }) => deviceId));
  await appendEvents(query, supersededEvents(campaign, jobs, nowMs));
  return {
    candidates: candidates.map((one) => (free.has(one.deviceId) ? { ...one, openCampaign: undefined } : one)),
    withdrawn: taken.filter(({ hadTicket }) => hadTicket).map(({ deviceId, transfer }) => ({ deviceId, transfer })),
  };
}

/** How many ids an event names. */
const NAMED_MAX = 5;

/** What is told to each of the other campaigns: which devices it lost, and to whom. */
function supersededEvents({ id }: Campaign, jobs: readonly UnbegunJob[], nowMs: number): readonly EventDraft[] {
  const others = [...new Set(jobs.map(({ campaignId }) => campaignId))].sort((a, b) => a - b);
  return others.map((campaignId): EventDraft => {
    const devices = jobs.filter((job) => job.campaignId === campaignId).map(({ deviceId }) => deviceId);
    const reason = `campaign ${id} took ${devices.length} of its devices over, before they had begun`;
    const data = { reason, other: id, devices: devices.length, sample: devices.slice(0, NAMED_MAX) };
    return { atMs: nowMs, kind: 'campaign_superseded', campaignId, actor: CAMPAIGN_ENGINE, data };
  });
}

const rankOf = ({ id, config, startedAtMs, createdAtMs }: Campaign): Rank => ({
  campaignId: id,
  priority: priorityOf(config),
  startedAtMs: startedAtMs ?? createdAtMs,
});
