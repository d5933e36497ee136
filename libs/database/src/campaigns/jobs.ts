import { CAMPAIGN_ENGINE, type Command } from '@twinbank/access';
import {
  CANCELLATION,
  metersOf,
  NO_PLACE,
  SLICE_STOPPED,
  STATES_TO_CANCEL,
  type Budgets,
  type EndBehaviour,
  type ExclusionCount,
  type Job,
  type JobOrder,
  type JobState,
  type Meter,
  type OpenJob,
  type SwapTimes,
} from '@twinbank/campaign';
import type { Cipher } from '@twinbank/parts';
import { STAGES } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';

import type { Attempt as AttemptRow, Receipt as ReceiptRow } from '../generated/client.js';
import { excludedCounts, waitingBefore } from './campaign-counts.js';
import { ACTIVE, hasDevice, textOf, TRIED } from './job-states.js';
import { Soaks } from './after/soaks.js';
import { ByteLeases } from './budgets/byte-leases.js';
import { keptOf, type KeptReceipt } from './receipts.js';
import { claimIn, type Claim, type ClaimRequest } from './claim/claim.js';
import { swapTimesOf, windowOf, withWindows, type AttemptWindow } from './claim/attempt-window.js';
import { orderJobIn, type OrderedJobNow } from './job-ordering.js';
import { savedRowOf, type ReportedStep } from './saved-row.js';
import { jobOf, JUDGED_COLUMNS, JUDGED_TABLES, openJobOf, type JudgedRow } from './job-row.js';
import {
  CANCEL_IDLE,
  EXTEND_DEADLINES,
  LIMIT_BACKOFFS,
  LIMIT_DEADLINES,
  LIMIT_HOLDS,
  LIMIT_STAGES,
  OFFER_COLUMNS,
  SAVE,
  TRANSFER,
  type SavedRow,
  soberMsOf,
} from './job-statements.js';
import type { Page, PageRequest } from '../page.js';
import type { Session } from '../connection/session.js';
import { jsonOf, pageOf, ROW_ID_MAX, rowsOf, storable, timeOf } from '../sql.js';

/** What a server needs to answer wants for a transfer. It may be cached; only `open` changes, and the key if its device is re-keyed. */
export interface Transfer {
  readonly transfer: number;
  readonly jobId: number;
  readonly deviceId: string;
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  readonly product: string;
  readonly releaseId: number;
  readonly cipher: Cipher;
  /** Whether the job is offered or running and this is its current attempt. */
  readonly open: boolean;
  /** The byte budgets that its blocks fall under; undefined if it has none. */
  readonly meters?: readonly Meter[];
}

type TransferRow = Omit<Transfer, 'meters'> & {
  readonly campaignId: number;
  readonly budgets: Budgets | null;
} & Readonly<Record<'budgetPlace' | 'budgetAndPlace', string | null>>;

/** An offer that was out when its job was cancelled. */
export type WithdrawnOffer = Pick<Offer, 'deviceId' | 'transfer'>;

/** Which jobs are cancelled. */
export interface CancelRequest {
  readonly nowMs: number;
  readonly limit: number;
  /** How far the cancellation reaches. Without it, to every job that no device works on. */
  readonly reach?: EndBehaviour;
  /** Only jobs with this value for that of the campaign's slices. */
  readonly slice?: { readonly key: number; readonly value: string };
}

/** One attempt of a job; never changed once written. */
export interface Attempt {
  readonly transfer: number;
  readonly jobId: number;
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
  /** When its device may swap; empty: at any time. */
  readonly swapTimes: SwapTimes;
  /** What its device says of its end, if it said so: the receipt that holds, else one that does not. */
  readonly receipt?: KeptReceipt;
}

const JUDGED = `SELECT ${JUDGED_COLUMNS} FROM ${JUDGED_TABLES}`;
const OPEN_OFFERS = `SELECT ${OFFER_COLUMNS} FROM jobs j JOIN attempts a ON a.id = j.transfer JOIN devices d ON d.id = j.device_id JOIN campaigns c ON c.id = j.campaign_id`;

