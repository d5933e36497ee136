import { dwarfFault, hexOf } from '../dwarf-fault.js';
import type { Reader } from './reader.js';
import { UNIT } from './vocabulary.js';

/** The header of a unit [DWARF 5 §7.5.1; DWARF 4 §7.5.1]. */
export interface UnitHeader {
  /** Offset in the file, as all. */
  readonly at: number;
  readonly end: number;
  readonly version: number;
  /** One of `UNIT`; before version 5 a type unit by its section. */
  readonly kind: number;
  /** Offset of its abbreviations in their section. */
  readonly abbreviations: number;
  /** Of a type unit: by which types refer to it, and offset of its type. */
  readonly signature?: string;
  readonly typeAt?: number;
  readonly firstEntry: number;
}

/** A unit that is not read: end, and why not. */
export interface UnreadUnit {
  readonly end: number;
  readonly unread: string;
}

const LENGTH_64 = 0xffff_ffff;
const LENGTHS_RESERVED = 0xffff_fff0;

/**
 * Reads the header of a unit; the reader goes on behind it.
 *
 * @param inTypes whether it is in `.debug_types`, where DWARF 4 has type units
 * @throws Fault `dwarf_invalid`
 */
export function readUnitHeader(reader: Reader, inTypes: boolean): UnitHeader | UnreadUnit {
  const at = reader.at;
  const length = reader.u32();
  if (length === LENGTH_64) return unread64(reader, at);
  if (length >= LENGTHS_RESERVED)
    throw dwarfFault('dwarf_invalid', at, `a unit of the reserved length ${hexOf(length)}`);
  const end = endOf(reader, at, length);
  // Linkers that keep the place of a unit that they dropped fill it with zeros.
  if (length === 0) return { end, unread: '' };
  const version = reader.u16();
  if (version < 2 || version > 5) return { end, unread: `DWARF ${version}, which is not read` };
  const header =
    version === 5 ? headOf5(reader, at) : { kind: inTypes ? UNIT.type : UNIT.compile, ...headBefore5(reader) };
  const identified = identify(reader, header.kind, at, end);
  if (reader.at > end) throw dwarfFault('dwarf_invalid', at, 'a unit is shorter than its header');
  return { at, end, version, ...header, ...identified, firstEntry: reader.at };
}

function headOf5(reader: Reader, at: number): { kind: number; abbreviations: number } {
  const kind = reader.u8();
  if (kind < UNIT.compile || kind > UNIT.splitType) throw dwarfFault('dwarf_invalid', at, `a unit of kind ${kind}`);
  demandAddressOf4(reader);
  return { kind, abbreviations: reader.u32() };
}

function headBefore5(reader: Reader): { abbreviations: number } {
  const abbreviations = reader.u32();
  demandAddressOf4(reader);
  return { abbreviations };
}

function demandAddressOf4(reader: Reader): void {
  const bytes = reader.u8();
  if (bytes !== 4)
    throw dwarfFault('dwarf_invalid', reader.at - 1, `addresses of ${bytes} bytes in a program of 32 bits`);
}

function identify(reader: Reader, kind: number, at: number, end: number): { signature?: string; typeAt?: number } {
  if (kind === UNIT.skeleton || kind === UNIT.splitCompile) reader.skip(8);
  if (kind !== UNIT.type && kind !== UNIT.splitType) return {};
  const signature = readSignature(reader);
  const typeAt = at + reader.u32();
  if (typeAt < reader.at || typeAt >= end)
    throw dwarfFault('dwarf_invalid', at, 'the type of a type unit is not in it');
  return { signature, typeAt };
}

/** Eight bytes by which a type is found in whichever unit it is. */
export const readSignature = (reader: Reader): string => `${reader.u32()}:${reader.u32()}`;

function unread64(reader: Reader, at: number): UnreadUnit {
  const length = reader.u32() + reader.u32() * 0x1_0000_0000;
  return { end: endOf(reader, at, length), unread: '64-bit DWARF, which is not read: compile with -gdwarf32' };
}

function endOf(reader: Reader, at: number, length: number): number {
  if (length > reader.end - reader.at)
    throw dwarfFault('dwarf_invalid', at, `a unit of ${length} bytes goes on beyond its section`);
  return reader.at + length;
}
