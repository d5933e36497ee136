import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';
import { Cells, programmed, type CellRule } from './flash-cells.js';
import { tornErase, tornProgram } from './torn-cells.js';

const G4: CellRule = { erasedValue: 0xff, eccBytes: 8, zeroOverwrite: true, eccDetectsDouble: true };
const L0: CellRule = { erasedValue: 0x00, eccBytes: 4, zeroOverwrite: false, eccDetectsDouble: false };
const blank = (rule: CellRule): Cells => new Cells(new Uint8Array(256).fill(rule.erasedValue));
const source = Uint8Array.from({ length: 256 }, (_, i) => 0x5a ^ i);
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** The kinds of outcome of a torn double word, over many seeds. */
function fateOf(cells: Cells): string {
  const unit = cells.bytes.subarray(0, 8);
  if (cells.flaws?.get(0) === 'double') return unit.every((byte, i) => byte === source[i]) ? 'unchecked' : 'double';
  if (cells.flaws?.get(0) === 'weak') return 'weak';
  if (cells.flaws?.get(0) === 'corrected') return 'corrected';
  if (unit.every((byte) => byte === 0xff)) return 'old';
  return unit.every((byte, i) => byte === source[i]) ? 'new' : 'other';
}

describe('a torn program operation', () => {
  it('leaves a double-word old, new, corrected or lost, or reading well and not sound, each by some seed, and never anything else', () => {
    const fates = new Set(
      SEEDS.map((seed) => fateOf(tornProgram(blank(G4), G4, { at: 0, source, from: 0, length: 8 }, seededRng(seed)))),
    );
    expect([...fates].sort()).toEqual(['corrected', 'double', 'new', 'old', 'unchecked', 'weak']);
  });

  it('completes a prefix of an L0 half-page, touches one word more, and leaves the rest', () => {
    for (const seed of SEEDS) {
      const { bytes } = tornProgram(blank(L0), L0, { at: 64, source, from: 0, length: 64 }, seededRng(seed));
      let complete = 0;
      while (complete < 16 && [0, 1, 2, 3].every((i) => bytes[64 + complete * 4 + i] === source[complete * 4 + i]))
        complete++;
      expect(bytes.subarray(64 + (complete + 1) * 4).every((byte) => byte === 0)).toBe(true);
      expect(bytes.subarray(0, 64).every((byte) => byte === 0)).toBe(true);
    }
  });

  it('is the same again with the same seed', () => {
    const once = tornProgram(blank(G4), G4, { at: 0, source, from: 0, length: 8 }, seededRng(7));
    expect(tornProgram(blank(G4), G4, { at: 0, source, from: 0, length: 8 }, seededRng(7))).toEqual(once);
  });
});

describe('a torn erase', () => {
  const full = programmed(blank(G4), G4, { at: 0, source, from: 0, length: 256 });
  const results = SEEDS.map((seed) => tornErase(full, G4, { at: 128, length: 128 }, seededRng(seed)));

  it('never touches bytes outside its page', () => {
    for (const { bytes, flaws } of results) {
      expect(bytes.subarray(0, 128)).toEqual(source.subarray(0, 128));
      expect([...(flaws?.keys() ?? [])].every((unit) => unit >= 16)).toBe(true);
    }
  });

  it('may leave the page as it was, erased, erased weakly, or in a mixture with double errors', () => {
    expect(results.some((cells) => cells === full)).toBe(true);
    expect(results.some(({ bytes, flaws }) => !flaws && bytes[200] === 0xff)).toBe(true);
    expect(
      results.some(({ flaws }) => flaws?.size === 16 && [...flaws.values()].every((flaw) => flaw === 'weak')),
    ).toBe(true);
    expect(results.some(({ flaws }) => [...(flaws?.values() ?? [])].includes('double'))).toBe(true);
  });

  it('leaves weak cells that read erased but do not hold what is programmed next', () => {
    const weak = results.find(
      ({ flaws }) => flaws?.size === 16 && [...flaws.values()].every((flaw) => flaw === 'weak'),
    )!;
    expect(weak.bytes.subarray(128).every((byte) => byte === 0xff)).toBe(true);
    const { flaws } = programmed(weak, G4, { at: 128, source, from: 0, length: 128 });
    expect([...flaws!.values()].every((flaw) => flaw === 'double')).toBe(true);
    expect(flaws!.size).toBe(8);
  });

  it('on L0, whose ECC notices one bit only, lost words read wrong in silence', () => {
    const l0 = programmed(blank(L0), L0, { at: 0, source, from: 0, length: 256 });
    const flaws = SEEDS.flatMap((seed) => [
      ...(tornErase(l0, L0, { at: 0, length: 128 }, seededRng(seed)).flaws?.values() ?? []),
    ]);
    expect(flaws).not.toContain('double');
  });
});
