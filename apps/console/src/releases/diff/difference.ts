import type { components } from '@twinbank/client';

/** Whether a release can replace another one while it runs. */
export type Difference = components['schemas']['ReleaseDiffAnswer'];
/** What is said of two releases. */
export type DiffFinding = components['schemas']['DifferenceAnswer'];
/** A variable of which something is to be said. */
export type Variable = components['schemas']['VariableChangeAnswer'];
/** A step of the plan of run-once code. */
export type PlanStep = components['schemas']['PlanStepAnswer'];

/** A release that can be compared. */
export interface Comparable {
  readonly version: string;
  readonly state: string;
}
