import type { Job, JobRules, JobState, JobStep } from '@twinbank/campaign';
import { STAGES, type Cipher } from '@twinbank/protocol';

import type { Attempt as AttemptRow } from './generated/client.js';
import { jobOf, JUDGED_COLUMNS, rulesOf, type JudgedRow } from './job-row.js';
import {
  CANCEL_IDLE,
  CLAIM,
  LOCK_CAMPAIGN,
  NUMBER_TICKETS,
  OFFER_COLUMNS,
  SAVE,
  TRANSFER,
  type ClaimableRow,
  type ClaimedRow,
  type NumberedRow,
  type SavedRow,
} from './job-statements.js';
import type { Page, PageRequest } from './page.js';
import type { Session } from './session.js';
import { pageOf, rowsOf, storable, timeOf } from './sql.js';

/** Everything that a ticket is made out from, beside the release and the campaign's terms. */
export interface Offer {
  readonly jobId: number;
  /** The attempt's number on the wire. */
  readonly transfer: number;
  readonly deviceId: string;
  readonly keyEpoch: number;
  /** The device's ticket sequence number for this ticket. */
  readonly sequence: number;
  readonly campaignId: number;
  readonly releaseId: number;
  readonly offeredAtMs: number;
  /** When the attempt times out: the ticket's expiry. */
  readonly deadlineAtMs: number;
}

/** A job that a device has a ticket for, with what it is judged by. */
export interface OpenJob {
  readonly job: Job;
  readonly rules: JobRules;
}

/** What a server needs to answer wants of a transfer; it may be cached, only `open` changes. */
export interface Transfer {
  readonly transfer: number;
  readonly jobId: number;
  readonly deviceId: string;
  readonly keyEpoch: number;
  readonly product: string;
  readonly releaseId: number;
  readonly cipher: Cipher;
  /** Whether the job is offered or running and this is its current attempt. */
  readonly open: boolean;
}

/** An offer that was out when its job was cancelled. */
export type WithdrawnOffer = Pick<Offer, 'deviceId' | 'transfer'>;

/** One attempt of a job; never changed once written. */
export interface Attempt {
  readonly transfer: number;
  readonly jobId: number;
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
}

const JUDGED = `SELECT ${JUDGED_COLUMNS} FROM jobs j JOIN campaigns c ON c.id = j.campaign_id JOIN releases r ON r.id = c.release_id`;
const OPEN_OFFERS = `SELECT ${OFFER_COLUMNS} FROM jobs j JOIN attempts a ON a.id = j.transfer JOIN devices d ON d.id = j.device_id JOIN campaigns c ON c.id = j.campaign_id`;

type OfferRow = Omit<Offer, 'offeredAtMs' | 'deadlineAtMs'> & { readonly offeredAt: Date; readonly deadlineAt: Date };

/** Jobs and their attempts. */
export class Jobs {
  constructor(private readonly session: Session) {}

  /**
   * Takes up to `count` due jobs of a wave, in the campaign's order, and makes them offered: each gets a new attempt and its
   * device a new ticket sequence number. Safe with several servers: no job is handed to two, and together they stay within
   * the campaign's concurrency. Takes none unless the campaign is running.
   */
  async claimOffers(request: { readonly campaignId: number; readonly wave: number; readonly count: number; readonly nowMs: number }): Promise<readonly Offer[]> {
    const { campaignId, wave, count, nowMs } = request;
    const offers = await this.session.transaction(async (query) => {
      const [campaign] = await query<ClaimableRow>({ name: 'jobs_lock_campaign', text: LOCK_CAMPAIGN }, [campaignId]);
      if (!campaign) return [];
      const deadlineAtMs = nowMs + campaign.offerMs;
      const claimed = await query<ClaimedRow>({ name: 'jobs_claim', text: CLAIM }, [campaignId, wave, count, timeOf(nowMs), timeOf(deadlineAtMs), campaign.concurrency]);
      const numbered = await query<NumberedRow>({ name: 'jobs_number_tickets', text: NUMBER_TICKETS }, [claimed.map(({ deviceId }) => deviceId)]);
      const numbers = new Map(numbered.map(({ id, ...numbers }) => [id, numbers]));
      const inOrder = [...claimed].sort((a, b) => a.ordinal - b.ordinal);
      return inOrder.map(({ jobId, deviceId, transfer }): Offer => {
        return { jobId, transfer, deviceId, ...numbers.get(deviceId)!, campaignId, releaseId: campaign.releaseId, offeredAtMs: nowMs, deadlineAtMs };
      });
    });
    this.session.wrote(offers.length * 3);
    return offers;
  }

