import { ACTIVE_JOB_STATES, FINAL_JOB_STATES, type Campaign, type Job } from '@twinbank/campaign';
import { compareVersions } from '@twinbank/primitives';

import { runningImage, type StoredRelease, type Tables } from '../../store/tables.js';
import { CampaignViolation, type CampaignInvariant } from '../campaign-violation.js';

/** Clocks of servers and store differ by less. */
const CLOCKS_MS = 2000;

/**
 * Checks campaigns over releases in between: hops in their order, none skipped, each counted once; a device on its way before
 * others; no two jobs for a device. It applies the rules of docs/campaigns.md and uses nothing of the engine.
 */
export class HopWatch {
  /** The attempts that brought releases in between, by job. */
  private readonly confirmed = new Map<number, Set<number>>();

  /** @param clocksAreRight whether no clock was moved so long ago that it may still be wrong */
  constructor(
    private readonly tables: Tables,
    private readonly trueMs: () => number,
    private readonly clocksAreRight: () => boolean,
  ) {}

  /** Every change of a job, also one that leaves its state. */
  job(campaign: Campaign, before: Job | undefined, after: Job): void {
    if (after.hopsDone !== before?.hopsDone) this.heldHop(campaign, before, after);
    if (before === undefined || before.state === after.state) return;
    if (after.state === 'offered') {
      this.heldAlone(campaign, after);
      this.heldNext(campaign, after);
      this.heldTurn(campaign, after);
    }
    if (after.state === 'succeeded' && this.tables.releaseIdOf(after) !== campaign.releaseId)
      fail('hops-in-order', campaign, `job ${after.id} succeeded with a release in between`);
    if (FINAL_JOB_STATES.includes(after.state)) this.confirmed.delete(after.id);
  }

  /** A hop counts once, by the attempt that brought it, when the device says that it runs it. */
  private heldHop(campaign: Campaign, before: Job | undefined, after: Job): void {
    const { id, hopsDone = 0, transfer = 0 } = after;
    const brought = this.confirmed.get(id) ?? new Set();
    this.confirmed.set(id, brought.add(transfer));
    if (hopsDone !== (before?.hopsDone ?? 0) + 1 || brought.size !== hopsDone)
      fail('hops-counted-once', campaign, `job ${id} counts ${hopsDone} hops by ${brought.size} attempts`);
    const releaseId = this.tables.releaseIdOf(after);
    if (releaseId === campaign.releaseId)
      fail('hops-counted-once', campaign, `job ${id} counts its last update as a hop`);
    if (after.previous?.digest !== this.tables.releases.get(releaseId)!.image.digest)
      fail('hops-counted-once', campaign, `job ${id} does not know what its device runs since its hop ${hopsDone}`);
  }

  private heldAlone(campaign: Campaign, { id, deviceId }: Job): void {
    const others = [...this.tables.open].filter((other) => {
      const job = this.tables.jobs.get(other)!;
      return other !== id && job.deviceId === deviceId && ACTIVE_JOB_STATES.includes(job.state);
    });
    if (others.length > 0) fail('one-job-each', campaign, `${deviceId} works on job ${others.join(', ')} and on ${id}`);
  }

  /** What the device gets replaces what it runs, is newer, and is the release itself as soon as that replaces it. */
  private heldNext(campaign: Campaign, { id, deviceId, ...job }: Job): void {
    const { status } = this.tables.devices.get(deviceId)!;
    const runs = status && runningImage(status);
    if (campaign.config.hops !== 'path' || runs === undefined) return;
    const brings = this.tables.releases.get(this.tables.releaseIdOf(job))!;
    const last = this.tables.releases.get(campaign.releaseId)!;
    const says = `job ${id} brings ${brings.image.version} to a device that runs ${runs.version}`;
    const replaces = ({ upgradesFrom = '0.0.0' }: StoredRelease): boolean =>
      compareVersions(runs.version, upgradesFrom) >= 0;
    if (!replaces(brings)) fail('hops-in-order', campaign, `${says}, and skips one in between`);
    if (brings !== last && replaces(last)) fail('hops-in-order', campaign, `${says}, and it needs none in between`);
    if (brings !== last && compareVersions(brings.image.version, runs.version) <= 0)
      fail('hops-in-order', campaign, `${says}: that is not on its way`);
  }

  /** Nobody begins in a wave while a device of the wave that stands on a release in between is due. */
  private heldTurn(campaign: Campaign, { id, wave, hopsDone = 0 }: Job): void {
    if (hopsDone > 0 || !this.clocksAreRight()) return;
    const latestMs = this.trueMs() - CLOCKS_MS;
    const isLeft = (job: Job): boolean =>
      (job.hopsDone ?? 0) > 0 &&
      job.wave === wave &&
      (job.state === 'held' || job.state === 'backoff') &&
      (job.nextAttemptAtMs ?? Infinity) <= latestMs;
    const left = this.tables.jobsOf(campaign.id).find(isLeft);
    if (left) fail('onward-first', campaign, `job ${id} begins, and the device of job ${left.id} stands half-way`);
  }
}

function fail(invariant: CampaignInvariant, { id }: Pick<Campaign, 'id'>, detail: string): never {
  throw new CampaignViolation(invariant, `campaign ${id}: ${detail}`);
}
