import { flawInOrder, type SwapPlan, type SwapStep } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { ImageDescriptor } from '../image-descriptor.js';
import { isrCopiesOf, type Placed } from '../isr-pairs.js';
import { stackOf, stretchOf, type Stretch } from './ram-stretches.js';
import { valuesOf } from './section-places.js';

/** RAM that somebody keeps for itself. */
export interface KeptRam {
  readonly address: number;
  readonly bytes: number;
}

/**
 * The first step that touches what is no RAM of the part, or RAM that somebody keeps; or steps whose order is wrong because two addresses
 * stand for the same RAM. A device can tell this by the manifest alone, before it downloads anything.
 *
 * @param kept RAM that no step may touch: of the agent, for one
 */
export function planOutsideRam(
  plans: readonly SwapPlan[],
  part: PartName,
  kept: readonly KeptRam[] = [],
): Fault | undefined {
  const taken = kept.flatMap(
    ({ address, bytes }) => stretchOf('the memory of the agent', address, address + bytes, part) ?? [],
  );
  for (const { steps } of plans) {
    const outside = steps.flatMap((step) => stretchesIn(step, part)).find(({ stretch }) => !stretch);
    if (outside) return faultOf('plan_misplaced', `${outside.what} lies outside the RAM of ${part}`);
    const disordered = flawInOrder(steps.map((step) => atFirstAddress(step, part)));
    if (disordered !== undefined) return faultOf('plan_misplaced', disordered);
  }
  return upon(plans, taken, part);
}

/**
 * The first step of an image's plans that touches what something else needs: outside the RAM of the part, the stack of the image,
 * interrupt code in RAM; or that writes where a start value belongs, which is copied afterwards.
 */
export function misplacedPlan(
  plans: readonly SwapPlan[],
  {
    part,
    stackPointer,
    descriptor,
    sections,
  }: { part: PartName; stackPointer: number; descriptor: ImageDescriptor | undefined; sections: readonly Placed[] },
): Fault | undefined {
  const copies = isrCopiesOf(descriptor, sections).flatMap(
    ({ start, end }) => stretchOf('interrupt code in RAM', start, end, part) ?? [],
  );
  return (
    planOutsideRam(plans, part) ??
    upon(plans, [...copies, ...stackOf(stackPointer, part)], part) ??
    upon(plans, valuesOf(sections, part), part, { writes: true })
  );
}

/** The first step upon a stack: a live swap keeps that of the running image, and the steps are done while it is in use. */
export function planUponStack(
  plan: SwapPlan,
  { part, stackPointer, whose = '' }: { part: PartName; stackPointer: number; whose?: string },
): Fault | undefined {
  return upon([plan], stackOf(stackPointer, part, whose), part);
}

/** The first step that shares a byte with something. @param writes whether only what is written counts, and not what is read */
function upon(
  plans: readonly SwapPlan[],
  taken: readonly Stretch[],
  part: PartName,
  { writes = false } = {},
): Fault | undefined {
  for (const step of plans.flatMap(({ steps }) => steps)) {
    for (const { what, reads, stretch } of stretchesIn(step, part)) {
      const hit = taken.find(({ start, end }) => stretch && stretch.start < end && start < stretch.end);
      if (hit && !(writes && reads)) return faultOf('plan_misplaced', `${what} lies upon ${hit.what}`);
    }
  }
  return undefined;
}

/** What a step writes, and what it reads. A stretch is undefined if the part has no such RAM. */
function stretchesIn(
  step: SwapStep,
  part: PartName,
): readonly { readonly what: string; readonly reads: boolean; readonly stretch: Stretch | undefined }[] {
  const at = (address: number, reads: boolean) => {
    const what = `the step of the plan that ${reads ? 'reads' : 'writes'} ${step.length} bytes at ${hex(address)}`;
    return { what, reads, stretch: stretchOf(what, address, address + step.length, part) };
  };
  return step.do === 'initialise' ? [at(step.to, false)] : [at(step.to, false), at(step.from, true)];
}

/** The step by the first of two addresses of the same RAM; as it is where there is none. */
function atFirstAddress(step: SwapStep, part: PartName): SwapStep {
  const first = (address: number): number => stretchOf('', address, address + step.length, part)?.start ?? address;
  return step.do === 'initialise'
    ? { ...step, to: first(step.to) }
    : { ...step, from: first(step.from), to: first(step.to) };
}

const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;
