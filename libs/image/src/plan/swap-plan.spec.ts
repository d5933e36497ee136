import { describe, expect, it } from '@jest/globals';

import {
  carriedBytes,
  describeStep,
  flawInOrder,
  flawInPlans,
  planFrom,
  type SwapPlan,
  type SwapStep,
} from './swap-plan.js';

const A = new Uint8Array(32).fill(1);
const B = new Uint8Array(32).fill(2);
const move = (from: number, to: number, length = 4): SwapStep => ({ do: 'move', from, to, length });
const init = (to: number, length = 4, ...bytes: number[]): SwapStep => ({
  ...{ do: 'initialise', to, length },
  bytes: Uint8Array.from(bytes),
});
const carry = (from: number, to: number, length = 4): SwapStep => ({ do: 'carry', from, to, length });
const plan = (...steps: SwapStep[]): SwapPlan => ({ from: [A], steps });

describe('a plan', () => {
  it('is for exactly the images that it names', () => {
    const plans = [plan(move(0, 8)), { from: [B, new Uint8Array(32).fill(3)], steps: [] }];
    expect(planFrom(plans, A)).toBe(plans[0]);
    expect(planFrom(plans, new Uint8Array(32).fill(3))).toBe(plans[1]);
    expect(planFrom(plans, new Uint8Array(32).fill(4))).toBeUndefined();
    expect(planFrom(undefined, A)).toBeUndefined();
  });

  it('may move values within themselves, take up what was moved away, and do nothing', () => {
    expect(flawInPlans([plan(move(0, 2), init(8, 2, 0, 1))])).toBeUndefined();
    expect(flawInPlans([plan(move(8, 16), move(0, 8), init(0))])).toBeUndefined();
    expect(flawInPlans([plan()])).toBeUndefined();
  });

  it('may carry values that change places, as many bytes in each plan as an agent has room for', () => {
    expect(flawInPlans([plan(carry(0, 8), carry(8, 0))])).toBeUndefined();
    expect(flawInPlans([plan(move(0, 8), carry(8, 0))])).toBeUndefined();
    const whole = [carry(0x100, 0x400, 256), carry(0x400, 0x100, 256)];
    expect(flawInPlans([plan(...whole), { from: [B], steps: whole }])).toBeUndefined();
    expect(carriedBytes([...whole, move(0, 8)])).toBe(512);
  });

  it.each<[string, SwapPlan[], string]>([
    ['is there at all', [], 'no plan'],
    ['names an image', [{ from: [], steps: [] }], 'names no image'],
    ['names images by their digests', [{ from: [A.subarray(1)], steps: [] }], 'by its SHA-256'],
    ['is the only one for an image', [plan(), { from: [B, A], steps: [] }], 'two plans are for one image'],
    ['has bytes in each step', [plan(move(0, 8, 0))], 'has no bytes'],
    ['writes to addresses', [plan(init(0xfffffffe, 3))], 'beyond the last address'],
    ['reads from addresses', [plan(move(0xfffffffe, 0, 3))], 'beyond the last address'],
    ['moves something somewhere', [plan(move(8, 8))], 'nowhere'],
    ['has no more bytes than a variable', [plan(init(0, 1, 1, 2))], 'more bytes than'],
    ['says zeros in one way', [plan(init(0, 4, 1, 0))], 'end with a zero'],
    ['writes each byte once', [plan(move(0, 8), init(11))], 'two steps write to 0x0000000b'],
    ['moves a value before its place is taken', [plan(move(0, 8), move(11, 20))], 'overwritten before it is moved'],
    ['moves a value before its place is set', [plan(init(0), move(0, 8))], 'overwritten before it is moved'],
    ['carries something somewhere', [plan(carry(8, 8))], 'nowhere'],
    ['carries from addresses', [plan(carry(0xfffffffe, 0, 3))], 'beyond the last address'],
    [
      'writes each byte once, also what was carried',
      [plan(carry(0, 8), carry(4, 11))],
      'two steps write to 0x0000000b',
    ],
    [
      'moves a value before something carried takes its place',
      [plan(carry(8, 0), move(0, 8))],
      'overwritten before it is moved',
    ],
    [
      'carries no more than an agent has room for',
      [plan(carry(0, 1024, 513))],
      'carries 513 bytes through memory of the agent',
    ],
    [
      'has few steps',
      [plan(...Array.from({ length: 129 }, (_, at) => init(at * 4)))],
      'at most 8 plans with 128 steps',
    ],
    ['has few bytes', [plan(init(0, 5000, ...new Array<number>(4097).fill(1)))], '4096 bytes of values'],
  ])('%s', (_, plans, flaw) => {
    expect(flawInPlans(plans)).toContain(flaw);
  });

  it('is in an order that is right if places touch and do not overlap', () => {
    expect(flawInOrder([init(0), init(4), move(8, 12)])).toBeUndefined();
    expect(flawInOrder([init(4), move(8, 12), move(2, 20, 2)])).toBeUndefined();
    expect(flawInOrder([init(4), move(3, 20, 2)])).toBeDefined();
  });

  it('is told in words', () => {
    expect(describeStep(carry(0x20000000, 0x20000010))).toBe(
      'carry 4 bytes from 0x20000000 to 0x20000010, read before the first step',
    );
    expect([move(0x20000000, 0x20000010), init(0x20000020, 2), init(0x20000020, 2, 1)].map(describeStep)).toEqual([
      'move 4 bytes from 0x20000000 to 0x20000010',
      'initialise 2 bytes at 0x20000020 with zeros',
      'initialise 2 bytes at 0x20000020',
    ]);
  });
});
