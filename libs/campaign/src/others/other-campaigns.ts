import type { FaultCode } from '@twinbank/protocol';

import { isWithin, type NumberRange } from '../config-ranges.js';
import type { JobState } from '../job/job.js';

/**
 * What a campaign does about devices that another campaign has a job for:
 *
 * - `exclude`: it leaves them out
 * - `wait`: they have their turn when the other campaign has done with them
 * - `supersede`: it takes over the jobs that no device has begun with, and leaves out the other devices
 * - `refuse`: it does not begin while there is one
 */
export const OTHERS_POLICIES = ['exclude', 'wait', 'supersede', 'refuse'] as const;
export type OthersPolicy = (typeof OTHERS_POLICIES)[number];

/** How a campaign shares its devices with others; without it, which only campaigns of older servers are, `exclude` and priority 0. */
export interface OtherCampaigns {
  readonly policy: OthersPolicy;
  /** A campaign takes over no job of one with a higher priority; of those that wait for a device, the one of the highest gets it. */
  readonly priority?: number;
}

/** The part of a configuration that says it. */
interface Sharing {
  readonly otherCampaigns?: OtherCampaigns | undefined;
}

/** What a new campaign does if nobody says otherwise: no device is left out for ever because it was busy on the day of the start. */
export const DEFAULT_OTHERS: OtherCampaigns = { policy: 'wait' };
/** What campaigns do that were stored without a word about it. */
export const OTHERS_UNSAID: OtherCampaigns = { policy: 'exclude' };

/** Enough for every order of importance that people can keep in mind. */
export const PRIORITY_RANGE: NumberRange = { min: -100, max: 100, whole: true };

/** The fault of a job that another campaign took over. */
export const SUPERSEDED: FaultCode = 'superseded';

/** States of jobs that no device has begun with, if no attempt of theirs has failed either: a ticket may be out, and was not accepted. */
export const UNBEGUN_JOB_STATES: readonly JobState[] = ['waiting', 'held', 'offered'];

/** Whether devices that other campaigns have get jobs that wait for them. */
export const waitsForOthers = ({ otherCampaigns }: Sharing): boolean => otherCampaigns?.policy === 'wait';

/** The priority at which a campaign takes over jobs of others; undefined if it takes none. */
export const takesOverAt = ({ otherCampaigns }: Sharing): number | undefined =>
  otherCampaigns?.policy === 'supersede' ? priorityOf({ otherCampaigns }) : undefined;

/** The priority of a campaign among others. */
export const priorityOf = ({ otherCampaigns }: Sharing): number => otherCampaigns?.priority ?? 0;

/** What is wrong with it, one sentence each. */
export function problemsOfOthers(others: OtherCampaigns | undefined): string[] {
  if (others === undefined) return [];
  if (typeof others !== 'object' || others === null) return ['otherCampaigns is an object'];
  const { policy, priority } = others as Partial<OtherCampaigns>;
  return [
    ...(policy !== undefined && OTHERS_POLICIES.includes(policy)
      ? []
      : [`otherCampaigns.policy is one of ${OTHERS_POLICIES.join(', ')}`]),
    ...(priority === undefined || isWithin(priority, PRIORITY_RANGE)
      ? []
      : [`otherCampaigns.priority is a whole number from ${PRIORITY_RANGE.min} to ${PRIORITY_RANGE.max}`]),
  ];
}
