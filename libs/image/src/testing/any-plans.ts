import fc from 'fast-check';

import type { SwapPlan, SwapStep } from '../plan/swap-plan.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** A step in a stretch of its own, the nth of 64 bytes; what it moves lies far away. */
const anyStep = (nth: number): fc.Arbitrary<SwapStep> =>
  fc
    .record({
      kind: fc.constantFrom('move', 'carry', 'initialise'),
      length: fc.integer({ min: 1, max: 64 }),
      value: fc.uint8Array({ maxLength: 64 }),
    })
    .map(({ kind, length, value }): SwapStep => {
      const to = 0x20000000 + nth * 64;
      if (kind !== 'initialise') return { do: kind, from: to + 0x8000, to, length };
      const kept = value.subarray(0, length);
      const end = kept.findLastIndex((byte) => byte !== 0) + 1;
      return { do: 'initialise', to, length, bytes: kept.slice(0, end) };
    });

const anyPlan: fc.Arbitrary<SwapPlan> = fc.record({
  from: fc.uniqueArray(bytes(32), { minLength: 1, maxLength: 2, selector: String }),
  steps: fc.nat(6).chain((count) => fc.tuple(...Array.from({ length: count }, (_, nth) => anyStep(nth)))),
});

/** Plans that a release may have. */
export const anyPlans: fc.Arbitrary<readonly SwapPlan[]> = fc
  .array(anyPlan, { minLength: 1, maxLength: 3 })
  .filter((plans) => {
    const origins = plans.flatMap(({ from }) => from.map(String));
    return new Set(origins).size === origins.length;
  });
