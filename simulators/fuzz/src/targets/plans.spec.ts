import { describe, expect, it } from '@jest/globals';
import { decodePlans, type SwapPlan, type SwapStep } from '@twinbank/image';
import { isFault, seededRng } from '@twinbank/primitives';

import { fuzz } from '../run/fuzz-run.js';
import { planTarget, type PlanDecoder } from './plans.js';

/** A decoder that lets through what the real one refuses for this reason: it takes what stands there. */
const lenient =
  (reason: RegExp): PlanDecoder =>
  (bytes) => {
    try {
      return decodePlans(bytes);
    } catch (error) {
      if (!isFault(error) || !reason.test(error.detail ?? '')) throw error;
      return asWritten(bytes);
    }
  };

function asWritten(bytes: Uint8Array): SwapPlan[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4;
  return Array.from({ length: view.getUint16(2, true) }, (): SwapPlan => {
    const [origins, steps] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    at += 4 + 32 * origins;
    const from = Array.from({ length: origins }, (_, nth) => bytes.slice(at - 32 * (origins - nth)).subarray(0, 32));
    return {
      from,
      steps: Array.from({ length: steps }, (): SwapStep => {
        const count = view.getUint16(at + 2, true);
        const [to, length, source] = [4, 8, 12].map((offset) => view.getUint32(at + offset, true));
        const kind = ([undefined, 'move', 'initialise', 'carry'] as const)[bytes[at]!];
        at += 16;
        const value = bytes.slice(at, at + count);
        at += Math.ceil(count / 4) * 4;
        return kind === 'move' || kind === 'carry'
          ? { do: kind, from: source!, to: to!, length: length! }
          : { do: 'initialise', to: to!, length: length!, bytes: value };
      }),
    };
  });
}

const problemOf = (decode?: PlanDecoder): string | undefined =>
  fuzz(planTarget(decode), {
    ...{ inputs: 40_000, rng: seededRng('plans'), coverage: undefined, watch: () => undefined },
  }).finding?.problem;

describe('plans', () => {
  it.each([
    ['one image twice', /^two plans are for one image/, 'no image has two plans'],
    ['a step of no bytes', /has no bytes$/, 'a step lies within the address space'],
    ['an end beyond the last address', /ends beyond the last address$/, 'RuleBroken'],
    ['more than an agent can carry', /^a plan carries/, 'an agent has room'],
    ['two steps to one place', /^two steps write/, 'no byte is written twice'],
    ['any order', /overwritten before it is moved$/, 'no byte is overwritten before it is moved'],
  ])('of a decoder that takes %s are noticed', (_, reason, rule) => {
    expect(problemOf(lenient(reason))).toContain(rule);
  });

  it('of the real one are not', () => expect(problemOf()).toBeUndefined());
});
