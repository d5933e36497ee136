import type { DeviceFacts, UpdateOrder } from '../exclusion.js';
import { isFinalJobState, type Job } from '../job/job.js';

/** What of a job decides whether its way is looked for. */
type OnWay = Pick<Job, 'state' | 'hold' | 'hopsDone'>;

/**
 * Whether a job of a campaign over releases in between may still have updates before it that can be told: not after its end, and not while
 * another campaign has its device, which that one may bring elsewhere.
 */
export const hasWay = ({ state, hold }: OnWay): boolean => !isFinalJobState(state) && hold !== 'campaign';

/**
 * The versions to which a job still brings its device, the campaign's last, by what the device is now. No plan is kept (ADR 0187), so this is
 * looked for each time. Empty where it needs, or needed, no release in between.
 */
export function wayLeft(
  { hopsDone }: Pick<Job, 'hopsDone'>,
  device: DeviceFacts,
  { ways, release }: Pick<UpdateOrder, 'ways' | 'release'>,
): readonly string[] {
  const left = ways?.({ ...device, openCampaign: undefined })?.map(({ version }) => version);
  return left ?? (hopsDone === undefined ? [] : [release.version]);
}

/** How many updates a job makes of its device in all: those that it confirmed, and those still to come; undefined where none is to come. */
export const hopsInAll = ({ hopsDone = 0 }: Pick<Job, 'hopsDone'>, left: readonly string[]): number | undefined =>
  left.length === 0 ? undefined : hopsDone + left.length;
