import type { SwapStep } from '@twinbank/image';

import type { VariableChange } from '../compare-variables.js';
import { overlap, type Taken } from '../ranges.js';

/** What a byte of RAM is after the steps: an old byte, by its address; or a value, as -1 minus it. */
type Source = number;

/** Most bytes that are looked at: far more than a part has RAM, and done in some hundredths of a second. */
const LOOKED_MAX = 4_000_000;

/**
 * What steps do otherwise than the new program needs; undefined if each of its variables has the value that it expects: one that is kept
 * its own, one that is new its initial one. What nobody needs may become anything.
 *
 * @param steps within the RAM of a part, of which none writes what another one wrote
 * @param given RAM that start values of the release set after the steps
 */
export function flawInEffect(
  steps: readonly SwapStep[],
  variables: readonly VariableChange[],
  given: readonly Taken[] = [],
): string | undefined {
  const after = new RamAfter(steps, given);
  for (const { name, kind, from, to } of variables) {
    if (!to || (kind === 'added' && to.initial === 'none')) continue;
    const { initial } = to;
    const wanted = (at: number): Source =>
      kind === 'added' ? -1 - (typeof initial === 'string' ? 0 : (initial[at] ?? 0)) : from!.address + at;
    const isRight = kind === 'unchanged' ? after.touchesOnly(to, wanted) : after.holds(to, wanted);
    if (kind === 'restructured' || !isRight) return `${name} does not get the value that it needs`;
  }
  return undefined;
}

/** RAM after steps, as far as they write to it. */
class RamAfter {
  private readonly written = new Map<number, Source>();
  private looked = 0;

  constructor(
    private readonly steps: readonly SwapStep[],
    private readonly given: readonly Taken[],
  ) {
    for (const step of steps) {
      const sources = Array.from({ length: step.length }, (_, at) => this.sourceOf(step, at));
      sources.forEach((source, at) => this.written.set(step.to + at, source));
    }
  }

  /** Whether all of a place is what it should be. */
  holds({ address, bytes }: Taken, wanted: (at: number) => Source): boolean {
    for (let at = 0; at < bytes; at += 1) {
      this.looked += 1;
      if (this.looked > LOOKED_MAX) return false;
      const isGiven = wanted(at) < 0 && this.given.some((one) => overlap(one, { address: address + at, bytes: 1 }));
      if (!isGiven && this.at(address + at) !== wanted(at)) return false;
    }
    return true;
  }

  /** Whether what of a place is written to is what it should be. */
  touchesOnly(place: Taken, wanted: (at: number) => Source): boolean {
    return this.steps.every(({ to, length }) => {
      const start = Math.max(to, place.address);
      const end = Math.min(to + length, place.address + place.bytes);
      return (
        start >= end || this.holds({ address: start, bytes: end - start }, (at) => wanted(start - place.address + at))
      );
    });
  }

  /** What a step writes to a byte: of what is carried, the byte that was there before all steps. */
  private sourceOf(step: SwapStep, at: number): Source {
    if (step.do === 'carry') return step.from + at;
    return step.do === 'move' ? this.at(step.from + at) : -1 - (step.bytes[at] ?? 0);
  }

  private at(address: number): Source {
    return this.written.get(address) ?? address;
  }
}
