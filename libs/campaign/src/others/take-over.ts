import { exclusionOf, type DeviceFacts, type UpdateOrder } from '../exclusion.js';

/** What decides which of two campaigns goes before the other. */
export interface Rank {
  readonly campaignId: number;
  readonly priority: number;
  readonly startedAtMs: number;
}

/** Whether a campaign may take jobs over from another one: from one of a lower priority, and of the same from one that began earlier. */
export function outranks(one: Rank, other: Rank): boolean {
  if (one.priority !== other.priority) return one.priority > other.priority;
  if (one.startedAtMs !== other.startedAtMs) return one.startedAtMs > other.startedAtMs;
  return one.campaignId > other.campaignId;
}

/** A job of another campaign that no device has begun with. */
export interface UnbegunJob extends Rank {
  readonly jobId: number;
  readonly deviceId: string;
}

/**
 * The jobs that a campaign takes over: those that no device has begun with, of campaigns that it outranks, for devices that
 * could take its release; all jobs of such a device, also those that wait for it, or none. A job is not ended for a device that
 * would then be left out.
 */
export function takenOver(
  candidates: readonly (DeviceFacts & { readonly deviceId: string })[],
  unbegun: readonly UnbegunJob[],
  own: Rank,
  order: UpdateOrder,
): readonly UnbegunJob[] {
  const jobsOf = new Map<string, readonly UnbegunJob[]>();
  for (const job of unbegun) jobsOf.set(job.deviceId, [...(jobsOf.get(job.deviceId) ?? []), job]);
  return candidates.flatMap((candidate) => {
    const jobs = jobsOf.get(candidate.deviceId) ?? [];
    const isFree =
      jobs.some(({ campaignId }) => campaignId === candidate.openCampaign) && jobs.every((job) => outranks(own, job));
    return isFree && exclusionOf({ ...candidate, openCampaign: undefined }, order) === undefined ? jobs : [];
  });
}
