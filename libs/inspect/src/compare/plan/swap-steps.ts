import { carriedBytes, PLAN_LIMITS, type SwapStep } from '@twinbank/image';
import { faultOf } from '@twinbank/protocol';

import type { ReleaseComparison } from '../compare-releases.js';
import type { VariableChange } from '../compare-variables.js';
import { PLANNED, type DifferenceFinding } from '../difference-findings.js';
import { overlap, TakenRanges, type Taken } from '../ranges.js';
import { runOncePlan, type PlanStep, type RunOncePlan } from '../run-once-plan.js';

/** Most bytes between two variables that are moved along with them. */
const GAP_MAX = 16;

/**
 * The steps of a plan that a release can carry for the image that it was compared with [AN4767 §6.2]: what run-once code would have to
 * do, if nothing of it needs code.
 *
 * @param given RAM that start values of the release set anyway: a variable within is not initialised a second time
 * @throws Fault `plan_impossible`, with the reason: none is needed; something else than moving and initialising is needed; a reset is; too little is
 *   known; or it is more than a release may carry
 */
export function swapStepsOf(comparison: ReleaseComparison, given: readonly Taken[] = []): SwapStep[] {
  const refuse = (why: string): Error => faultOf('plan_impossible', why);
  if (comparison.knows !== 'types')
    throw refuse('the types of the variables of both programs must be known: name ELF files with debug information');
  if (comparison.verdict === 'live')
    throw refuse('none is needed: the one can replace the other while it runs as it is');
  const reason = comparison.findings.find((finding) => !isPlanned(finding));
  if (reason) throw refuse(`${reason.code}: ${reason.detail}`);
  const { steps } = planOf(comparison.variables);
  const swapSteps = steps.flatMap((step) => swapStepOf(step, given, steps));
  const carried = carriedBytes(swapSteps);
  if (carried > PLAN_LIMITS.carriedBytes)
    throw refuse(
      `values change places with one another, and ${carried} bytes of them would have to be carried; an agent has room for ${PLAN_LIMITS.carriedBytes}`,
    );
  const data = swapSteps.reduce((bytes, step) => bytes + (step.do === 'initialise' ? step.bytes.length : 0), 0);
  if (swapSteps.length > PLAN_LIMITS.steps || data > PLAN_LIMITS.dataBytes)
    throw refuse(
      `it takes ${swapSteps.length} steps and ${data} bytes of values; a release has at most ${PLAN_LIMITS.steps} and ${PLAN_LIMITS.dataBytes}`,
    );
  return swapSteps;
}

/** What a plan does, what it stands in for, and what changes nothing. */
const isPlanned = ({ code, weight }: DifferenceFinding): boolean =>
  PLANNED.includes(code) || code === 'run_once_missing' || weight === 'warning' || weight === 'note';

/** Neighbours that move by the same way are moved at once, unless more would have to be carried then. */
function planOf(variables: readonly VariableChange[]): RunOncePlan {
  const joined = runOncePlan(joinedMoves(variables));
  const single = joined.savedBytes === 0 ? joined : runOncePlan(variables);
  return joined.savedBytes <= single.savedBytes ? joined : single;
}

function joinedMoves(variables: readonly VariableChange[]): VariableChange[] {
  const others = variables.filter(({ kind }) => kind !== 'moved');
  const after = new TakenRanges(variables.flatMap(({ to }) => to ?? []));
  const moves = variables.filter(({ kind }) => kind === 'moved').sort((a, b) => a.to!.address - b.to!.address);
  const joined: VariableChange[] = [];
  for (const move of moves) {
    const last = joined.at(-1);
    const gap = last && gapBetween(last, move);
    const isFree = gap && gap.bytes >= 0 && gap.bytes <= GAP_MAX && after.within(gap, 1).length === 0;
    if (isFree) joined[joined.length - 1] = longer(last, gap.bytes + move.to!.bytes);
    else joined.push(move);
  }
  return [...joined, ...others];
}

/** What lies between the new places of two moves that go the same way; undefined for two that do not. */
function gapBetween(last: VariableChange, next: VariableChange): Taken | undefined {
  const way = ({ from, to }: VariableChange): number => to!.address - from!.address;
  if (way(last) !== way(next)) return undefined;
  const address = last.to!.address + last.to!.bytes;
  return { address, bytes: next.to!.address - address };
}

function longer(move: VariableChange, more: number): VariableChange {
  const { from, to } = move;
  return { ...move, from: { ...from!, bytes: from!.bytes + more }, to: { ...to!, bytes: to!.bytes + more } };
}

function swapStepOf(step: PlanStep, given: readonly Taken[], all: readonly PlanStep[]): SwapStep[] {
  if (step.do === 'move') return [{ do: 'move', from: step.from, to: step.to, length: step.bytes }];
  if (step.do === 'restore') return [{ do: 'carry', from: savedFrom(step.save, all), to: step.to, length: step.bytes }];
  if (step.do !== 'initialise') return [];
  const place = { address: step.to, bytes: step.bytes };
  if (given.some((one) => overlap(one, place) && covers(one, place))) return [];
  const value = step.value === 'zero' ? new Uint8Array(0) : step.value;
  const end = value.findLastIndex((byte) => byte !== 0) + 1;
  return [{ do: 'initialise', to: step.to, length: step.bytes, bytes: value.slice(0, end) }];
}

/** Where a value lay that is copied aside. Nothing has written there before: of what is saved, only the old value is ever wanted. */
function savedFrom(save: number, steps: readonly PlanStep[]): number {
  const saved = steps.find((step) => step.do === 'save' && step.save === save);
  return saved?.do === 'save' ? saved.from : 0;
}

const covers = (one: Taken, other: Taken): boolean =>
  one.address <= other.address && one.address + one.bytes >= other.address + other.bytes;
