import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';

import { AT, FORM, TAG } from './entries/vocabulary.js';
import { readProgramVariables, type ProgramVariables } from './index.js';
import {
  bytesOf,
  CODE,
  elfWith,
  HEADER_5,
  lengthOf,
  RAM,
  shape,
  SHAPES,
  u16,
  u32,
  uleb,
  unit5,
  variable,
  type DebugDraft,
  type Part,
} from './testing/debug-draft.js';

const said = (draft: DebugDraft): string | ProgramVariables => {
  try {
    return readProgramVariables(elfWith(draft));
  } catch (error) {
    if (!isFault(error)) throw error;
    expect(typeof error.facts['offset']).toBe('number');
    return `${error.code}: ${error.detail?.replace(/^offset 0x[0-9a-f]+: /, '')}`;
  }
};

/** A unit whose first entry has a name of two bytes, and where the entries behind it begin. */
const FIRST = HEADER_5 + 3;
const inUnit = (...entries: readonly Part[]): Uint8Array => unit5(CODE.unit, 'u', ...entries, 0);
const VARIABLE_BYTES = lengthOf(variable('v', 0));
const INT = [CODE.base, 'int', 5, 4];
const member = (name: string, typeAt: number, place = 0): Part => [CODE.member, name, u32(typeAt), place];

describe('debug information that is well', () => {
  it('is read, so that what is made wrong below is what is refused', () => {
    const found = said({ info: inUnit(variable('v', FIRST + VARIABLE_BYTES), INT) });
    expect(found).toMatchObject({
      knows: 'types',
      variables: [{ name: 'v', address: RAM, bytes: 4, type: { kind: 'base', name: 'int', encoding: 'signed' } }],
    });
  });
});

