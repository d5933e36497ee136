import type { Rng } from '@twinbank/primitives';
import { Cells, erased, programmed, type CellRule, type Flaw, type Piece } from './flash-cells.js';

/**
 * Cells after power failed while a piece was programmed. Each ECC unit is old, new, new with one bit that ECC corrects,
 * or lost (a double error if the part detects it, otherwise a mixture of old and new bits). Two more outcomes read
 * correctly but are not sound: all data bits are new but their check bits are not; or the unit reads as old although
 * its cells are no longer erased, so that it does not keep what is programmed next. In a row or half-page the units
 * before some point are complete, and those after it are untouched.
 */
export function tornProgram(cells: Cells, rule: CellRule, piece: Piece, rng: Rng): Cells {
  const { eccBytes } = rule;
  const units = piece.length / eccBytes;
  const reached = rng.below(units);
  let result = reached > 0 ? programmed(cells, rule, { ...piece, length: reached * eccBytes }) : cells;
  const torn: Piece = {
    at: piece.at + reached * eccBytes,
    source: piece.source,
    from: piece.from + reached * eccBytes,
    length: eccBytes,
  };
  const fate = rng.below(6);
  const unit = torn.at / eccBytes;
  if (fate === 0) return result;
  if (fate === 4) return readsErased(result, rule, torn) ? withFlaw(result, unit, 'weak') : result;
  const whole = programmed(result, rule, torn);
  if (fate === 1) return whole;
  if (fate === 2) return withFlaw(whole, unit, 'corrected');
  if (fate === 5) return withFlaw(whole, unit, rule.eccDetectsDouble ? 'double' : 'corrected');
  result = new Cells(mixed(result.bytes, whole.bytes, torn, rng), whole.flaws);
  return rule.eccDetectsDouble ? withFlaw(result, unit, 'double') : result;
}

const readsErased = ({ bytes }: Cells, { erasedValue }: CellRule, { at, length }: Piece): boolean =>
  bytes.subarray(at, at + length).every((byte) => byte === erasedValue);

/**
 * Cells after power failed while a page was erased: untouched, erased, weakly erased (the unit reads as erased, but
 * does not keep new data reliably until it is erased again), or a mixture in which units read as old, read as erased,
 * or are lost.
 */
export function tornErase(cells: Cells, rule: CellRule, range: { at: number; length: number }, rng: Rng): Cells {
  const fate = rng.below(4);
  if (fate === 0) return cells;
  const clean = erased(cells, rule, range);
  if (fate === 1) return clean;
  const { eccBytes } = rule;
  const bytes = clean.bytes.slice();
  const flaws = new Map<number, Flaw>(clean.flaws);
  for (let at = range.at; at < range.at + range.length; at += eccBytes) {
    const unit = at / eccBytes;
    if (fate === 2) flaws.set(unit, 'weak');
    else eraseHalfway(cells, rule, { at, bytes, flaws, fate: rng.below(4), rng });
  }
  return new Cells(bytes, flaws.size > 0 ? flaws : undefined);
}

interface Halfway {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly flaws: Map<number, Flaw>;
  readonly fate: number;
  readonly rng: Rng;
}

function eraseHalfway(cells: Cells, rule: CellRule, { at, bytes, flaws, fate, rng }: Halfway): void {
  const unit = at / rule.eccBytes;
  if (fate === 0) flaws.set(unit, 'weak');
  if (fate === 1) {
    bytes.set(cells.bytes.subarray(at, at + rule.eccBytes), at);
    const flaw = cells.flaws?.get(unit);
    if (flaw) flaws.set(unit, flaw);
  }
  if (fate < 2) return;
  const lost = mixed(cells.bytes, bytes, { at, length: rule.eccBytes }, rng);
  bytes.set(lost.subarray(at, at + rule.eccBytes), at);
  if (rule.eccDetectsDouble) flaws.set(unit, 'double');
}

/** A random mixture of the bits of both contents in one range. */
function mixed(old: Uint8Array, next: Uint8Array, range: { at: number; length: number }, rng: Rng): Uint8Array {
  const bytes = old.slice();
  for (let i = range.at; i < range.at + range.length; i++) {
    const mask = rng.below(256);
    bytes[i] = (old[i]! & ~mask) | (next[i]! & mask);
  }
  return bytes;
}

/** Cells in which one unit has a wrong bit that ECC corrects at every read. */
export const tired = (cells: Cells, rule: CellRule, at: number): Cells =>
  withFlaw(cells, Math.floor(at / rule.eccBytes), 'corrected');

/**
 * Cells in which a unit has errors that ECC cannot correct. The part reports them if it detects double errors;
 * otherwise it reads wrong data unnoticed.
 */
export function decayed(cells: Cells, rule: CellRule, at: number): Cells {
  const bytes = cells.bytes.slice();
  bytes[at] = bytes[at]! ^ 0x24;
  const changed = new Cells(bytes, cells.flaws);
  return rule.eccDetectsDouble ? withFlaw(changed, Math.floor(at / rule.eccBytes), 'double') : changed;
}

function withFlaw(cells: Cells, unit: number, flaw: Flaw): Cells {
  return new Cells(cells.bytes, new Map(cells.flaws).set(unit, flaw));
}
