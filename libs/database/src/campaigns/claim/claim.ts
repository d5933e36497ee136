import { CAMPAIGN_ENGINE } from '@twinbank/access';
import {
  endOfExcluded,
  faultOfExclusion,
  keysWait,
  NO_PLACE,
  offerDeadlineMs,
  postponableTurn,
  roomFor,
  seated,
  ticketsLeft,
  turnsAt,
  type DeviceFacts,
  type Exclusion,
  type HoldReason,
  type JobState,
  type OfferTurn,
} from '@twinbank/campaign';
import type { Offer } from '@twinbank/rollout';

import { factsOf } from '../../devices/device-facts.js';
import type { Query } from '../../connection/session.js';
import { jsonOf, rowsOf, timeOf } from '../../sql.js';
import { placeCountsOf } from '../spread/places.js';
import { windowRow } from './attempt-window.js';
import {
  CLAIM,
  COUNT_ACTIVE,
  EXCLUDE,
  HOLD,
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
import { toldMeanwhile } from './told-meanwhile.js';

/** Which jobs are to be handed out. */
export interface ClaimRequest {
  readonly campaignId: number;
  readonly wave: number;
  readonly count: number;
  readonly nowMs: number;
  /** Why a device could not accept the release, by what is known of it now. */
  readonly exclusionOf: (device: DeviceFacts) => Exclusion | undefined;
  /** Which key a device lacks that it can get with a newer key set, by what is known of it now; undefined if it lacks none. */
  readonly awaitedKeys?: (device: DeviceFacts) => string | undefined;
  /** The release in between that a device needs next, by what is known of it now; undefined if it takes the campaign's. */
  readonly hopOf?: (device: DeviceFacts) => number | undefined;
}

/** What was handed out, and how many due jobs ended instead because their device would refuse the release. */
export interface Claim {
  readonly offers: readonly Offer[];
  readonly excluded: number;
  /** Due jobs that wait for the next maintenance window of their device, for its key set, or for room at its place. */
  readonly held: number;
}

const NOTHING: Claim = { offers: [], excluded: 0, held: 0 };

/** With windows, places or key sets, a claim looks at so many jobs at least: those that have to wait must not hold back those that need not. */
const LOOKED_AT_MIN = 500;

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
  const { awaitedKeys } = request;
  const looked = campaign.windows || campaign.spread || awaitedKeys ? Math.max(room, LOOKED_AT_MIN) : room;
  const picked = await query<PickedRow>({ name: 'jobs_pick', text: PICK }, [campaignId, wave, looked, timeOf(nowMs)]);
  const { ready, closed } = openNow(picked, campaign, nowMs);
  // Before places are asked: a device that would refuse the release needs no room at its place, and counts there no longer.
  const judged = campaign.spread || awaitedKeys ? ready : ready.slice(0, room);
  const { unfit, behind } = judgedRows(judged, request, campaign);
  if (unfit.length > 0) await exclude(query, request, unfit);
  const away = new Set([...unfit, ...behind].map(({ id }) => id));
  const fit = judged.filter(({ jobId }) => !away.has(jobId));
  const { given: jobs, full } = await atFreePlaces(query, fit, { campaignId, campaign, room });
  const waiting = await untilTold(query, picked, { rows: [...closed, ...behind], campaign });
  const held = await hold(query, [...waiting, ...full]);
  const offers = await handOut(query, request, { jobs, campaign });
  const next = after(offers.length);
  if (next) await query({ name: 'jobs_set_pace', text: SET_PACE }, [campaignId, jsonOf(next)]);
  return { offers, excluded: unfit.length, held };
}

/** A picked job whose device has its turn. */
type ReadyRow = PickedRow & { readonly turn: OfferTurn };

/** A job that may not begin now: why, and until when if that is known. */
interface HeldRow extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly hold: HoldReason;
  readonly until?: string | undefined;
  /** Until when a key set is waited for. */
  readonly deadline?: string | undefined;
}

/** Finds the jobs of devices that have no open window. Each time zone is asked once. */
function openNow(
  picked: readonly PickedRow[],
  { windows, postpone, soberAt }: ClaimableRow,
  offeredAtMs: number,
): { readonly ready: readonly ReadyRow[]; readonly closed: readonly HeldRow[] } {
  const turnOf = turnsAt(windows ?? undefined, soberAt.getTime());
  const ready: ReadyRow[] = [];
  const closed: HeldRow[] = [];
  for (const row of picked) {
    const turn = turnOf(row.zone ?? undefined);
    const earlierMs = row.postponableUntil?.getTime();
    if (turn.may)
      ready.push({ ...row, turn: postponableTurn(turn, postpone ?? undefined, { offeredAtMs, earlierMs }) });
    else closed.push({ id: row.jobId, hold: 'window', until: timeOf(turn.untilMs) });
  }
  return { ready, closed };
}

