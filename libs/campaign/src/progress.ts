import type { Actor } from '@twinbank/access';

import type { ControlLooks } from './control/comparison.js';

/** A rule that was found broken in a slice and has acted there, or whose test was passed there for good. */
export interface ActedRule {
  readonly rule: string;
  readonly slice?: string;
}

/** That a campaign is rolled back: why, and on whose word. */
export interface RollBack {
  readonly why: string;
  readonly by: Actor;
  readonly done: boolean;
}

/** What a campaign remembers of its own decisions, beside state and wave. */
export interface Progress {
  /** Rules whose test was passed: they are not judged any more there. */
  readonly passed?: readonly ActedRule[];
  /** Rules that have acted without pausing or stopping the campaign: they act once in each slice. */
  readonly acted?: readonly ActedRule[];
  /** Names of rules that compare with the control group and could not be judged: each pauses the campaign once for it. */
  readonly unjudged?: readonly string[];
  /** The wave whose gate was reached and recorded, and the last one whose gate an operator opened. */
  readonly gateReached?: number;
  readonly gateOpened?: number;
  /** Its devices are to go back to what they ran before; `done` once the campaigns for that were made. */
  readonly rollBack?: RollBack;
  /** How often its devices were compared with the control group. */
  readonly control?: ControlLooks;
  /** How far the end of a campaign that is stopping reaches; without it, to devices at work. */
  readonly ending?: EndBehaviour;
}

/**
 * What happens to jobs that have not ended when a campaign ends:
 *
 * - `stop_offering`: those without a ticket are cancelled; devices that have one go on
 * - `cancel`: so are those whose device has not accepted its ticket; devices at work go on
 * - `cancel_running`: devices at work are asked to stop, too
 */
export const END_BEHAVIOURS = ['stop_offering', 'cancel', 'cancel_running'] as const;
export type EndBehaviour = (typeof END_BEHAVIOURS)[number];
