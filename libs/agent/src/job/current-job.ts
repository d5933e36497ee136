import type { FaultCode, Stage } from '@twinbank/protocol';

import type { BankView } from '../device-status.js';
import type { BankRecord, JobEnd, Journal, JobRecord } from '../journal/journal.js';
import { isFinal, STAGE_TABLE, type JobStage } from '../stage-table.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { JobFigures } from './job-figures.js';
import type { JobReports, Progress } from './job-reports.js';

interface JobParts {
  readonly journal: Journal;
  readonly banks: BankView;
  readonly figures: JobFigures;
  readonly reports: JobReports;
  /** How things are now, for the receipt of a job that ends. */
  readonly endNow: () => JobEnd;
}

/**
 * The device's last job, as the journal records it. Every change is written to the journal first and reported
 * afterwards.
 */
export class CurrentJob {
  private known: JobRecord | undefined;
  /** Why the job ended, in words. The journal keeps only the code. */
  private detail: string | undefined;

  constructor(private readonly parts: JobParts) {
    const job = parts.journal.job();
    // Earlier agents recorded a ticket before its refusal. If a cut left such a record, nobody was told the refusal:
    // without the record the ticket is refused again when it comes again, because its sequence was taken.
    this.known = job?.stage === 'offered' ? undefined : job;
    if (this.open) parts.figures.recall(this.open.job);
  }

  /** The job; undefined if the device never had one. */
  get record(): JobRecord | undefined {
    return this.known;
  }

  /** The job, as long as it has not ended. */
  get open(): JobRecord | undefined {
    return this.known && !isFinal(this.known.stage) ? this.known : undefined;
  }

  /**
   * Records that an authentic order is refused, and reports it. Sequence, ticket and refusal are one change of the
   * journal: a cut leaves either nothing of the ticket, and then the ticket is new when it comes again; or all, and then
   * the refusal is reported again.
   */
  refuse(terms: Omit<JobRecord, 'stage'>, sequence: number, { code, detail }: Refusal): void {
    this.begin({ ...terms, stage: 'rejected', fault: code, end: this.parts.endNow() }, sequence);
    this.detail = detail;
    this.reportResult();
  }

  /** Begins a job and forgets the one before. */
  begin(job: JobRecord, sequence: number, image?: BankRecord): void {
    const { journal, banks, figures } = this.parts;
    journal.begin(job, sequence, image);
    if (image) banks.changed(job.target);
    figures.begin();
    this.known = job;
    this.detail = undefined;
  }

  /**
   * Moves the job to a stage without a report.
   *
   * @throws Error if the stage table does not allow it
   */
  enter(stage: JobStage, fault?: FaultCode, end?: JobEnd): void {
    const { known } = this;
    if (!known || !STAGE_TABLE[known.stage].next[stage])
      throw new Error(`a job cannot go from ${known?.stage ?? 'nowhere'} to ${stage}`);
    this.known = this.parts.journal.enter(known, stage, fault, end);
  }

  /** Moves the job to a stage and reports it. */
  advance(stage: Stage): void {
    this.enter(stage);
    this.report(stage);
  }

  /** Reports the stage of the job. */
  report(stage: Stage, progress?: Progress): void {
    this.parts.reports.stage(this.known!, stage, progress);
  }

  /** Ends the job and reports its result. */
  finish(stage: Stage, refusal?: Refusal): void {
    this.enter(stage, refusal?.code, this.parts.endNow());
    this.detail = refusal?.detail;
    this.reportResult();
  }

  /** Reports the result of the job that ended. Also used when its ticket comes again. */
  reportResult(): void {
    if (this.known) this.parts.reports.result(this.known, this.detail);
  }
}
