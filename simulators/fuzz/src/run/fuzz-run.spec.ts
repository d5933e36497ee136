import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';

import type { Target } from '../targets/target.js';
import { Coverage, type Counters } from '../guide/coverage.js';
import { fuzz } from './fuzz-run.js';

const quiet = () => undefined;
const settings = (inputs: number) => ({ inputs, rng: seededRng('a'), coverage: undefined, watch: quiet });

/** Fails on every input that has 0xff twice in a row. */
const fragile: Target = {
  name: 'fragile',
  about: 'two bytes',
  seeds: () => [Uint8Array.of(1, 2, 3), Uint8Array.of(0xff, 4, 0xff)],
  bytesMax: 16,
  read: (input) => {
    if (input.some((byte, at) => byte === 0xff && input[at + 1] === 0xff)) throw new RangeError('twice');
  },
};

describe('a run', () => {
  it('ends with the smallest input that is read wrongly, and with what is wrong', () => {
    const { finding, inputs } = fuzz(fragile, settings(100_000));
    expect(finding).toEqual({ target: 'fragile', problem: 'RangeError: twice', input: Uint8Array.of(0xff, 0xff) });
    expect(inputs).toBeLessThan(100_000);
  });

  it('is the same once more', () => expect(fuzz(fragile, settings(9999))).toEqual(fuzz(fragile, settings(9999))));

  it('tries what it begins with, and as many inputs as told', () => {
    const read: Uint8Array[] = [];
    const target = { ...fragile, read: (input: Uint8Array) => void read.push(input) };
    expect(fuzz(target, settings(50))).toEqual({ target: 'fragile', inputs: 50, corpus: 2, reached: 0 });
    expect([read.length, read[0], read[1]]).toEqual([50, ...fragile.seeds()]);
  });

  it('goes on with inputs that reached something new', () => {
    const counters: Counters = { 'a.js': { s: { 0: 0, 1: 0 }, f: {}, b: {} } };
    const coverage = new Coverage(counters);
    const read = (input: Uint8Array) => void (input[0] === 7 && counters['a.js']!.s[1]!++);
    const outcome = fuzz({ ...fragile, read }, { ...settings(20_000), coverage });
    expect(outcome).toMatchObject({ inputs: 20_000, corpus: 3, reached: 1 });
  });

  it('says what is read and when it has been, so that an endless one can be told', () => {
    const said: (Uint8Array | undefined)[] = [];
    fuzz({ ...fragile, read: quiet }, { ...settings(3), watch: (input) => void said.push(input) });
    expect(said.map((input) => input !== undefined)).toEqual([true, false, true, false, true, false]);
  });
});