/** Finds the jobs of fit devices that may begin, up to `room`, and those at whose place no further device may. The campaign is locked, so nobody else begins meanwhile. */
async function atFreePlaces(
  query: Query,
  ready: readonly ReadyRow[],
  {
    campaignId,
    campaign,
    room,
  }: { readonly campaignId: number; readonly campaign: ClaimableRow; readonly room: number },
): Promise<{ readonly given: readonly ReadyRow[]; readonly full: readonly HeldRow[] }> {
  const spread = campaign.spread ?? undefined;
  const places = spread === undefined ? [] : [...new Set(ready.map(({ place }) => place ?? NO_PLACE))];
  const counts = places.length === 0 ? [] : await placeCountsOf(query, campaignId, places);
  const { begin, full } = seated(spread, counts, ready, room);
  return { given: begin, full: full.map(({ jobId }) => ({ id: jobId, hold: 'place' })) };
}

/** The jobs that are to be held, those whose device has said something else meanwhile only until the next look. */
async function untilTold(
  query: Query,
  picked: readonly PickedRow[],
  { rows, campaign }: { readonly rows: readonly HeldRow[]; readonly campaign: ClaimableRow },
): Promise<readonly HeldRow[]> {
  const ids = new Set(rows.map(({ id }) => id));
  const told = await toldMeanwhile(
    query,
    picked.filter(({ jobId }) => ids.has(jobId)),
  );
  const until = timeOf(campaign.soberAt.getTime());
  return rows.map((row) => (told.has(row.id) ? { ...row, until } : row));
}

async function hold(query: Query, rows: readonly HeldRow[]): Promise<number> {
  if (rows.length > 0) await query({ name: 'jobs_hold', text: HOLD }, [rowsOf(rows)]);
  return rows.length;
}

/** A job that ends because its device could not accept the release. */
interface UnfitRow extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly state: JobState;
  readonly fault: string;
  readonly detail: string;
}

/** Finds the jobs of devices that would refuse the release, and of those that have to take a key set first. */
function judgedRows(
  rows: readonly PickedRow[],
  { exclusionOf, awaitedKeys, nowMs }: ClaimRequest,
  campaign: ClaimableRow,
): { readonly unfit: readonly UnfitRow[]; readonly behind: readonly HeldRow[] } {
  const unfit: UnfitRow[] = [];
  const behind: HeldRow[] = [];
  for (const row of rows) {
    const device = factsOf(row);
    const exclusion = exclusionOf(device);
    const lacking = exclusion ? undefined : awaitedKeys?.(device);
    const wait = lacking === undefined ? undefined : keysWait(campaign, row.deadlineAt?.getTime(), nowMs);
    if (wait) {
      const times = { until: timeOf(wait.untilMs), deadline: timeOf(wait.deadlineMs) };
      behind.push({ id: row.jobId, hold: 'keys', ...times });
    } else if (exclusion) unfit.push(...unfitRowOf(row, exclusion));
    else if (lacking !== undefined)
      unfit.push(...unfitRowOf(row, { reason: 'key_not_held', detail: `${lacking}; it was waited for in vain` }));
  }
  return { unfit, behind };
}

async function exclude(query: Query, { campaignId, nowMs }: ClaimRequest, unfit: readonly UnfitRow[]): Promise<void> {
  const values = [rowsOf(unfit), timeOf(nowMs), campaignId, jsonOf(CAMPAIGN_ENGINE)];
  await query({ name: 'jobs_exclude', text: EXCLUDE }, values);
}

/** Gives each of these jobs an attempt, and its device a number for the ticket. */
async function handOut(
  query: Query,
  { campaignId, nowMs, hopOf }: ClaimRequest,
  { jobs, campaign }: { readonly jobs: readonly ReadyRow[]; readonly campaign: ClaimableRow },
): Promise<readonly Offer[]> {
  const windows = new Map(
    jobs.map(({ jobId, turn, ...row }) => {
      const deadlineAtMs = offerDeadlineMs(nowMs, campaign.offerMs, turn);
      return [jobId, { turn, deadlineAtMs, hop: hopOf?.(factsOf(row)) }];
    }),
  );
  const rows = [...windows].map(([id, { turn, deadlineAtMs, hop }]) => ({
    id,
    release_id: hop,
    deadline_at: timeOf(deadlineAtMs),
    ...windowRow(turn),
  }));
  const claimed = await query<ClaimedRow>({ name: 'jobs_claim', text: CLAIM }, [rowsOf(rows), timeOf(nowMs)]);
  const numbered = await query<NumberedRow>({ name: 'jobs_number_tickets', text: NUMBER_TICKETS }, [
    claimed.map(({ deviceId }) => deviceId),
  ]);
  const numbers = new Map(numbered.map(({ id, ...numbers }) => [id, numbers]));
  const common = { campaignId, offeredAtMs: nowMs };
  return [...claimed]
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ jobId, deviceId, transfer }) => {
      const { turn, deadlineAtMs, hop: releaseId = campaign.releaseId } = windows.get(jobId)!;
      const window = { deadlineAtMs, swapTimes: turn.swapTimes };
      return { jobId, transfer, deviceId, releaseId, ...numbers.get(deviceId)!, ...common, ...window };
    });
}

/** How the job of a device ends that could not accept the release. */
function unfitRowOf({ jobId, state, attempts, hopsDone }: PickedRow, exclusion: Exclusion): readonly UnfitRow[] {
  const end = endOfExcluded({ state, attempts }, exclusion);
  return end ? [{ id: jobId, state: end, ...faultOfExclusion({ hopsDone }, exclusion) }] : [];
}
