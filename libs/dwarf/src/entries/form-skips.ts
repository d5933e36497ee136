import { dwarfFault, hexOf } from '../dwarf-fault.js';
import type { Reader } from './reader.js';
import { FORM } from './vocabulary.js';

/** How a value is skipped that has no fixed length: the lengths of others are positive. */
const SKIP = { leb: -1, text: -2, block1: -3, block2: -4, block4: -5, block: -6, indirect: -7 } as const;

const SKIPS = new Map<number, number>([
  ...[FORM.flagPresent, FORM.implicitConst].map((form) => [form, 0] as const),
  ...[FORM.data1, FORM.flag, FORM.ref1, FORM.strx1, FORM.addrx1].map((form) => [form, 1] as const),
  ...[FORM.data2, FORM.ref2, FORM.strx2, FORM.addrx2].map((form) => [form, 2] as const),
  ...[FORM.strx3, FORM.addrx3].map((form) => [form, 3] as const),
  ...[FORM.addr, FORM.data4, FORM.ref4, FORM.strx4, FORM.addrx4, FORM.refSup4].map((form) => [form, 4] as const),
  ...[FORM.strp, FORM.lineStrp, FORM.strpSup, FORM.refAddr, FORM.secOffset].map((form) => [form, 4] as const),
  ...[FORM.gnuRefAlt, FORM.gnuStrpAlt].map((form) => [form, 4] as const),
  ...[FORM.data8, FORM.ref8, FORM.refSig8, FORM.refSup8].map((form) => [form, 8] as const),
  [FORM.data16, 16],
  ...[FORM.sdata, FORM.udata, FORM.refUdata, FORM.strx, FORM.addrx].map((form) => [form, SKIP.leb] as const),
  ...[FORM.loclistx, FORM.rnglistx, FORM.gnuAddrIndex, FORM.gnuStrIndex].map((form) => [form, SKIP.leb] as const),
  [FORM.string, SKIP.text],
  [FORM.block1, SKIP.block1],
  [FORM.block2, SKIP.block2],
  [FORM.block4, SKIP.block4],
  ...[FORM.block, FORM.exprloc].map((form) => [form, SKIP.block] as const),
  [FORM.indirect, SKIP.indirect],
]);

/** How a value of a form is skipped: a length in bytes (of files of 32 bits), or one of the ways of `passBy`. */
export function lengthOf(form: number, saidAt: number): number {
  const skip = SKIPS.get(form);
  if (skip === undefined) throw dwarfFault('dwarf_invalid', saidAt, `a value of the unknown form ${hexOf(form)}`);
  return skip;
}

/** Goes on behind a value. */
export function passBy(reader: Reader, skip: number): void {
  if (skip >= 0) return reader.skip(skip);
  switch (skip) {
    case SKIP.leb:
      reader.uleb();
      return;
    case SKIP.text:
      return reader.skipText();
    case SKIP.indirect:
      return passBy(reader, lengthOf(indirectForm(reader), reader.at));
    default:
      return reader.skip(blockLength(reader, skip));
  }
}

/** The form that stands before the value. It is not another indirect one, and its value is not in the abbreviation. */
export function indirectForm(reader: Reader): number {
  const form = reader.uleb();
  if (form === FORM.indirect || form === FORM.implicitConst)
    throw dwarfFault('dwarf_invalid', reader.at, `a value whose form stands before it has the form ${hexOf(form)}`);
  return form;
}

/** Bytes of a block, which stand before it. */
export function blockLength(reader: Reader, skip: number): number {
  switch (skip) {
    case SKIP.block1:
      return reader.u8();
    case SKIP.block2:
      return reader.u16();
    case SKIP.block4:
      return reader.u32();
    default:
      return reader.uleb();
  }
}
