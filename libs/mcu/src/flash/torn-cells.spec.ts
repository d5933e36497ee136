import { describe, expect, it } from '@jest/globals';
import { seededRng, type Rng } from '@twinbank/primitives';
import { Cells, programmed, type CellRule, type Flaw } from './flash-cells.js';
import { decayed, tired, tornErase, tornProgram } from './torn-cells.js';

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

/** A generator that gives these numbers, one after the other; the last one for ever. */
function scripted(...numbers: number[]): Rng {
  const next = (): number => (numbers.length > 1 ? numbers.shift()! : numbers[0]!);
  const never = (): never => {
    throw new Error('torn cells ask for whole numbers only');
  };
  return { below: next, unit: never, chance: never, bytes: never, fork: never };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const flawsOf = ({ flaws }: Cells): [number, Flaw][] => [...(flaws ?? [])];

describe('a torn program operation, fate by fate', () => {
  // The second of two double words, at 64: unit 9 is torn, unit 8 is complete before it.
  const piece = { at: 64, source, from: 16, length: 16 };
  const torn = (fate: number, before = blank(G4), rule = G4): Cells =>
    tornProgram(before, rule, piece, scripted(1, fate, 0xf0));
  const complete = source.subarray(16, 24);
  const next = source.subarray(24, 32);

  it.each([
    ['untouched', 0, new Uint8Array(8).fill(0xff), []],
    ['whole', 1, next, []],
    ['whole with a bit that is corrected', 2, next, [[9, 'corrected']]],
    ['lost', 3, next.map((byte) => (0xff & 0x0f) | (byte & 0xf0)), [[9, 'double']]],
    ['erased no longer, though it reads so', 4, new Uint8Array(8).fill(0xff), [[9, 'weak']]],
    ['whole without its check bits', 5, next, [[9, 'double']]],
  ] as const)('is %s', (_what, fate, bytes, flaws) => {
    const after = torn(fate);
    expect(hex(after.bytes.subarray(64, 72))).toBe(hex(complete));
    expect(hex(after.bytes.subarray(72, 80))).toBe(hex(bytes));
    expect(flawsOf(after)).toEqual(flaws);
    expect(hex(after.bytes.subarray(0, 64))).toBe('ff'.repeat(64));
    expect(hex(after.bytes.subarray(80))).toBe('ff'.repeat(176));
  });

  it('of the first unit leaves the very same cells where nothing was reached', () => {
    const before = blank(G4);
    expect(tornProgram(before, G4, piece, scripted(0, 0))).toBe(before);
  });

  it('asks which unit was reached, and then for its fate', () => {
    const asked: number[] = [];
    const rng = { ...scripted(0), below: (limit: number): number => (asked.push(limit), 0) };
    tornProgram(blank(L0), L0, { at: 0, source, from: 0, length: 64 }, rng);
    expect(asked).toEqual([16, 6]);
  });

  it('does not weaken a unit that holds anything already', () => {
    const written = programmed(blank(G4), G4, { at: 72, source: new Uint8Array(8), from: 0, length: 8 });
    expect(flawsOf(torn(4, written))).toEqual([]);
    const partly = programmed(blank(G4), G4, {
      at: 72,
      source: new Uint8Array(8).fill(0xff).fill(1, 7),
      from: 0,
      length: 8,
    });
    expect(flawsOf(torn(4, partly))).toEqual([]);
  });

  it('keeps the flaws of other units', () => {
    const before = tired(blank(G4), G4, 3);
    expect(flawsOf(torn(2, before))).toEqual([
      [0, 'corrected'],
      [9, 'corrected'],
    ]);
    expect(flawsOf(torn(3, before))).toEqual([
      [0, 'corrected'],
      [9, 'double'],
    ]);
    expect(flawsOf(before)).toEqual([[0, 'corrected']]);
  });

  it('on L0 loses bits in silence, and has one wrong bit where the check bits are missing', () => {
    const words = { at: 64, source, from: 16, length: 8 };
    const lost = tornProgram(blank(L0), L0, words, scripted(1, 3, 0xf0));
    expect(hex(lost.bytes.subarray(68, 72))).toBe(hex(source.subarray(20, 24).map((byte) => byte & 0xf0)));
    expect(flawsOf(lost)).toEqual([]);
    expect(flawsOf(tornProgram(blank(L0), L0, words, scripted(1, 5)))).toEqual([[17, 'corrected']]);
  });
});

describe('a torn erase, fate by fate', () => {
  const full = programmed(blank(G4), G4, { at: 0, source, from: 0, length: 256 });
  const range = { at: 128, length: 32 };
  const before = tired(tired(full, G4, 131), G4, 255);

  it('asks for the fate of the page, and of each unit where they are mixed', () => {
    const asked: number[] = [];
    const rng = { ...scripted(0), below: (limit: number): number => (asked.push(limit), asked.length === 1 ? 3 : 0) };
    tornErase(full, G4, range, rng);
    expect(asked).toEqual([4, 4, 4, 4, 4]);
  });

  it('leaves the very same cells where it had not begun', () => {
    expect(tornErase(before, G4, range, scripted(0))).toBe(before);
  });

  it('ends with erased cells, without their flaws, and with those of other units', () => {
    const after = tornErase(before, G4, range, scripted(1));
    expect(hex(after.bytes.subarray(128, 160))).toBe('ff'.repeat(32));
    expect(hex(after.bytes.subarray(160))).toBe(hex(source.subarray(160)));
    expect(flawsOf(after)).toEqual([[31, 'corrected']]);
  });

  it('erases each unit weakly', () => {
    const after = tornErase(before, G4, range, scripted(2));
    expect(hex(after.bytes.subarray(128, 160))).toBe('ff'.repeat(32));
    expect(flawsOf(after).sort(([a], [b]) => a - b)).toEqual([
      [16, 'weak'],
      [17, 'weak'],
      [18, 'weak'],
      [19, 'weak'],
      [31, 'corrected'],
    ]);
  });

  it('leaves each unit weak, old with its flaw, or lost, as chance has it', () => {
    // Unit 16 stays as it was; 17 is weak; 18 is lost with a mask for each of its bytes; 19 stays.
    const after = tornErase(before, G4, range, scripted(3, 1, 0, 2, ...new Array<number>(8).fill(0x0f), 1));
    expect(hex(after.bytes.subarray(128, 136))).toBe(hex(source.subarray(128, 136)));
    expect(hex(after.bytes.subarray(136, 144))).toBe('ff'.repeat(8));
    expect(hex(after.bytes.subarray(144, 152))).toBe(
      hex(source.subarray(144, 152).map((byte) => (byte & 0xf0) | 0x0f)),
    );
    expect(hex(after.bytes.subarray(152, 160))).toBe(hex(source.subarray(152, 160)));
    expect(flawsOf(after).sort(([a], [b]) => a - b)).toEqual([
      [16, 'corrected'],
      [17, 'weak'],
      [18, 'double'],
      [31, 'corrected'],
    ]);
  });

  it('has sound cells where every unit stayed as it was', () => {
    expect(tornErase(full, G4, range, scripted(3, 1)).flaws).toBeUndefined();
  });

  it('on L0 loses words in silence', () => {
    const l0 = programmed(blank(L0), L0, { at: 0, source, from: 0, length: 256 });
    const after = tornErase(l0, L0, { at: 128, length: 4 }, scripted(3, 3, 0x0f));
    expect(hex(after.bytes.subarray(128, 132))).toBe(hex(source.subarray(128, 132).map((byte) => byte & 0xf0)));
    expect(after.flaws).toBeUndefined();
  });
});

describe('cells that age', () => {
  const full = programmed(blank(G4), G4, { at: 0, source, from: 0, length: 256 });

  it('are corrected at every read, with their bytes as they were', () => {
    const after = tired(full, G4, 23);
    expect(after.bytes).toBe(full.bytes);
    expect(flawsOf(after)).toEqual([[2, 'corrected']]);
  });

  it('are reported as lost where the part notices, and read wrong where it does not', () => {
    const lost = decayed(full, G4, 23);
    expect(lost.bytes[23]! ^ full.bytes[23]!).toBe(0x24);
    expect(flawsOf(lost)).toEqual([[2, 'double']]);
    const l0 = programmed(blank(L0), L0, { at: 0, source, from: 0, length: 256 });
    const silent = decayed(l0, L0, 23);
    expect(silent.bytes[23]! ^ l0.bytes[23]!).toBe(0x24);
    expect(silent.flaws).toBeUndefined();
    expect(hex(silent.bytes.subarray(0, 23))).toBe(hex(l0.bytes.subarray(0, 23)));
  });
});
