import type { DeviceStatus, Stage } from '@twinbank/protocol';

import type { JobRecord } from '../journal/journal.js';
import type { Outbox } from '../outbox.js';
import { isReported, type JobStage } from '../stage-table.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { JobFigures } from './job-figures.js';

/** Longest explanation in a report. */
const DETAIL_MAX = 300;

/** How much of an image has come, in blocks. */
export interface Progress {
  readonly done?: number;
  readonly total?: number;
}

/** What the server is told of the device and its job. */
export class JobReports {
  constructor(
    private readonly outbox: Outbox,
    private readonly figures: JobFigures,
    private readonly status: () => DeviceStatus,
  ) {}

  /** Says who and how the device is, after a start or a connection. */
  hello(job: JobRecord | undefined): void {
    const stage = job && reportedStage(job.stage);
    this.outbox.report({
      type: 'hello',
      status: this.status(),
      ...(job && stage && { job: job.job, transfer: job.transfer, stage }),
    });
  }

  /** Says where a job stands. */
  stage({ job, transfer }: JobRecord, stage: Stage, progress: Progress = {}): void {
    const swap = stage === 'swapped' && this.figures.swap ? { swap: this.figures.swap } : {};
    this.outbox.report({ type: 'stage', job, transfer, stage, ...progress, ...swap });
  }

  /** Says how a job ended; nothing where the server knows already that it did. */
  result({ job, transfer, stage, fault }: JobRecord, detail: string | undefined): void {
    if (!isReported(stage)) return;
    const { swap } = this.figures;
    this.outbox.report({
      type: 'result',
      job,
      transfer,
      stage,
      status: this.status(),
      ...(fault && { fault }),
      ...(detail !== undefined && { detail: detail.slice(0, DETAIL_MAX) }),
      ...(swap && { swap }),
      // Last, because what the banks hold is found out for the status, which takes time.
      timings: this.figures.timings,
    });
  }

  /** Says why a ticket is not taken that is not even written down. */
  refused({ job, transfer }: { readonly job: number; readonly transfer: number }, { code, detail }: Refusal): void {
    this.outbox.report({
      type: 'result',
      job,
      transfer,
      stage: 'rejected',
      status: this.status(),
      fault: code,
      detail: detail.slice(0, DETAIL_MAX),
    });
  }
}

/** The stage that a report names for one that only the device sees. */
function reportedStage(stage: JobStage): Stage | undefined {
  if (isReported(stage)) return stage;
  if (stage === 'swapping') return 'waiting';
  return stage === 'reverting' ? 'swapped' : undefined;
}
