import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';
import { NAME } from '@twinbank/protocol';

import { compareRevisions, countedRevisions, HARDWARE_MAX, revisionsOf } from './hardware-range.js';

const LETTERS = [...'ABCDEFGHJK'];
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (isFault(error)) return `${error.code} ${String(error.facts?.['field'])}: ${error.detail}`;
    throw error;
  }
  return '';
};

describe('the order of hardware revisions', () => {
  it.each([
    ['A', 'B'],
    ['Z', 'AA'],
    ['B', 'B2'],
    ['2', '10'],
    ['rev2', 'rev10'],
    ['1.2', '1.2.1'],
    ['1.9.3', '1.10.0'],
    ['v1-a', 'v1-b'],
    ['MB1367-C01', 'MB1367-C04'],
  ])('has %s before %s', (older, newer) => {
    expect(compareRevisions(older, newer)).toBeLessThan(0);
    expect(compareRevisions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['A', '1'],
    ['A', 'b'],
    ['proto', 'final'],
    ['1.2', '1-2'],
    ['01', '1'],
    ['pumpA', 'valveB'],
  ])('is none between %s and %s', (one, other) => {
    expect([compareRevisions(one, other), compareRevisions(other, one)]).toEqual([undefined, undefined]);
  });

  it('holds both ways round, and a revision is the same as itself only', () => {
    const name = fc.stringMatching(/^[AB12][AB12.-]{0,5}$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        const [order, back] = [compareRevisions(one, other), compareRevisions(other, one)];
        expect(back === undefined ? undefined : Math.sign(back)).toBe(
          order === undefined ? undefined : 0 - Math.sign(order),
        );
        if (order === 0) expect(one).toBe(other);
      }),
    );
  });
});

describe('a range of hardware', () => {
  it('is those revisions of a product that lie in it, in the order of the product', () => {
    expect(revisionsOf(['C..H'], LETTERS)).toEqual(['C', 'D', 'E', 'F', 'G', 'H']);
    expect(revisionsOf(['K', 'H..J', 'A'], LETTERS)).toEqual(['A', 'H', 'J', 'K']);
    expect(revisionsOf(['H..'], LETTERS)).toEqual(['H', 'J', 'K']);
    expect(revisionsOf(['1.2..1.10'], ['1.1', '1.2', '1.2.1', '1.9', '1.10', '1.11', 'A'])).toEqual([
      ...['1.2', '1.2.1', '1.9', '1.10'],
    ]);
    expect(revisionsOf(['F..F'], LETTERS)).toEqual(['F']);
  });

  it('may have ends that the product does not have', () => {
    expect(revisionsOf(['I..Z'], LETTERS)).toEqual(['J', 'K']);
  });

  it('is a revision where the product has one of just that name', () => {
    expect(revisionsOf(['A..C'], ['A', 'B', 'A..C'])).toEqual(['A..C']);
  });

  it.each<[string, string[], string]>([
    ['a revision that there is not', ['X'], 'there is no hardware revision X; there are A, B, C, D, E, F, G, H, J, K'],
    ['ends the other way round', ['F..C'], 'F..C is no range: F is not older than C, or they have no order'],
    ['ends without an order', ['A..7'], 'A..7 is no range: A is not older than 7, or they have no order'],
    ['nothing in it', ['L..Z'], 'L..Z holds no hardware revision; there are A, B, C, D, E, F, G, H, J, K'],
    ['three ends', ['A..B..C'], 'there is no hardware revision A..B..C; there are A'],
  ])('is refused with %s', (_, said, detail) => {
    expect(refusal(() => revisionsOf(said, LETTERS))).toContain(`request_invalid hardware: ${detail}`);
  });

  it('holds no more than a manifest names', () => {
    const known = Array.from({ length: HARDWARE_MAX + 1 }, (_, at) => `rev${at}`);
    expect(revisionsOf(['rev1..'], known)).toHaveLength(HARDWARE_MAX);
    expect(refusal(() => revisionsOf(['rev0..'], known))).toContain('at most 64 hardware revisions; these are 65');
  });
});

describe('a range where nobody knows which revisions there are', () => {
  it('is counted by its last number or letter', () => {
    expect(countedRevisions(['A..F'])).toEqual([...'ABCDEF']);
    expect(countedRevisions(['rev8..rev11', 'X', 'rev9'])).toEqual(['rev8', 'rev9', 'rev10', 'rev11', 'X']);
    expect(countedRevisions(['1.8..1.10'])).toEqual(['1.8', '1.9', '1.10']);
    expect(countedRevisions(['C..C'])).toEqual(['C']);
  });

  it('is what a product that has them all would make of it', () => {
    const ends = fc.tuple(fc.nat(50), fc.nat(50)).filter(([from, to]) => from <= to);
    const known = Array.from({ length: 51 }, (_, at) => `b${at}`);
    fc.assert(
      fc.property(ends, ([from, to]) => {
        const range = [`b${from}..b${to}`];
        expect(countedRevisions(range)).toEqual(revisionsOf(range, known));
        expect(countedRevisions(range).every((one) => NAME.test(one))).toBe(true);
      }),
    );
  });

  it.each(['A..', 'A..2', 'A1..B1', '1.2..1.2.3', 'a..F', 'AA..AC', '01..12'])('is refused if it is %s', (range) => {
    expect(refusal(() => countedRevisions([range]))).toMatch(
      /^request_invalid hardware: .*(cannot be counted|is no range)/,
    );
  });

  it('that is long is not counted to its end', () => {
    expect(refusal(() => countedRevisions(['1..999999999']))).toContain('1..999999999 is too long');
    expect(countedRevisions(['1..64'])).toHaveLength(64);
  });
});
