import { describe, expect, it } from '@jest/globals';

import { Cells, erased, programmableBytes, programmed, type CellRule, type Flaw, type Piece } from './flash-cells.js';

const G4: CellRule = { erasedValue: 0xff, eccBytes: 8, zeroOverwrite: true, eccDetectsDouble: true };
const L4: CellRule = { ...G4, zeroOverwrite: false };
const L0: CellRule = { erasedValue: 0x00, eccBytes: 4, zeroOverwrite: false, eccDetectsDouble: false };

const blank = (rule: CellRule, flaws?: ReadonlyMap<number, Flaw>): Cells =>
  new Cells(new Uint8Array(64).fill(rule.erasedValue), flaws);
const source = Uint8Array.from({ length: 64 }, (_, index) => 0x10 + index);
const zeros = new Uint8Array(64);
const piece = (at: number, length: number, bytes = source): Piece => ({ at, source: bytes, from: at, length });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const flawsOf = ({ flaws }: Cells): [number, Flaw][] => [...(flaws ?? [])];

describe('how much of a piece can be programmed', () => {
  it.each([
    ['G4', G4],
    ['L4', L4],
    ['L0', L0],
  ] as const)('is all of it where the cells are erased (%s)', (_part, rule) => {
    expect(programmableBytes(blank(rule), rule, piece(0, 64))).toBe(64);
    expect(programmableBytes(blank(rule), rule, piece(16, 0))).toBe(0);
  });

  it.each([0, 7])('ends at the unit of which byte %d holds something', (byte) => {
    const cells = blank(G4);
    cells.bytes[24 + byte] = 0x7f;
    expect(programmableBytes(cells, G4, piece(8, 48))).toBe(16);
    expect(programmableBytes(cells, G4, piece(8, 16))).toBe(16);
    expect(programmableBytes(cells, G4, piece(32, 16))).toBe(16);
  });

  it('is read from the place in the source, not from its beginning', () => {
    const cells = blank(G4);
    cells.bytes[8] = 0;
    const half = Uint8Array.from([...source.subarray(0, 8), ...zeros.subarray(0, 8)]);
    expect(programmableBytes(cells, G4, { at: 8, source: half, from: 8, length: 8 })).toBe(8);
    expect(programmableBytes(cells, G4, { at: 8, source: half, from: 0, length: 8 })).toBe(0);
  });

  it('takes zeros over anything where the part allows it, if the whole unit is zeros', () => {
    const cells = blank(G4);
    cells.bytes.set([1], 8);
    expect(programmableBytes(cells, G4, piece(0, 24, zeros))).toBe(24);
    expect(programmableBytes(cells, L4, piece(0, 24, zeros))).toBe(8);
    const almost = zeros.slice();
    almost[15] = 1;
    expect(programmableBytes(cells, G4, piece(0, 24, almost))).toBe(8);
    expect(programmableBytes(new Cells(source.slice(), new Map([[1, 'double']])), G4, piece(0, 24, zeros))).toBe(24);
  });

  it.each([
    ['corrected', 8],
    ['double', 8],
    ['weak', 24],
  ] as const)('with a unit that reads erased but is %s, is %d bytes', (flaw, expected) => {
    expect(programmableBytes(blank(G4, new Map([[1, flaw]])), G4, piece(0, 24))).toBe(expected);
    expect(programmableBytes(blank(G4, new Map([[4, flaw]])), G4, piece(0, 24))).toBe(24);
    expect(programmableBytes(blank(L0, new Map([[5, flaw]])), L0, piece(16, 8))).toBe(flaw === 'weak' ? 8 : 4);
  });
});

describe('programming cells', () => {
  it('makes new cells, with the piece in its place', () => {
    const before = blank(G4);
    const after = programmed(before, G4, { at: 16, source, from: 8, length: 16 });
    expect(hex(after.bytes)).toBe('ff'.repeat(16) + hex(source.subarray(8, 24)) + 'ff'.repeat(32));
    expect(hex(before.bytes)).toBe('ff'.repeat(64));
    expect(after.flaws).toBeUndefined();
  });

  it('ends the flaws of what is written, and keeps those beside it', () => {
    const flaws = new Map<number, Flaw>([
      [1, 'corrected'],
      [2, 'corrected'],
      [3, 'double'],
      [4, 'double'],
    ]);
    const after = programmed(blank(G4, flaws), G4, piece(16, 16));
    expect(flawsOf(after)).toEqual([
      [1, 'corrected'],
      [4, 'double'],
    ]);
    expect(flaws.size).toBe(4);
    expect(programmed(blank(G4, new Map([[2, 'corrected']])), G4, piece(16, 16)).flaws).toBeUndefined();
  });

  it('does not hold in every second unit that was erased weakly', () => {
    const weak = new Map<number, Flaw>([2, 3, 4, 5].map((unit) => [unit, 'weak']));
    const after = programmed(blank(G4, weak), G4, piece(16, 32));
    expect(flawsOf(after)).toEqual([
      [2, 'double'],
      [4, 'double'],
    ]);
    expect(hex(after.bytes.subarray(16, 48))).toBe(hex(source.subarray(16, 48)));
  });

  it('reads wrong in silence there on L0', () => {
    const after = programmed(
      blank(L0, new Map([4, 5].map((unit): [number, Flaw] => [unit, 'weak']))),
      L0,
      piece(16, 8),
    );
    expect(after.flaws).toBeUndefined();
    expect([...after.bytes.subarray(16, 24)]).toEqual([source[16]! ^ 0x24, ...source.subarray(17, 24)]);
  });
});

describe('erasing cells', () => {
  it.each([
    ['G4', G4],
    ['L0', L0],
  ] as const)('fills the range, and nothing beside it (%s)', (_part, rule) => {
    const before = new Cells(source.slice());
    const after = erased(before, rule, { at: 16, length: 32 });
    const filled = rule.erasedValue === 0 ? '00' : 'ff';
    expect(hex(after.bytes)).toBe(hex(source.subarray(0, 16)) + filled.repeat(32) + hex(source.subarray(48)));
    expect(hex(before.bytes)).toBe(hex(source));
    expect(after.flaws).toBeUndefined();
  });

  it('ends the flaws in the range only', () => {
    const flaws = new Map<number, Flaw>([
      [1, 'weak'],
      [2, 'double'],
      [5, 'weak'],
      [6, 'corrected'],
    ]);
    const after = erased(new Cells(source.slice(), flaws), G4, { at: 16, length: 32 });
    expect(flawsOf(after)).toEqual([
      [1, 'weak'],
      [6, 'corrected'],
    ]);
    expect(flaws.size).toBe(4);
    expect(erased(new Cells(source, new Map([[2, 'double']])), G4, { at: 16, length: 8 }).flaws).toBeUndefined();
  });
});
