import { CAMPAIGN_ENGINE } from '@twinbank/access';
import {
  endOfExcluded,
  roomFor,
  ticketsLeft,
  type DeviceFacts,
  type Exclusion,
  type JobState,
} from '@twinbank/campaign';
import type { Offer } from '@twinbank/rollout';

import { factsOf } from '../devices/device-facts.js';
import type { Query } from '../connection/session.js';
import { jsonOf, rowsOf, timeOf } from '../sql.js';
import {
  CLAIM,
  COUNT_ACTIVE,
  EXCLUDE,
  LOCK_CAMPAIGN,
  NUMBER_TICKETS,
  PICK,
  SET_PACE,
  type ClaimableRow,
  type ClaimedRow,
  type CountedRow,
  type NumberedRow,
  type PickedRow,
} from './claim-statements.js';

/** Which jobs are to be handed out. */
export interface ClaimRequest {
  readonly campaignId: number;
  readonly wave: number;
  readonly count: number;
  readonly nowMs: number;
  /** Why a device could not accept the release, by what is known of it now. */
  readonly exclusionOf: (device: DeviceFacts) => Exclusion | undefined;
}

/** What was handed out, and how many due jobs ended instead because their device would refuse the release. */
export interface Claim {
  readonly offers: readonly Offer[];
  readonly excluded: number;
}

const NOTHING: Claim = { offers: [], excluded: 0 };

/** Claims within a transaction; see `Jobs.claimOffers`. */
export async function claimIn(query: Query, request: ClaimRequest): Promise<Claim> {
  const { campaignId, wave, count, nowMs } = request;
  const lock = { name: 'jobs_lock_campaign', text: LOCK_CAMPAIGN };
  const [campaign] = await query<ClaimableRow>(lock, [campaignId, timeOf(nowMs)]);
  if (!campaign) return NOTHING;
  const [counted] = await query<CountedRow>({ name: 'jobs_count_active', text: COUNT_ACTIVE }, [campaignId]);
  const { rate, pace, soberAt, concurrency } = campaign;
  const paced = { rate: rate ?? undefined, pace: pace ?? undefined, reached: counted! };
  const { left, after } = ticketsLeft(paced, soberAt.getTime());
  const room = Math.min(left, roomFor(count, concurrency, counted!.active));
  if (room === 0) return NOTHING;
  const picked = await query<PickedRow>({ name: 'jobs_pick', text: PICK }, [campaignId, wave, room, timeOf(nowMs)]);
  const refused = await excludeUnfit(query, request, picked);
  const ids = picked.map(({ jobId }) => jobId).filter((id) => !refused.has(id));
  const offers = await handOut(query, request, { ids, campaign });
  const next = after(offers.length);
  if (next) await query({ name: 'jobs_set_pace', text: SET_PACE }, [campaignId, jsonOf(next)]);
  return { offers, excluded: refused.size };
}

/** Ends the jobs of devices that would refuse the release; returns their ids. */
async function excludeUnfit(
  query: Query,
  { campaignId, nowMs, exclusionOf }: ClaimRequest,
  picked: readonly PickedRow[],
): Promise<ReadonlySet<number>> {
  const unfit = picked.flatMap((row) => excludedRowOf(row, exclusionOf));
  if (unfit.length > 0)
    await query({ name: 'jobs_exclude', text: EXCLUDE }, [
      rowsOf(unfit),
      timeOf(nowMs),
      campaignId,
      jsonOf(CAMPAIGN_ENGINE),
    ]);
  return new Set(unfit.map(({ id }) => id));
}

/** Gives each of these jobs an attempt, and its device a number for the ticket. */
async function handOut(
  query: Query,
  { campaignId, nowMs }: ClaimRequest,
  { ids, campaign }: { readonly ids: readonly number[]; readonly campaign: ClaimableRow },
): Promise<readonly Offer[]> {
  const deadlineAtMs = nowMs + campaign.offerMs;
  const claimed = await query<ClaimedRow>({ name: 'jobs_claim', text: CLAIM }, [
    ids,
    timeOf(nowMs),
    timeOf(deadlineAtMs),
  ]);
  const numbered = await query<NumberedRow>({ name: 'jobs_number_tickets', text: NUMBER_TICKETS }, [
    claimed.map(({ deviceId }) => deviceId),
  ]);
  const numbers = new Map(numbered.map(({ id, ...numbers }) => [id, numbers]));
  const common = { campaignId, releaseId: campaign.releaseId, offeredAtMs: nowMs, deadlineAtMs };
  return [...claimed]
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ jobId, deviceId, transfer }) => ({ jobId, transfer, deviceId, ...numbers.get(deviceId)!, ...common }));
}

/** A job whose device could not accept the release, with how it ends. */
function excludedRowOf(
  { jobId, state, attempts, ...row }: PickedRow,
  exclusionOf: ClaimRequest['exclusionOf'],
): { id: number; state: JobState; fault: string; detail: string }[] {
  const exclusion = exclusionOf(factsOf(row));
  const end = exclusion && endOfExcluded({ state, attempts }, exclusion);
  return end ? [{ id: jobId, state: end, fault: exclusion.reason, detail: exclusion.detail }] : [];
}