const STOP_ALL = textOf('cancel_running' satisfies EndBehaviour);
/** A device that was asked to stop, by an operator or its campaign, must not find its ticket in place of that. */
const STILL_OUT = `
  SELECT a.id FROM attempts a JOIN jobs j ON j.id = a.job_id JOIN campaigns c ON c.id = j.campaign_id
  WHERE a.id = ANY ($1) AND j.transfer = a.id AND (j.state = 'offered' OR j.state = 'running' AND j.cancel_asked_at IS NULL
    AND (c.state <> 'stopping' OR coalesce(c.progress ->> 'ending', ${STOP_ALL}) <> ${STOP_ALL}))`;

type OfferRow = Omit<Offer, 'offeredAtMs' | 'deadlineAtMs' | 'swapTimes'> &
  AttemptWindow & { readonly offeredAt: Date; readonly deadlineAt: Date };

/** Jobs and their attempts. */
export class Jobs {
  /** Those whose devices are watched. */
  readonly soaks: Soaks;
  /** The byte budgets of their campaigns. */
  readonly byteLeases: ByteLeases;

  constructor(private readonly session: Session) {
    this.soaks = new Soaks(session);
    this.byteLeases = new ByteLeases(session);
  }

  /**
   * Takes up to `count` due jobs of a wave, in the campaign's order, and makes them offered: each gets a new
   * attempt, and its device a new ticket sequence number. A job for which `exclusionOf` returns a reason, by what
   * is now known of its device, is not handed out but ended: `excluded`, or `rejected` if its device had tried. A job
   * whose device has no open maintenance window is held until one opens.
   * Safe with several servers: no job is handed out twice, and together they stay within the campaign's
   * concurrency. Takes none unless the campaign is running.
   */
  async claimOffers(request: ClaimRequest): Promise<Claim> {
    const claim = await this.session.transaction((query) => claimIn(query, request));
    this.session.wrote(claim.offers.length * 3 + claim.excluded * 2 + claim.held);
    return claim;
  }

  /**
   * Offers that are still out, by job id, to publish their tickets again. Without `offered`, also those that were
   * accepted.
   */
  async openOffers(page: PageRequest<number>, state?: 'offered'): Promise<Page<Offer, number>> {
    const text = `${OPEN_OFFERS} WHERE j.state IN ('offered', $3) AND j.id > $1 ORDER BY j.id LIMIT $2`;
    const rows = await this.session.query<OfferRow>({ text }, [page.after ?? 0, page.limit + 1, state ?? 'running']);
    return pageOf(rows.map(offerOf), page.limit, ({ jobId }) => jobId);
  }

  /** The offer of one device that is still out. */
  async openOffer(deviceId: string): Promise<Offer | undefined> {
    return (await this.openOffersOf([deviceId]))[0];
  }

  /** The offers of these devices that are still out, at most one each. */
  async openOffersOf(deviceIds: readonly string[]): Promise<readonly Offer[]> {
    const text = `${OPEN_OFFERS} WHERE j.state IN ${ACTIVE} AND ${hasDevice('j')} AND j.device_id = ANY ($1)`;
    return (await this.session.query<OfferRow>({ name: 'jobs_open_offers_of', text }, [deviceIds.map(storable)])).map(
      offerOf,
    );
  }

