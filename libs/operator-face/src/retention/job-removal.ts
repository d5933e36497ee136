import type { JobRetention } from '@twinbank/database';

/** Jobs that one transaction looks at: with the most attempts that rules allow, it removes a few thousand small rows. */
const JOBS = 200;
/** Most campaigns that one sweep closes, and most that it walks through; the next sweep goes on. */
const CAMPAIGNS_MAX = 1000;
/** Most steps in one campaign; one of a million devices has 5000. */
const STEPS_MAX = 100_000;
/** Jobs that stayed, because each is the last one of its device, are looked at again after this time. */
const AGAIN_MS = 24 * 3600 * 1000;

/** How long jobs are kept, and what happens between two batches. */
export interface JobRemoval {
  readonly nowMs: number;
  /** Time after the end of a campaign; undefined where only some projects say one. */
  readonly keepMs: number | undefined;
  /** Lets others have their turn; says whether to go on. */
  readonly pause: () => Promise<boolean>;
}

/**
 * Closes the campaigns that ended long enough ago, and removes their jobs, batch by batch; returns how many. A server that
 * stops in between leaves nothing half done: another one goes on.
 */
export async function removeJobs(retention: JobRetention, removal: JobRemoval): Promise<number> {
  const { nowMs, keepMs, pause } = removal;
  for (let closed = 0; closed < CAMPAIGNS_MAX; closed++) {
    if ((await retention.close(keepMs === undefined ? undefined : nowMs - keepMs, nowMs)) === undefined) break;
    if (!(await pause())) return 0;
  }
  let removed = 0;
  for (const campaignId of await retention.due(nowMs, CAMPAIGNS_MAX)) {
    const { jobs, goOn } = await walk(retention, campaignId, removal);
    removed += jobs;
    if (!goOn) break;
  }
  return removed;
}

/** Looks at each job of a closed campaign once. */
async function walk(
  retention: JobRetention,
  campaignId: number,
  { nowMs, pause }: JobRemoval,
): Promise<{ readonly jobs: number; readonly goOn: boolean }> {
  let [jobs, left] = [0, 0];
  let after: string | undefined = '';
  for (let steps = 0; steps < STEPS_MAX && after !== undefined; steps++) {
    const step = await retention.remove({ campaignId, after, limit: JOBS });
    if (step === undefined) return { jobs, goOn: await pause() };
    jobs += step.removed;
    left += step.left;
    after = step.next;
    if (after === undefined) await retention.walked(campaignId, left > 0 ? nowMs + AGAIN_MS : undefined);
    if (!(await pause())) return { jobs, goOn: false };
  }
  return { jobs, goOn: true };
}