  /** Offers that are still out, by job id: to publish their tickets again. Without `offered`, those that were accepted too. */
  async openOffers(page: PageRequest<number>, state?: 'offered'): Promise<Page<Offer, number>> {
    const text = `${OPEN_OFFERS} WHERE j.state IN ('offered', $3) AND j.id > $1 ORDER BY j.id LIMIT $2`;
    const rows = await this.session.query<OfferRow>({ text }, [page.after ?? 0, page.limit + 1, state ?? 'running']);
    return pageOf(rows.map(offerOf), page.limit, ({ jobId }) => jobId);
  }

  /** The offer of one device that is still out. */
  async openOffer(deviceId: string): Promise<Offer | undefined> {
    const text = `${OPEN_OFFERS} WHERE j.state IN ('offered', 'running') AND j.device_id = $1`;
    const [row] = await this.session.query<OfferRow>({ text }, [storable(deviceId)]);
    return row && offerOf(row);
  }

  /** The jobs in `offered`, `running` or `backoff` of these devices, at most one each. */
  async openOf(deviceIds: readonly string[]): Promise<readonly OpenJob[]> {
    const text = `${JUDGED} WHERE j.device_id = ANY ($1) AND j.state IN ('offered', 'running', 'backoff')`;
    return (await this.session.query<JudgedRow>({ name: 'jobs_open_of', text }, [deviceIds.map(storable)])).map(openJobOf);
  }

  /** Jobs whose deadline has passed, longest overdue first. */
  async overdue(nowMs: number, limit: number): Promise<readonly OpenJob[]> {
    const text = `${JUDGED} WHERE j.state IN ('offered', 'running') AND j.deadline_at <= $1 ORDER BY j.deadline_at LIMIT $2`;
    return (await this.session.query<JudgedRow>({ name: 'jobs_overdue', text }, [timeOf(nowMs), limit])).map(openJobOf);
  }

  /** Jobs of a campaign in `running`, by id: those whose devices are asked to stop. */
  async runningOf(campaignId: number, page: PageRequest<number>): Promise<Page<OpenJob, number>> {
    const text = `${JUDGED} WHERE j.campaign_id = $1 AND j.state = 'running' AND j.id > $2 ORDER BY j.id LIMIT $3`;
    const rows = await this.session.query<JudgedRow>({ text }, [campaignId, page.after ?? 0, page.limit + 1]);
    return pageOf(rows.map(openJobOf), page.limit, ({ job }) => job.id);
  }

  /**
   * Stores decided changes in one statement, with an event for each attempt and each job that ended. A change whose job is
   * no longer as it was seen (state, attempt, a later stage) is dropped; returns the ids of the jobs that were written. Of several steps
   * for one job the last counts, and is judged by what the first one saw.
   */
  async save(steps: readonly JobStep[], nowMs: number): Promise<readonly number[]> {
    const merged = new Map<number, JobStep>();
    for (const step of steps) {
      const first = merged.get(step.job.id);
      merged.set(step.job.id, first ? { ...step, from: first.from, attempts: first.attempts } : step);
    }
    if (merged.size === 0) return [];
    const rows = await this.session.query<SavedRow>({ name: 'jobs_save', text: SAVE }, [rowsOf([...merged.values()].map(savedRowOf)), timeOf(nowMs), STAGES]);
    this.session.wrote(rows.length + rows.filter(({ recorded }) => recorded).length);
    return rows.map(({ id }) => id);
  }

