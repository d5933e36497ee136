import type { AgentContext } from './agent-context.js';
import { settle } from './swap/takeover.js';

/** What follows a start. */
export type AfterStart = 'idle' | 'take-over' | 'trial';

/**
 * What the start-up code does before anything else: sound option bytes, then the job, by what the journal says and which
 * bank runs. A reset while a new image was on trial has brought the old one back, because BFB2 still pointed there.
 */
export class Recovery {
  constructor(private readonly context: AgentContext) {}

  /** Puts things right; may end in another reset. */
  run(): AfterStart {
    const { context } = this;
    const { boot, mcu, job } = context;
    const active = mcu.flash.activeBank;
    if (boot.torn) {
      boot.repair(job?.stage === 'confirmed' ? job.target : active);
      context.reset('option-bytes');
      return 'idle';
    }
    if (boot.unloaded) {
      // Just started, so another reset costs nothing; from then on warm resets and power cuts start the same bank.
      context.reset('option-bytes');
      return 'idle';
    }
    return this.resume(active);
  }

  private resume(active: 1 | 2): AfterStart {
    const { context } = this;
    const { job } = context;
    switch (job?.stage) {
      case 'checked':
      case 'waiting':
        return this.resumeWaiting();
      case 'swapping':
        return job.mode === 'reset' && active !== job.target ? this.handOver() : this.afterTrial(active);
      case 'swapped':
        return this.afterTrial(active);
      case 'reverting':
        context.finish('reverted', job.fault && { code: job.fault, detail: 'the old image runs again' });
        return 'idle';
      case 'confirmed':
        settle(context);
        return 'idle';
      default:
        return 'idle';
    }
  }

  private resumeWaiting(): AfterStart {
    const { context } = this;
    if (context.banks.holdsRecord(context.job!.target)) return 'take-over';
    context.finish('failed', { code: 'image_digest_mismatch', detail: 'the checked image is no longer whole' });
    return 'idle';
  }

  /** Mode `reset`: the new image is started once, without BFB2, so that any further reset brings the old one back. */
  private handOver(): AfterStart {
    const { context } = this;
    if (!context.banks.holdsRecord(context.job!.target)) {
      context.finish('reverted', { code: 'image_digest_mismatch', detail: 'the checked image is no longer whole' });
      return 'idle';
    }
    context.enter('swapped');
    context.swapper.handOver();
    return 'trial';
  }

  private afterTrial(active: 1 | 2): AfterStart {
    const { context } = this;
    if (active === context.job!.target) return 'trial';
    const cause = context.mcu.lastBoot?.cause ?? 'power-on';
    context.finish('reverted', {
      code: 'reset_before_confirm',
      detail: `the device was reset (${cause}) before the new image was confirmed`,
    });
    return 'idle';
  }
}
