import type { Attributes, DeviceStatus, KeySetRefusal, Stage } from '@twinbank/protocol';

import type { JobEnd, JobRecord } from '../journal/journal.js';
import type { Outbox } from '../outbox.js';
import { isReported, type JobStage } from '../stage-table.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { JobFigures } from './job-figures.js';
import type { Receipts } from './receipts.js';

/** Most characters of an explanation in a report. */
const DETAIL_MAX = 300;

/** What a report of a stage may say beside it. */
export interface Progress {
  /** How much of an image has come, in blocks. */
  readonly done?: number;
  readonly total?: number;
  /** Until when the application puts the swap off, by the server's time. */
  readonly postponedUntil?: number;
}

interface ReportParts {
  readonly outbox: Outbox;
  readonly figures: JobFigures;
  readonly status: () => DeviceStatus;
  readonly receipts: Receipts;
  /** What the device says of itself. */
  readonly attributes?: Attributes | undefined;
  /** How things are now, for the receipt of an order that is not recorded. */
  readonly endNow: () => JobEnd;
}

/** Reports to the server about the device and its job. */
export class JobReports {
  constructor(private readonly parts: ReportParts) {}

  /** Reports who the device is and its state: after a start or a connect, and when a key set came. */
  hello(job: JobRecord | undefined, keySetRefused?: KeySetRefusal): void {
    const stage = job && reportedStage(job.stage);
    this.parts.outbox.report({
      type: 'hello',
      status: this.parts.status(),
      ...(this.parts.attributes && { attributes: this.parts.attributes }),
      ...(job && stage && { job: job.job, transfer: job.transfer, stage }),
      ...(keySetRefused && { keySetRefused }),
    });
  }

  /** Reports the stage of a job. */
  stage({ job, transfer }: JobRecord, stage: Stage, progress: Progress = {}): void {
    const swap = stage === 'swapped' && this.parts.figures.swap ? { swap: this.parts.figures.swap } : {};
    this.parts.outbox.report({ type: 'stage', job, transfer, stage, ...progress, ...swap });
  }

  /** Reports how a job ended; nothing if the server knows the end already. */
  result({ job, transfer, stage, fault }: JobRecord, detail: string | undefined): void {
    if (!isReported(stage)) return;
    const { swap } = this.parts.figures;
    const receipt = this.parts.receipts.ofJob();
    this.parts.outbox.report({
      type: 'result',
      job,
      transfer,
      stage,
      status: this.parts.status(),
      ...(fault && { fault }),
      ...(detail !== undefined && { detail: detail.slice(0, DETAIL_MAX) }),
      ...(swap && { swap }),
      ...(receipt !== undefined && { receipt }),
      // Last, because the status needs to find out what the banks hold, and that takes time.
      timings: this.parts.figures.timings,
    });
  }

  /** Reports why the device refuses a ticket that it does not even record. */
  refused({ job, transfer }: { readonly job: number; readonly transfer: number }, { code, detail }: Refusal): void {
    this.parts.outbox.report({
      type: 'result',
      job,
      transfer,
      stage: 'rejected',
      status: this.parts.status(),
      fault: code,
      detail: detail.slice(0, DETAIL_MAX),
      receipt: this.parts.receipts.ofRefused({ job, transfer, code }, this.parts.endNow()),
    });
  }
}

/** The stage that reports name; undefined for a stage that only the device knows. */
function reportedStage(stage: JobStage): Stage | undefined {
  if (isReported(stage)) return stage;
  if (stage === 'swapping') return 'waiting';
  return stage === 'reverting' ? 'swapped' : undefined;
}