describe('debug information that contradicts itself is refused', () => {
  const v = variable('v', FIRST + VARIABLE_BYTES);
  const inStructure = (...members: readonly Part[]): Uint8Array =>
    inUnit(v, [CODE.structure, 's', u32(8)], ...members, 0, INT);
  const SECOND = FIRST + VARIABLE_BYTES;

  it.each<[string, DebugDraft]>([
    ['a type contains itself', { info: inStructure(member('m', SECOND)) }],
    ['a type contains itself', { info: inUnit(v, [CODE.typedef, 't', u32(SECOND)]) }],
    ['it refers to 0x', { info: inUnit(variable('v', 0x7fff_ffff), INT) }],
    ['it refers to 0x', { info: inUnit(variable('v', 3), INT) }],
    ['an entry should be here', { info: inUnit(variable('v', SECOND + lengthOf(INT)), INT) }],
    ['an entry of shape 99, which there is not', { info: inUnit(99) }],
    ['something goes on beyond the end', { info: unit5(CODE.unit, 'u', v) }],
    ['something goes on beyond the end', { info: unit5(CODE.unit, 'u', CODE.variable, 'v') }],
    ['something goes on beyond the end', { info: inUnit(CODE.variable, 'v', u32(0), [200, 3]) }],
    ['a number does not end', { info: inUnit(CODE.variable, 'v', u32(0), Array<number>(20).fill(0x80)) }],
    ['a unit of 99 bytes goes on beyond its section', { info: bytesOf(u32(99), u16(5)) }],
    ['a unit of the reserved length', { info: bytesOf(u32(0xffff_fff5), u16(5)) }],
    ['addresses of 8 bytes', { info: bytesOf(u32(9), u16(5), 1, 8, u32(0), 0) }],
    ['a unit of kind 9', { info: bytesOf(u32(9), u16(5), 9, 4, u32(0), 0) }],
    ['the abbreviations of a unit lie outside', { info: bytesOf(u32(9), u16(5), 1, 4, u32(0xffff), 0) }],
    [
      'the type of a type unit is not in it',
      { info: bytesOf(u32(21), u16(5), 2, 4, u32(0), u32(1), u32(2), u32(99), 0) },
    ],
    ['two shapes of code 1', { info: inUnit(INT), abbrev: [SHAPES, shape(1, TAG.variable, false)] }],
    [
      'a value of the unknown form 0x7f',
      { info: inUnit(INT), abbrev: [SHAPES, shape(9, TAG.variable, false, 3, 0x7f)] },
    ],
    ['whether a shape has children', { info: inUnit(INT), abbrev: [SHAPES, 9, TAG.variable, 7, 0, 0] }],
    [
      'a member at 200 of a structure of 8 bytes',
      { info: inStructure(member('m', SECOND + lengthOf([4, 's', u32(8)], member('m', 0), 0), 200)) },
    ],
    ['a type is larger than all memory', bigArray()],
    ['a name lies outside of its section', nameInStr(50)],
    ['a name does not end with its section', nameInStr(0, Buffer.from('abc'))],
    [
      'a number lies outside of its table',
      { info: unit5(1, 100), abbrev: shape(1, TAG.compileUnit, false, AT.producer, FORM.strx) },
    ],
    [
      'a value whose form stands before it',
      { info: unit5(1, FORM.indirect), abbrev: shape(1, TAG.compileUnit, false, 3, FORM.indirect) },
    ],
    ['an entry completes another one', originCircle()],
    ['the entry beside another one is not behind it', siblingBehind()],
    ['it refers to a type unit that there is not', unknownSignature()],
  ])('%s', (why, draft) => {
    expect(said(draft)).toMatch(new RegExp(`^dwarf_invalid: ${why.replace(/[()]/g, '.')}`));
  });

  it('whatever byte is made wrong: with a fault or not at all, and soon', () => {
    const good = inStructure(member('m', SECOND + 20));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bad = Uint8Array.from(good);
        bad[at] = byte;
        said({ info: bad });
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('debug information without end is refused', () => {
  it.each<[string, DebugDraft]>([
    ['entries more than 512 deep', { info: inUnit(Array<number>(600).fill(CODE.block), Array<number>(600).fill(0)) }],
    ['types more than 128 deep', typedefs(200)],
    ['a type of more than 65536 parts', doubled(20)],
    ['an array of more than 64 dimensions', dimensions(65)],
    ['the names have more than', namespaces()],
    ['a name has more than 16384 bytes', nameInStr(0, Buffer.alloc(20_000, 'n'))],
    ['more than 262144 variables', manyVariables(270_000)],
  ])('%s', (why, draft) => {
    expect(said(draft)).toMatch(new RegExp(`^dwarf_too_large: .*${why}`));
  });

  it('but a million entries are read', () => {
    const found = said({
      info: inUnit(variable('v', FIRST + VARIABLE_BYTES), INT, Array<Part>(8).fill(blocks(125_000))),
    });
    expect(found).toMatchObject({ knows: 'types', variables: [{ name: 'v' }] });
  });
});

function blocks(count: number): Uint8Array {
  return new Uint8Array(2 * count).map((_, index) => (index % 2 === 0 ? CODE.block : 0));
}

function bigArray(): DebugDraft {
  const abbrev = [
    SHAPES,
    shape(9, TAG.arrayType, true, AT.type, FORM.ref4),
    shape(10, TAG.subrangeType, false, AT.count, FORM.udata),
  ];
  const at = FIRST + VARIABLE_BYTES;
  const array = [9, u32(at + 12), 10, uleb(2 ** 31), 0];
  return { abbrev, info: inUnit(variable('v', at), array, INT) };
}

function dimensions(count: number): DebugDraft {
  const abbrev = [
    SHAPES,
    shape(9, TAG.arrayType, true, AT.type, FORM.ref4),
    shape(10, TAG.subrangeType, false, AT.count, FORM.udata),
  ];
  const at = FIRST + VARIABLE_BYTES;
  const array = [9, u32(at + 6 + 2 * count), Array<Part>(count).fill([10, 1]), 0];
  return { abbrev, info: inUnit(variable('v', at), array, INT) };
}

/** Variables deep in namespaces, each of which has all their names in its scope. */
function namespaces(): DebugDraft {
  const name = 'n'.repeat(1000);
  const abbrev = [SHAPES, shape(9, TAG.namespace, true, AT.name, FORM.string)];
  const inner = (index: number): Part => [9, 'inner', variable('v', FIRST, RAM + index), 0];
  const all = Array.from({ length: 1000 }, (_, index) => inner(index));
  return { abbrev, ramBytes: 1000, info: inUnit(INT, Array<Part>(400).fill([9, name]), all, Array<Part>(400).fill(0)) };
}

function nameInStr(offset: number, str: Uint8Array = Buffer.from('name\0')): DebugDraft {
  const abbrev = shape(1, TAG.compileUnit, false, AT.producer, FORM.strp);
  return { abbrev, info: unit5(1, u32(offset)), others: { '.debug_str': str } };
}

function originCircle(): DebugDraft {
  const abbrev = [SHAPES, shape(9, TAG.variable, false, AT.location, FORM.exprloc, AT.abstractOrigin, FORM.ref4)];
  return { abbrev, info: inUnit(9, [5, 3, u32(RAM)], u32(FIRST)) };
}

function siblingBehind(): DebugDraft {
  const abbrev = [SHAPES, shape(9, TAG.structureType, true, AT.sibling, FORM.ref4)];
  return { abbrev, info: inUnit(INT, 9, u32(FIRST), 0) };
}

function unknownSignature(): DebugDraft {
  const abbrev = [SHAPES, shape(9, TAG.structureType, false, AT.signature, FORM.refSig8)];
  return { abbrev, info: inUnit(variable('v', FIRST + VARIABLE_BYTES), 9, u32(1), u32(2)) };
}

/** Typedefs of one another. */
function typedefs(count: number): DebugDraft {
  const first = FIRST + VARIABLE_BYTES;
  const chain = Array.from({ length: count }, (_, index) => [CODE.typedef, 't', u32(first + 7 * (index + 1))]);
  return { info: inUnit(variable('v', first), chain, INT) };
}

/** Structures with two members that are of the next structure, so that written out they double each time. */
function doubled(depth: number): DebugDraft {
  const first = FIRST + VARIABLE_BYTES;
  const bytes = lengthOf([CODE.structure, 's', u32(8)], member('a', 0), member('b', 0), 0);
  const chain = Array.from({ length: depth }, (_, index) => {
    const next = first + bytes * (index + 1);
    return [[CODE.structure, 's', u32(8)], member('a', next), member('b', next), 0];
  });
  return { info: inUnit(variable('v', first), chain, INT) };
}

function manyVariables(count: number): DebugDraft {
  const one = Buffer.from(bytesOf(variable('v', FIRST)));
  const all = Buffer.alloc(count * one.length);
  for (let index = 0; index < count; index += 1) {
    one.writeUInt32LE(RAM + index, one.length - 4);
    one.copy(all, index * one.length);
  }
  return { info: inUnit(all), ramBytes: count };
}
