import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toHex } from '@twinbank/primitives';
import { FieldReader } from '@twinbank/protocol';

import { anyPlans } from '../testing/any-plans.js';
import { decodePlans, encodePlans, PLANS_BYTES_MAX, plansJson, readPlansField } from './plan-codec.js';
import { PLAN_LIMITS, type SwapPlan, type SwapStep } from './swap-plan.js';

const origin = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const STEPS: SwapStep[] = [
  { do: 'move', from: 0x20000000, to: 0x20000004, length: 8 },
  { do: 'initialise', to: 0x20000010, length: 6, bytes: Uint8Array.of(1, 2, 3, 0, 5) },
  { do: 'initialise', to: 0x20000020, length: 4, bytes: new Uint8Array(0) },
];
const PLANS: SwapPlan[] = [{ from: [origin(1), origin(2)], steps: STEPS }];
const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return isFault(error) ? `${error.code}: ${error.detail}` : String(error);
  }
  return 'taken';
};
const spoilt = (at: number, byte: number): Uint8Array => {
  const bytes = encodePlans(PLANS);
  bytes[at] = byte;
  return bytes;
};
/** A first step that carries, and says that so many bytes follow. */
function carrying(count: number): Uint8Array {
  const bytes = spoilt(STEP, 3);
  bytes[STEP + 2] = count;
  return bytes;
}
/** The first step of the plans above. */
const STEP = 4 + 4 + 64;

describe('plans in an image', () => {
  it('are written byte for byte as the format says', () => {
    expect(toHex(encodePlans(PLANS))).toBe(
      [
        ...['01000100', '02000300', '01'.repeat(32), '02'.repeat(32)],
        ...['01000000', '04000020', '08000000', '00000020'],
        ...['02000500', '10000020', '06000000', '00000000', '0102030005000000'],
        ...['02000000', '20000020', '04000000', '00000000'],
      ].join(''),
    );
  });

  it('say what is carried as what is moved, by a number of its own', () => {
    const steps: SwapStep[] = [{ do: 'carry', from: 0x20000010, to: 0x20000004, length: 6 }];
    expect(toHex(encodePlans([{ from: [origin(1)], steps }]))).toBe(
      ['01000100', '01000100', '01'.repeat(32), '03000000', '04000020', '06000000', '10000020'].join(''),
    );
  });

  it('are read as they were written, from the image and from the manifest', () => {
    fc.assert(
      fc.property(anyPlans, (plans) => {
        const bytes = encodePlans(plans);
        expect(decodePlans(bytes)).toEqual(plans);
        expect(encodePlans(decodePlans(bytes))).toEqual(bytes);
        const json = JSON.parse(JSON.stringify({ plans: plansJson(plans) })) as Record<string, unknown>;
        expect(readPlansField(new FieldReader(json).objects('plans', 8))).toEqual(plans);
      }),
    );
  });

  it('are refused or read, and then written again as they were, whatever the bytes are', () => {
    const near = fc
      .tuple(anyPlans, fc.nat(), fc.nat(255))
      .map(([plans, at, byte]) =>
        encodePlans(plans).map((old, index, all) => (index === at % all.length ? byte : old)),
      );
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), near), (bytes) => {
        const read = refusal(() => decodePlans(bytes));
        if (read !== 'taken') return expect(read).toMatch(/^plan_invalid: /);
        taken += 1;
        expect(encodePlans(decodePlans(bytes))).toEqual(bytes);
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it.each([
    ['another format', spoilt(0, 2), 'have format 2'],
    ['more plans than are taken', spoilt(2, 9), 'there 9 times'],
    ['more images than are taken', spoilt(4, 17), 'there 17 times'],
    ['more steps than are taken', spoilt(6, 129), 'there 129 times'],
    ['an unknown step', spoilt(STEP, 4), 'unknown kind'],
    ['a reserved byte', spoilt(STEP + 1, 1), 'unknown kind or form'],
    ['bytes for a move', spoilt(STEP + 2, 4), 'has bytes of its own'],
    ['bytes for what is carried', carrying(4), 'carries to 536870916 has bytes of its own'],
    ['a place from which nothing is moved', spoilt(STEP + 16 + 12, 1), 'says where from'],
    ['something behind the bytes', spoilt(STEP + 32 + 5, 1), 'unknown kind or form'],
    ['a step less', encodePlans(PLANS).subarray(0, -1), 'end too early'],
    ['a byte more', Uint8Array.of(...encodePlans(PLANS), 0), '1 bytes follow'],
    ['no bytes', new Uint8Array(0), 'end too early'],
    ['too many bytes', new Uint8Array(PLANS_BYTES_MAX + 1), 'more than'],
  ])('are refused with %s', (_, bytes, why) => {
    expect(refusal(() => decodePlans(bytes))).toMatch(/^plan_invalid: /);
    expect(refusal(() => decodePlans(bytes))).toContain(why);
  });

  it('are as long as the limits allow, and no longer', () => {
    const step = (nth: number): SwapStep => ({
      ...{ do: 'initialise', to: 0x20000000 + nth * 64, length: 64 },
      bytes: new Uint8Array(PLAN_LIMITS.dataBytes / PLAN_LIMITS.steps).fill(1),
    });
    const steps = Array.from({ length: PLAN_LIMITS.steps }, (_, nth) => step(nth));
    const from = Array.from({ length: PLAN_LIMITS.origins }, (_, nth) => origin(nth));
    const bytes = encodePlans([{ from, steps }]);
    expect(bytes.length).toBeLessThanOrEqual(PLANS_BYTES_MAX);
    expect(decodePlans(bytes)).toEqual([{ from, steps }]);
    expect(refusal(() => encodePlans([{ from: [...from, origin(99)], steps }]))).toMatch('more than 16 images');
    expect(refusal(() => encodePlans([{ from, steps: [...steps, step(128)] }]))).toMatch('at most');
  });

  it('of a manifest are refused with the name of the field', () => {
    const read = (plan: unknown): string =>
      refusal(() => readPlansField(new FieldReader({ plans: [plan] }).objects('plans', 8)));
    const from = ['01'.repeat(32)];
    expect(read({ from, steps: [], more: 1 })).toBe('message_malformed: unknown field plans[0].more');
    expect(read({ from: ['01'], steps: [] })).toMatch(/plans\[0\]\.from must be/);
    expect(read({ from, steps: [{ do: 'jump', to: 1, length: 1 }] })).toMatch(/steps\[0\]\.do must be one of/);
    expect(read({ from, steps: [{ do: 'move', from: 1, to: 2, length: 1, bytes: '' }] })).toMatch('unknown field');
    expect(read({ from, steps: [{ do: 'initialise', to: 2, length: 1, bytes: '0' }] })).toMatch('bytes must be');
    expect(read({ from, steps: [{ do: 'initialise', to: 2, length: 1, bytes: '00' }] })).toMatch('plan_invalid');
  });
});
