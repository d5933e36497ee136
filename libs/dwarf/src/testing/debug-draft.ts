import { concatBytes } from '@twinbank/primitives';
import { readElf, type Elf } from '@twinbank/elf';
import { elfOf, type SymbolDraft } from '@twinbank/testkit/elf-file';

import { AT, FORM, OP, TAG } from '../entries/vocabulary.js';

export type Part = number | string | readonly Part[] | Uint8Array;

/** Bytes one after the other; a text gets the zero at its end. */
export const bytesOf = (...parts: readonly Part[]): Uint8Array =>
  concatBytes(
    ...parts.map((part) => {
      if (typeof part === 'number') return Uint8Array.of(part);
      if (typeof part === 'string') return Buffer.from(`${part}\0`);
      return part instanceof Uint8Array ? part : bytesOf(...part);
    }),
  );

export const lengthOf = (...parts: readonly Part[]): number => bytesOf(...parts).length;

export const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
export const u32 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const uleb = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...uleb(Math.floor(value / 0x80))];

/** An abbreviation: code, tag, whether it has children, then `AT` and `FORM` in turn. */
export const shape = (code: number, tag: number, hasChildren: boolean, ...pairs: readonly number[]): Part => [
  ...[code, tag, hasChildren ? 1 : 0],
  ...pairs.flatMap(uleb),
  ...[0, 0],
];

/** Bytes of the header of a unit of version 5, behind which its first entry begins. */
export const HEADER_5 = 12;

/** A unit of DWARF 5. */
export const unit5 = (...entries: readonly Part[]): Uint8Array => {
  const body = bytesOf(u16(5), 1, 4, u32(0), ...entries);
  return bytesOf(u32(body.length), body);
};

/** A unit of DWARF 4. */
export const unit4 = (...entries: readonly Part[]): Uint8Array => {
  const body = bytesOf(u16(4), u32(0), 4, ...entries);
  return bytesOf(u32(body.length), body);
};

/** Shapes that most tests can do with: the codes of `CODE`. */
export const CODE = {
  unit: 1,
  variable: 2,
  base: 3,
  structure: 4,
  member: 5,
  typedef: 6,
  block: 7,
  pointer: 8,
} as const;
export const SHAPES: Part = [
  shape(CODE.unit, TAG.compileUnit, true, AT.name, FORM.string),
  shape(CODE.variable, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.location, FORM.exprloc),
  shape(CODE.base, TAG.baseType, false, AT.name, FORM.string, AT.encoding, FORM.data1, AT.byteSize, FORM.data1),
  shape(CODE.structure, TAG.structureType, true, AT.name, FORM.string, AT.byteSize, FORM.data4),
  shape(CODE.member, TAG.member, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.memberLocation, FORM.data1),
  shape(CODE.typedef, TAG.typedef, false, AT.name, FORM.string, AT.type, FORM.ref4),
  shape(CODE.block, 0x0b, true),
  shape(CODE.pointer, TAG.pointerType, false, AT.type, FORM.ref4),
];

/** Where the variable of `variable` lies. */
export const RAM = 0x2000_0000;

/** An entry of a variable at an address of RAM, whose type is at an offset of the unit. */
export const variable = (name: string, typeAt: number, address = RAM): Part => [
  CODE.variable,
  name,
  u32(typeAt),
  [5, OP.addr, u32(address)],
];

export interface DebugDraft {
  readonly info?: Uint8Array;
  readonly abbrev?: Part;
  /** Other sections by their names, such as `.debug_str`. */
  readonly others?: Readonly<Record<string, Uint8Array>>;
  readonly symbols?: readonly SymbolDraft[];
  readonly ramBytes?: number;
}

/** A program with 64 bytes of RAM that are cleared, and this debug information. */
export const elfWith = ({ info, abbrev = SHAPES, others = {}, symbols, ramBytes = 64 }: DebugDraft): Elf =>
  readElf(
    elfOf(
      [
        { name: '.text', address: 0x0800_0000, bytes: Buffer.from('code') },
        { name: '.bss', address: RAM, memoryBytes: ramBytes },
        ...(info ? [{ name: '.debug_info', bytes: info }] : []),
        { name: '.debug_abbrev', bytes: bytesOf(abbrev, 0) },
        ...Object.entries(others).map(([name, bytes]) => ({ name, bytes })),
      ],
      symbols,
    ).bytes,
  );
