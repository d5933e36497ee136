import type { Job, JobRules, JobState, JobStep } from '@twinbank/campaign';
import type { Cipher } from '@twinbank/protocol';
import type { Page, PageRequest } from './page.js';

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

/** One attempt of a job; never changed once written. */
export interface Attempt {
  readonly transfer: number;
  readonly jobId: number;
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
}

/** Jobs and their attempts. */
export abstract class Jobs {
  /**
   * Takes up to `count` due jobs of a wave, in the campaign's order, and makes them offered: each gets a new attempt and its
   * device a new ticket sequence number. Safe with several servers: no job is handed to two. Takes none unless the campaign
   * is running.
   */
  abstract claimOffers(request: { readonly campaignId: number; readonly wave: number; readonly count: number; readonly nowMs: number }): Promise<readonly Offer[]>;
  /** Offers that are still out, by job id: to publish their tickets again. */
  abstract openOffers(page: PageRequest<number>): Promise<Page<Offer, number>>;
  /** The open offer of one device, for a device that asks. */
  abstract openOffer(deviceId: string): Promise<Offer | undefined>;
  /** The jobs in `offered`, `running` or `backoff` of these devices, at most one each. */
  abstract openOf(deviceIds: readonly string[]): Promise<readonly OpenJob[]>;
  /** Jobs whose deadline has passed. */
  abstract overdue(nowMs: number, limit: number): Promise<readonly OpenJob[]>;
  /** Jobs of a campaign in `running`: devices that are asked to stop. */
  abstract runningOf(campaignId: number, page: PageRequest<number>): Promise<Page<OpenJob, number>>;
  /**
   * Stores decided changes in few statements, with an event for each change of state. A change whose job is no longer as it
   * was seen (state or attempt) is dropped; returns the ids of the jobs that were written.
   */
  abstract save(steps: readonly JobStep[], nowMs: number): Promise<readonly number[]>;
  /** Cancels every job of a campaign that no device works on (`waiting`, `offered`, `backoff`); returns the devices that had a ticket. */
  abstract cancelIdle(campaignId: number, nowMs: number): Promise<readonly string[]>;
  abstract findTransfer(transfer: number): Promise<Transfer | undefined>;
  abstract find(id: number): Promise<Job | undefined>;
  /** Jobs of a campaign in its order. */
  abstract list(filter: { readonly campaignId: number; readonly state?: JobState | undefined }, page: PageRequest<number>): Promise<Page<Job, number>>;
  /** A device's jobs, newest first. */
  abstract ofDevice(deviceId: string, page: PageRequest<number>): Promise<Page<Job, number>>;
  /** A job's attempts, oldest first. */
  abstract attempts(jobId: number): Promise<readonly Attempt[]>;
}
