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
 * could take its release. A job is not ended for a device that would then be left out.
 */
export function takenOver(
  candidates: readonly (DeviceFacts & { readonly deviceId: string })[],
  unbegun: readonly UnbegunJob[],
  own: Rank,
  order: UpdateOrder,
): readonly UnbegunJob[] {
  const jobs = new Map(unbegun.map((job) => [job.deviceId, job]));
  return candidates.flatMap((candidate) => {
    const job = jobs.get(candidate.deviceId);
    if (job === undefined || job.campaignId !== candidate.openCampaign || !outranks(own, job)) return [];
    return exclusionOf({ ...candidate, openCampaign: undefined }, order) === undefined ? [job] : [];
  });
}