  /** Those of these transfers whose tickets are to be out now: offered, or accepted by a device that nobody asked to stop since. */
  async stillOut(transfers: readonly number[]): Promise<ReadonlySet<number>> {
    const rows = await this.session.query<{ id: number }>({ name: 'jobs_still_out', text: STILL_OUT }, [transfers]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The states of these jobs; unknown ones are left out. */
  async statesOf(ids: readonly number[]): Promise<ReadonlyMap<number, JobState>> {
    if (ids.length === 0) return new Map();
    const rows = await this.session.query<{ id: number; state: JobState }>(
      { name: 'jobs_states_of', text: 'SELECT id, state FROM jobs WHERE id = ANY ($1)' },
      [ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  /** The open jobs of these devices that were tried, at most one each. */
  async openOf(deviceIds: readonly string[]): Promise<readonly OpenJob[]> {
    const text = `${JUDGED} WHERE j.device_id = ANY ($1) AND j.state IN ${TRIED} AND ${hasDevice('j')} AND j.attempts > 0`;
    return (await this.session.query<JudgedRow>({ name: 'jobs_open_of', text }, [deviceIds.map(storable)])).map(
      openJobOf,
    );
  }

  /**
   * Jobs whose deadline has passed, longest overdue first, by the given time and the database's own clock: a server with a wrong one ends none alone.
   */
  async overdue(nowMs: number, limit: number): Promise<readonly OpenJob[]> {
    const text = `${JUDGED} WHERE j.state IN ${ACTIVE} AND j.deadline_at <= $1 AND j.deadline_at <= now() ORDER BY j.deadline_at LIMIT $2`;
    return (await this.session.query<JudgedRow>({ name: 'jobs_overdue', text }, [timeOf(nowMs), limit])).map(openJobOf);
  }

  /** The earlier of the given time and the database's own clock. */
  readonly soberMs = (nowMs: number) => soberMsOf(this.session.query, nowMs);

  /**
   * Adjusts deadlines after the time of day was moved. Put forward: a deadline overdue only because of that keeps
   * its remaining time. Put back: nothing has more time than its campaign's rules give from now. Doing it twice, as
   * two servers on one machine may, changes nothing more. Returns how many attempts were changed.
   */
  async heedClockStep({ beforeMs, nowMs }: { readonly beforeMs: number; readonly nowMs: number }): Promise<number> {
    const moved =
      nowMs > beforeMs
        ? await this.session.query({ text: EXTEND_DEADLINES }, [timeOf(beforeMs), timeOf(nowMs)])
        : [
            ...(await this.session.query({ text: LIMIT_DEADLINES }, [timeOf(nowMs)])),
            ...(await this.session.query({ text: LIMIT_STAGES }, [timeOf(nowMs)])),
            ...(await this.session.query({ text: LIMIT_BACKOFFS }, [timeOf(nowMs)])),
            ...(await this.session.query({ text: LIMIT_HOLDS }, [timeOf(nowMs)])),
          ];
    this.session.wrote(moved.length);
    return moved.length;
  }

  /** Jobs of a campaign in `running`, by id: their devices have to be asked to stop. */
  async runningOf(campaignId: number, page: PageRequest<number>): Promise<Page<OpenJob, number>> {
    const text = `${JUDGED} WHERE j.campaign_id = $1 AND j.state = 'running' AND j.id > $2 ORDER BY j.id LIMIT $3`;
    const rows = await this.session.query<JudgedRow>({ text }, [campaignId, page.after ?? 0, page.limit + 1]);
    return pageOf(rows.map(openJobOf), page.limit, ({ job }) => job.id);
  }

  /**
   * Stores decided changes in one statement, with an event for each attempt and each job that ended. A change is
   * dropped if its job is no longer as it was read (state, attempt, deadline, a later stage, an order to cancel it); returns the ids of the jobs
   * that were written. Of several steps for one job the last one is stored, and compared with what the first one
   * read. A step caused by a report is also dropped if the device has reported something newer meanwhile.
   */
  async save(steps: readonly ReportedStep[], nowMs: number): Promise<readonly number[]> {
    const merged = new Map<number, ReportedStep>();
    for (const step of steps) {
      const first = merged.get(step.job.id);
      merged.set(step.job.id, first ? { ...first, job: step.job, reason: step.reason, place: step.place } : step);
    }
    if (merged.size === 0) return [];
    const rows = await this.session.query<SavedRow>({ name: 'jobs_save', text: SAVE }, [
      rowsOf([...merged.values()].map(savedRowOf)),
      timeOf(nowMs),
      STAGES,
      jsonOf(CAMPAIGN_ENGINE),
    ]);
    this.session.wrote(rows.length + rows.filter(({ recorded }) => recorded).length);
    return rows.map(({ id }) => id);
  }

  /**
   * Cancels up to `limit` jobs of a campaign, or of a slice of it, on which no device works; returns the offers that
   * were out, and whether there may be more.
   */
  async cancelIdle(
    campaignId: number,
    { nowMs, limit, reach = 'cancel', slice }: CancelRequest,
  ): Promise<{ readonly withdrawn: readonly WithdrawnOffer[]; readonly more: boolean }> {
    const rows = await this.session.query<WithdrawnOffer & { hadTicket: boolean }>(
      { name: 'jobs_cancel_idle', text: CANCEL_IDLE },
      [
        campaignId,
        timeOf(nowMs),
        limit,
        slice ? SLICE_STOPPED : CANCELLATION.fault,
        STATES_TO_CANCEL[reach],
        slice?.key,
        slice?.value,
      ],
    );
    this.session.wrote(rows.length);
    const withdrawn = rows
      .filter(({ hadTicket }) => hadTicket)
      .map(({ deviceId, transfer }) => ({ deviceId, transfer }));
    return { withdrawn, more: rows.length === limit };
  }

  /** How many devices a campaign has left out, and the first few, by reason. */
  excluded(campaignId: number): Promise<readonly ExclusionCount[]> {
    return excludedCounts(this.session.query, campaignId);
  }

  /** What is needed to answer wants for these transfers, in no order; unknown ones are left out. */
  async findTransfers(transfers: readonly number[]): Promise<readonly Transfer[]> {
    const rows = await this.session.query<TransferRow>({ name: 'jobs_transfers', text: TRANSFER }, [
      transfers.filter((transfer) => transfer <= ROW_ID_MAX),
    ]);
    return rows.map(transferOf);
  }

  async findTransfer(transfer: number): Promise<Transfer | undefined> {
    return (await this.findTransfers([transfer]))[0];
  }

  /**
   * Carries out an operator's order about a job, and records it; an order whose result already holds changes nothing.
   *
   * @returns undefined if there is no such job
   * @throws Fault `job_transition`
   */
  async order(id: number, order: JobOrder, command: Command): Promise<OrderedJobNow | undefined> {
    // Who may not see it cannot order anything about it.
    return (await this.find(id)) && orderJobIn(this.session, id, order, command);
  }

  async find(id: number): Promise<Job | undefined> {
    const row = await this.session.prisma.job.findUnique({ where: { id } });
    return row ? jobOf(row) : undefined;
  }

  /** The job of a device in a campaign, with the window of its present attempt. */
  async findOf(campaignId: number, deviceId: string): Promise<Job | undefined> {
    const where = { campaignId_deviceId: { campaignId, deviceId: storable(deviceId) } };
    const row = await this.session.prisma.job.findUnique({ where });
    if (!row) return undefined;
    const attempt = row.transfer && (await this.session.prisma.attempt.findUnique({ where: { id: row.transfer } }));
    return { ...jobOf(row), ...(attempt && windowOf(attempt)) };
  }

  /** The campaign whose open job has this device: others wait for it. */
  async campaignWith(deviceId: string): Promise<number | undefined> {
    const text = `SELECT campaign_id AS id FROM jobs j WHERE j.device_id = $1 AND ${hasDevice('j')}`;
    return (await this.session.query<{ id: number }>({ name: 'jobs_campaign_with', text }, [storable(deviceId)]))[0]
      ?.id;
  }

  /** How many jobs wait and come before this one in the order of its campaign, up to 100 000. */
  waitingBefore(job: Job): Promise<number> {
    return waitingBefore(this.session.query, job);
  }

  /** The newest jobs of a device, with the windows of their present attempts. */
  async newestOf(deviceId: string, limit: number): Promise<readonly Job[]> {
    const where = { deviceId: storable(deviceId) };
    const rows = await this.session.prisma.job.findMany({ where, orderBy: { id: 'desc' }, take: limit });
    return withWindows(this.session.prisma, rows.map(jobOf));
  }

  /** A job's attempts, oldest first. */
  async attempts(jobId: number): Promise<readonly Attempt[]> {
    const rows = await this.session.prisma.attempt.findMany({
      where: { jobId },
      orderBy: { number: 'asc' },
      include: { receipts: true },
    });
    return rows.map(attemptOf);
  }
}

const transferOf = ({ campaignId, budgets, budgetPlace, budgetAndPlace, ...row }: TransferRow): Transfer => ({
  ...row,
  ...(budgets && { meters: metersOf(campaignId, budgets, budgetPlace ?? NO_PLACE, budgetAndPlace ?? NO_PLACE) }),
});

const attemptOf = ({
  id,
  jobId,
  number,
  at,
  receipts,
  ...window
}: AttemptRow & { readonly receipts: readonly ReceiptRow[] }): Attempt => {
  const receipt = keptOf(receipts);
  return {
    transfer: id,
    jobId,
    number,
    atMs: at.getTime(),
    swapTimes: swapTimesOf(window),
    ...(receipt && { receipt }),
  };
};
const offerOf = ({
  offeredAt,
  deadlineAt,
  windowClosesAt,
  swapNotBefore,
  swapNotAfter,
  postponableUntil,
  ...row
}: OfferRow): Offer => ({
  ...row,
  offeredAtMs: offeredAt.getTime(),
  deadlineAtMs: deadlineAt.getTime(),
  swapTimes: swapTimesOf({ windowClosesAt, swapNotBefore, swapNotAfter, postponableUntil }),
});
