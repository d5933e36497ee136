/** One step of a plan. Addresses are in RAM, lengths in bytes. */
export type SwapStep =
  /** Copies a value to its new place, as `memmove` does: both places may overlap. */
  | { readonly do: 'move'; readonly from: number; readonly to: number; readonly length: number }
  /**
   * Copies a value that was read before the first step: values that change places with one another overwrite the old place of each before
   * the other one is read. The agent holds it in memory of its own until its turn.
   */
  | { readonly do: 'carry'; readonly from: number; readonly to: number; readonly length: number }
  /** Sets a new variable: `bytes`, and behind them zeros up to `length`. The last of the bytes is no zero. */
  | { readonly do: 'initialise'; readonly to: number; readonly length: number; readonly bytes: Uint8Array };

/**
 * What a device does in RAM when it swaps live from one of the named images to the image that carries the plan [AN4767 §6.2]: the steps in
 * their order, once, while interrupts are off. It says nothing of any other image.
 */
export interface SwapPlan {
  /** SHA-256 of the images (code sections) that were compared; 32 bytes each. */
  readonly from: readonly Uint8Array[];
  readonly steps: readonly SwapStep[];
}

/**
 * Most of everything in all plans of a release together: what a device may have to hold, and what stands in every ticket. Interrupts are
 * off for as long as the steps take, so more would fit into no slot anyway. Of what is carried, one plan counts by itself: an agent carries
 * out one, and needs memory for its values at the same time.
 */
export const PLAN_LIMITS = { plans: 8, origins: 16, steps: 128, dataBytes: 4096, carriedBytes: 512 } as const;

const ORIGIN_BYTES = 32;
const SPACE = 2 ** 32;

/**
 * What is wrong with the plans of a release; undefined for nothing. After this, what is carried may be read and then the steps of a plan be
 * done one after the other: no step overwrites what a later one moves, and none what an earlier one wrote. Whether the places are free RAM is not known here.
 */
export function flawInPlans(plans: readonly SwapPlan[]): string | undefined {
  const steps = plans.flatMap((plan) => plan.steps);
  const data = steps.reduce((bytes, step) => bytes + (step.do === 'initialise' ? step.bytes.length : 0), 0);
  if (plans.length === 0) return 'there is no plan';
  if (plans.length > PLAN_LIMITS.plans || steps.length > PLAN_LIMITS.steps || data > PLAN_LIMITS.dataBytes)
    return `a release has at most ${PLAN_LIMITS.plans} plans with ${PLAN_LIMITS.steps} steps and ${PLAN_LIMITS.dataBytes} bytes of values in all`;
  const wrong = flawInOrigins(plans) ?? firstOf(steps, flawInStep) ?? firstOf(plans, flawInCarrying);
  return wrong ?? firstOf(plans, (plan) => flawInOrder(plan.steps));
}

function flawInOrigins(plans: readonly SwapPlan[]): string | undefined {
  const origins = plans.flatMap(({ from }) => from);
  if (origins.length > PLAN_LIMITS.origins) return `the plans are for more than ${PLAN_LIMITS.origins} images`;
  if (plans.some(({ from }) => from.length === 0)) return 'a plan names no image that it is for';
  if (origins.some(({ length }) => length !== ORIGIN_BYTES)) return 'an image is named by its SHA-256';
  return new Set(origins.map(String)).size === origins.length ? undefined : 'two plans are for one image';
}

function flawInStep(step: SwapStep): string | undefined {
  const { to, length } = step;
  if (length < 1) return `a step at ${hex(to)} has no bytes`;
  if (to + length > SPACE) return `a step at ${hex(to)} ends beyond the last address`;
  if (step.do !== 'initialise') {
    if (step.from + length > SPACE) return `a step from ${hex(step.from)} ends beyond the last address`;
    return step.from === to ? `a step moves what is at ${hex(to)} nowhere` : undefined;
  }
  if (step.bytes.length > length) return `a step at ${hex(to)} has more bytes than it initialises`;
  return step.bytes.at(-1) === 0 ? `the bytes for ${hex(to)} end with a zero, which goes without saying` : undefined;
}

function flawInCarrying({ steps }: SwapPlan): string | undefined {
  const carried = carriedBytes(steps);
  return carried > PLAN_LIMITS.carriedBytes
    ? `a plan carries ${carried} bytes through memory of the agent, which has room for ${PLAN_LIMITS.carriedBytes}`
    : undefined;
}

/** How much memory of its own an agent needs to carry out steps. */
export const carriedBytes = (steps: readonly SwapStep[]): number =>
  steps.reduce((bytes, step) => bytes + (step.do === 'carry' ? step.length : 0), 0);

/**
 * Why steps may not be done in their order: one would overwrite what a later one moves, or what an earlier one wrote. What is carried was
 * read before all of them.
 *
 * @param steps with addresses of which none stands for the same RAM as another one
 */
export function flawInOrder(steps: readonly SwapStep[]): string | undefined {
  for (const [index, { to, length }] of steps.entries()) {
    for (const later of steps.slice(index + 1)) {
      if (overlaps(to, length, later.to, later.length)) return `two steps write to ${hex(Math.max(to, later.to))}`;
      if (later.do === 'move' && overlaps(to, length, later.from, later.length))
        return `what is at ${hex(later.from)} is overwritten before it is moved`;
    }
  }
  return undefined;
}

/** The plan for an image that runs; undefined if there is none for exactly this one. @param digest SHA-256 of the image */
export function planFrom(plans: readonly SwapPlan[] | undefined, digest: Uint8Array): SwapPlan | undefined {
  return plans?.find(({ from }) => from.some((origin) => origin.every((byte, index) => byte === digest[index])));
}

/** A step in a line, for people who are to sign it. */
export function describeStep(step: SwapStep): string {
  const { to, length } = step;
  if (step.do === 'move') return `move ${length} bytes from ${hex(step.from)} to ${hex(to)}`;
  if (step.do === 'carry')
    return `carry ${length} bytes from ${hex(step.from)} to ${hex(to)}, read before the first step`;
  return `initialise ${length} bytes at ${hex(to)}${step.bytes.length === 0 ? ' with zeros' : ''}`;
}

const overlaps = (one: number, bytes: number, other: number, others: number): boolean =>
  one < other + others && other < one + bytes;

function firstOf<T>(all: readonly T[], flawIn: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const flaw = flawIn(one);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;
