import type { Collaborators } from './collaborators.js';
import { settle } from './swap/takeover.js';

/** What the agent does after a start. */
export type AfterStart = 'idle' | 'take-over' | 'trial';

/**
 * What the start-up code does before anything else. First it repairs torn option bytes; then it goes on with the job,
 * by the journal and by the bank that runs. A reset during the trial of a new image has brought back the old image,
 * because BFB2 still pointed to it.
 */
export class Recovery {
  constructor(
    private readonly on: Pick<
      Collaborators,
      'mcu' | 'trust' | 'job' | 'journal' | 'banks' | 'boot' | 'swapper' | 'resets' | 'serverTime'
    >,
  ) {}

  /** Repairs and goes on; this may end in another reset. */
  run(): AfterStart {
    const { boot, mcu, job, resets } = this.on;
    const active = mcu.flash.activeBank;
    if (boot.torn) {
      boot.repair(job.record?.stage === 'confirmed' ? job.record.target : active);
      resets.ask('option-bytes');
      return 'idle';
    }
    if (boot.unloaded) {
      // The device has just started, so another reset costs nothing. After it, warm resets and power cuts start the
      // same bank.
      resets.ask('option-bytes');
      return 'idle';
    }
    return this.endedByKeySet() ? 'idle' : this.resume(active);
  }

  /** The power may have failed between a key set that took a key away and the end of the job. */
  private endedByKeySet(): boolean {
    const { job, trust } = this.on;
    const forbidden = trust.forbids(job.open);
    if (forbidden) job.finish('failed', forbidden);
    return forbidden !== undefined;
  }

  private resume(active: 1 | 2): AfterStart {
    const { job } = this.on;
    const { record } = job;
    switch (record?.stage) {
      case 'checked':
      case 'waiting':
        return this.resumeWaiting();
      case 'swapping':
        return record.mode === 'reset' && active !== record.target ? this.handOver() : this.afterTrial(active);
      case 'swapped':
        return this.afterTrial(active);
      case 'reverting':
        job.finish('reverted', record.fault && { code: record.fault, detail: 'the old image runs again' });
        return 'idle';
      case 'confirmed':
        settle(this.on);
        return 'idle';
      default:
        return 'idle';
    }
  }

  private resumeWaiting(): AfterStart {
    const { banks, job } = this.on;
    const { target, downloadOnly } = job.record!;
    const whole = banks.holdsRecord(target);
    if (whole && !downloadOnly) return 'take-over';
    if (whole) job.finish('done');
    else job.finish('failed', { code: 'image_digest_mismatch', detail: 'the checked image is no longer whole' });
    return 'idle';
  }

  /** Mode `reset`: starts the new image once, without BFB2, so that any further reset brings back the old image. */
  private handOver(): AfterStart {
    const { banks, job, swapper } = this.on;
    if (!banks.holdsRecord(job.record!.target)) {
      job.finish('reverted', { code: 'image_digest_mismatch', detail: 'the checked image is no longer whole' });
      return 'idle';
    }
    if (!this.mayStartNow()) {
      job.enter('waiting');
      return 'take-over';
    }
    job.enter('swapped');
    swapper.handOver();
    return 'trial';
  }

  /**
   * The power may have been off since the agent asked for the reset, so the maintenance window may be over, or the time in which
   * the application could choose.
   */
  private mayStartNow(): boolean {
    const { job, mcu, serverTime } = this.on;
    const { byChoice, postponable } = job.record!;
    const window = serverTime.place(job.record!);
    const choiceEndsUs = byChoice ? serverTime.choiceEndsUs(postponable!) : Infinity;
    if (!window || choiceEndsUs === -Infinity) return mcu.lastBoot?.cause === 'software';
    const { nowUs } = mcu.clock;
    return nowUs >= window.opensUs && nowUs < Math.min(window.closesUs, choiceEndsUs);
  }

  private afterTrial(active: 1 | 2): AfterStart {
    const { job, mcu } = this.on;
    if (active === job.record!.target) return 'trial';
    const cause = mcu.lastBoot?.cause ?? 'power-on';
    job.finish('reverted', {
      code: 'reset_before_confirm',
      detail: `the device was reset (${cause}) before the new image was confirmed`,
    });
    return 'idle';
  }
}
