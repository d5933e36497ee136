import type { CurrentJob } from './job/current-job.js';
import type { JobFigures } from './job/job-figures.js';
import type { Outbox } from './outbox.js';

/** Resets that the agent asks for. Nothing else happens until the shell carries one out. */
export class Resets {
  private asked = false;

  constructor(
    private readonly parts: { readonly job: CurrentJob; readonly figures: JobFigures; readonly outbox: Outbox },
  ) {}

  /** True once the agent has asked for a reset. */
  get isPending(): boolean {
    return this.asked;
  }

  /**
   * Asks for a reset. The caller must return without doing anything else. The figures of the job are kept over the
   * reset.
   */
  ask(cause: 'software' | 'option-bytes'): void {
    const { job, figures, outbox } = this.parts;
    this.asked = true;
    if (job.record) figures.keep(job.record.job);
    outbox.put({ type: 'reset', cause });
  }
}
