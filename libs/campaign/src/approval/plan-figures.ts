import type { ExclusionCount } from '../tally.js';
import type { Definition } from './definition.js';
import type { PlanOutline } from './plan-outline.js';

/** What a plan comes to, as an approver sees it. */
export interface PlanSeen {
  readonly plan: PlanOutline;
  readonly excluded: readonly ExclusionCount[];
  /** How long its limits make it, at least; without its windows, by which it is longer or shorter at each hour of the day. */
  readonly atLeastMs: number;
}

/** The figures of a plan by their names, of which two can be compared as two definitions. */
export const figuresOf = ({ plan, excluded, atLeastMs }: PlanSeen): Definition => ({
  ...{ devices: plan.devices, waves: plan.waves },
  ...Object.fromEntries(excluded.map(({ reason, devices }) => [`leftOut.${reason}`, devices])),
  ...(plan.keysAwaited !== undefined && { keysAwaited: plan.keysAwaited }),
  ...{ imageBytes: plan.imageBytes, bytes: plan.bytes, atLeastMs },
});
