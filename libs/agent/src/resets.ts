import type { CurrentJob } from './job/current-job.js';
import type { JobFigures } from './job/job-figures.js';
import type { Outbox } from './outbox.js';

/** Resets that the agent asks for. Until the shell carries one out, nothing else happens. */
export class Resets {
  private asked = false;

  constructor(
    private readonly parts: { readonly job: CurrentJob; readonly figures: JobFigures; readonly outbox: Outbox },
  ) {}

  /** True once a reset was asked for. */
  get isPending(): boolean {
    return this.asked;
  }

  /** Asks for a reset; whoever calls this returns without doing anything else. The figures of the job are kept over it. */
  ask(cause: 'software' | 'option-bytes'): void {
    const { job, figures, outbox } = this.parts;
    this.asked = true;
    if (job.record) figures.keep(job.record.job);
    outbox.put({ type: 'reset', cause });
  }
}
