import { faultOf, type FaultCode } from '../faults.js';

/**
 * What keeps a device out of an order to dispose of many, unless the order says that it is meant all the same. A site of hundreds of devices is
 * selected by a condition, not device by device, and the order is final: what does not look like a device that stands there ready to be told is
 * more likely a mistake of the selection.
 *
 * - `never-seen`: it never connected. Its id may be a wrong one, or the device may still lie in a box.
 * - `in-campaign`: it has an open job, which would end.
 * - `cannot-be-told`: it has reported, and its agent does not name the skill `disposal`. Its keys must be destroyed by hand.
 */
export const DISPOSAL_OBSTACLES = ['never-seen', 'in-campaign', 'cannot-be-told'] as const;
export type DisposalObstacle = (typeof DISPOSAL_OBSTACLES)[number];

/** What is known of a device that is to be disposed of. */
export interface DisposalCandidate {
  readonly id: string;
  /** Whether it has ever connected. */
  readonly seen: boolean;
  /** Whether its agent names the skill `disposal`. */
  readonly tellable: boolean;
  /** The campaign that has an open job for it. */
  readonly campaign?: number | undefined;
}

const REFUSALS: Readonly<Record<DisposalObstacle, FaultCode>> = {
  'never-seen': 'device_never_seen',
  'in-campaign': 'device_in_campaign',
  'cannot-be-told': 'disposal_unsupported',
};

/** What there is of {@link DISPOSAL_OBSTACLES} about a device, in that order. */
export const obstaclesOf = ({ seen, tellable, campaign }: Omit<DisposalCandidate, 'id'>): readonly DisposalObstacle[] =>
  DISPOSAL_OBSTACLES.filter((obstacle) => {
    if (obstacle === 'never-seen') return !seen;
    return obstacle === 'in-campaign' ? campaign !== undefined : seen && !tellable;
  });

const detailOf = ({ id, campaign }: DisposalCandidate, obstacle: DisposalObstacle): string => {
  if (obstacle === 'never-seen') return `${id} has never connected`;
  if (obstacle === 'in-campaign') return `${id} has an open job of campaign ${campaign}, which would end`;
  return `the agent of ${id} does not name the skill disposal: its keys must be destroyed by hand`;
};

/**
 * Refuses a device that an order about many is not meant for.
 *
 * @param also obstacles in spite of which the order holds
 * @throws Fault `device_never_seen`, `device_in_campaign`, `disposal_unsupported`
 *
 * @example
 * ```ts
 * import { obstaclesOf, requireMeant } from '@twinbank/protocol';
 *
 * const device = { id: 'm-0001', seen: true, tellable: true, campaign: 17 };
 * requireMeant(device, ['in-campaign']);
 * console.log(obstaclesOf(device).join(', ')); // in-campaign
 * ```
 */
export function requireMeant(device: DisposalCandidate, also: readonly DisposalObstacle[]): void {
  const obstacle = obstaclesOf(device).find((one) => !also.includes(one));
  if (obstacle !== undefined) throw faultOf(REFUSALS[obstacle], detailOf(device, obstacle));
}