  /** Cancels every job of a campaign that no device works on (`waiting`, `offered`, `backoff`); returns the offers that were out. */
  async cancelIdle(campaignId: number, nowMs: number): Promise<readonly WithdrawnOffer[]> {
    const rows = await this.session.query<WithdrawnOffer & { hadTicket: boolean }>({ text: CANCEL_IDLE }, [campaignId, timeOf(nowMs)]);
    this.session.wrote(rows.length);
    return rows.filter(({ hadTicket }) => hadTicket).map(({ deviceId, transfer }) => ({ deviceId, transfer }));
  }

  /** What is needed to answer wants of these transfers, in no order; unknown ones are left out. */
  findTransfers(transfers: readonly number[]): Promise<readonly Transfer[]> {
    return this.session.query<Transfer>({ name: 'jobs_transfers', text: TRANSFER }, [transfers.filter((transfer) => transfer <= TRANSFER_MAX)]);
  }

  async findTransfer(transfer: number): Promise<Transfer | undefined> {
    return (await this.findTransfers([transfer]))[0];
  }

  async find(id: number): Promise<Job | undefined> {
    const row = await this.session.prisma.job.findUnique({ where: { id } });
    return row ? jobOf(row) : undefined;
  }

  /** Jobs of a campaign by id, which is its order. */
  async list(filter: { readonly campaignId: number; readonly state?: JobState | undefined }, page: PageRequest<number>): Promise<Page<Job, number>> {
    const rows = await this.session.prisma.job.findMany({
      where: { campaignId: filter.campaignId, ...(filter.state !== undefined && { state: filter.state }), ...(page.after !== undefined && { id: { gt: page.after } }) },
      orderBy: { id: 'asc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(jobOf), page.limit, ({ id }) => id);
  }

  /** A device's jobs, newest first. */
  async ofDevice(deviceId: string, page: PageRequest<number>): Promise<Page<Job, number>> {
    const rows = await this.session.prisma.job.findMany({
      where: { deviceId: storable(deviceId), ...(page.after !== undefined && { id: { lt: page.after } }) },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(jobOf), page.limit, ({ id }) => id);
  }

  /** A job's attempts, oldest first. */
  async attempts(jobId: number): Promise<readonly Attempt[]> {
    return (await this.session.prisma.attempt.findMany({ where: { jobId }, orderBy: { number: 'asc' } })).map(attemptOf);
  }
}

/** Row ids are positive 32-bit numbers; a device may send any unsigned one. */
const TRANSFER_MAX = 0x7fffffff;

const attemptOf = ({ id, jobId, number, at }: AttemptRow): Attempt => ({ transfer: id, jobId, number, atMs: at.getTime() });
const openJobOf = (row: JudgedRow): OpenJob => ({ job: jobOf(row), rules: rulesOf(row) });
const offerOf = ({ offeredAt, deadlineAt, ...row }: OfferRow): Offer => ({ ...row, offeredAtMs: offeredAt.getTime(), deadlineAtMs: deadlineAt.getTime() });

const savedRowOf = ({ from, attempts, job, reason }: JobStep): Readonly<Record<string, unknown>> => ({
  id: job.id,
  from_state: from,
  attempts,
  state: job.state,
  stage: job.stage,
  done: job.done,
  total: job.total,
  next_attempt_at: timeOf(job.nextAttemptAtMs),
  deadline_at: timeOf(job.deadlineAtMs),
  fault: job.fault,
  detail: job.detail,
  swap: job.swap,
  timings: job.timings,
  ended_at: timeOf(job.endedAtMs),
  reason,
});
