import type { FaultCode, Stage } from '@twinbank/protocol';

import { CONFIG_LIMITS, isWithin, type NumberRange } from '../config-ranges.js';

/** How long a device may take in one stage of an accepted attempt, beside the limit of all of it. A missing one is none. */
export interface StageLimits {
  /** From acceptance until it begins. */
  readonly acceptedMs?: number;
  /** Between two blocks, as far as it reports them. */
  readonly progressMs?: number;
  /** From when it has the whole image until it has swapped, or from when it may swap, if that is later. */
  readonly swapMs?: number;
  /** From the swap until the new image is confirmed. */
  readonly confirmMs?: number;
}

/** Names of the limits, in the order of the stages. */
export const STAGE_LIMITS = [
  'acceptedMs',
  'progressMs',
  'swapMs',
  'confirmMs',
] as const satisfies (keyof StageLimits)[];
export type StageLimit = (typeof STAGE_LIMITS)[number];

/** A device reports its blocks every few seconds at most; less than this would fail healthy devices. */
export const STAGE_LIMIT_RANGE: NumberRange = { min: 1000, max: CONFIG_LIMITS.durationMaxMs, whole: true };

const LIMIT_OF: Partial<Record<Stage, StageLimit>> = {
  accepted: 'acceptedMs',
  downloading: 'progressMs',
  checked: 'swapMs',
  waiting: 'swapMs',
  swapped: 'confirmMs',
};

/** How an attempt ends that took too long, and what its device did not do, in words. */
export const STAGE_ENDS: Readonly<Record<StageLimit, { readonly fault: FaultCode; readonly lacking: string }>> = {
  acceptedMs: { fault: 'stage_accepted', lacking: 'has not begun' },
  progressMs: { fault: 'stage_progress', lacking: 'no further block' },
  swapMs: { fault: 'stage_swap', lacking: 'has not swapped' },
  confirmMs: { fault: 'stage_confirm', lacking: 'not confirmed' },
};

/** The limit under which a stage falls; undefined if only the limit of the whole attempt counts. */
export const limitOf = (stage: Stage | undefined): StageLimit | undefined => LIMIT_OF[stage ?? 'accepted'];

/** What the limits must go together with. */
interface Limited {
  readonly limits?: StageLimits | undefined;
  readonly terms?: { readonly slotDeadlineMs: number; readonly confirmTimeoutMs: number };
}

/** What is wrong with the limits, one sentence each. */
export function problemsOfLimits({ limits, terms }: Limited): string[] {
  if (limits === undefined) return [];
  if (typeof limits !== 'object' || limits === null) return ['limits is an object'];
  const { min, max } = STAGE_LIMIT_RANGE;
  const longer = (limit: StageLimit, term: 'slotDeadlineMs' | 'confirmTimeoutMs'): string[] =>
    (limits[limit] ?? Infinity) > (terms?.[term] ?? 0) ? [] : [`limits.${limit} must be longer than terms.${term}`];
  return [
    ...STAGE_LIMITS.filter((name) => limits[name] !== undefined && !isWithin(limits[name], STAGE_LIMIT_RANGE)).map(
      (name) => `limits.${name} is a whole number from ${min} to ${max}`,
    ),
    ...longer('swapMs', 'slotDeadlineMs'),
    ...longer('confirmMs', 'confirmTimeoutMs'),
  ];
}
