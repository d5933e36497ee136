import { imageDigest, planFrom, type SwapPlan } from '@twinbank/image';
import { type PartName } from '@twinbank/parts';

import type { ImageFindings } from '../../inspect-image.js';
import { planUponStack } from '../../places/plan-places.js';
import type { VariableChange } from '../compare-variables.js';
import { differenceOf, type DifferenceFinding } from '../difference-findings.js';
import { flawInEffect } from './plan-effect.js';

/** An image, and what was found in it. */
interface Inspected {
  readonly code: Uint8Array;
  readonly image: ImageFindings;
}

/** The plan of the new image for exactly the running one; undefined if it has none, or cannot be used at all. */
export function planBetween({ code }: Inspected, { image: { faults, plans } }: Inspected): SwapPlan | undefined {
  return faults.length > 0 || !plans ? undefined : planFrom(plans, imageDigest(code));
}

/** Whether a plan counts, and whether it does what the new program needs, as far as variables are known. */
export function planFindings(
  old: Inspected,
  next: Inspected,
  { plan, variables, part }: { plan: SwapPlan | undefined; variables: readonly VariableChange[]; part: PartName },
): DifferenceFinding[] {
  if (!plan) return next.image.plans ? [differenceOf('plan_for_others')] : [];
  const stackPointer = old.image.vectorTable?.stackPointer;
  const upon =
    stackPointer === undefined
      ? undefined
      : planUponStack(plan, { part, stackPointer, whose: ' of the running image' });
  const given = (next.image.table?.payloads ?? [])
    .filter(({ type }) => type === 'ram-init')
    .map(({ address, length }) => ({ address, bytes: length }));
  const flaw = flawInEffect(plan.steps, variables, given);
  return [
    differenceOf('plan_counts', `the release has a plan of ${plan.steps.length} steps for exactly the running image`),
    ...(upon ? [differenceOf('plan_upon_stack', upon.detail)] : []),
    ...(flaw === undefined ? [] : [differenceOf('plan_differs', `by the plan, ${flaw}`)]),
  ];
}
