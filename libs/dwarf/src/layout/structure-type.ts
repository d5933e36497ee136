import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile, Entry } from '../entries/debug-file.js';
import { Reader } from '../entries/reader.js';
import { AT, OP, TAG } from '../entries/vocabulary.js';
import type { Member, StructureType, VariableType } from '../variable-type.js';
import { firstSaid, originsOf } from './origins.js';
import type { TypeSource } from './type-source.js';

/** A structure, class or union. One that is only declared has a name and no more, and is remembered by the source. */
export function structureType(types: TypeSource, entry: Entry): VariableType {
  const { file } = types;
  const chain = originsOf(file, entry);
  const name = firstSaid(chain, (one) => file.text(one, AT.name));
  const bytes = file.number(entry, AT.byteSize);
  if (bytes === undefined) {
    types.undefinedNames.add(name ?? '(anonymous)');
    return { kind: 'unknown', bytes: 0 };
  }
  const members = membersOf(types, entry, bytes);
  if (!members) return { kind: 'unknown', bytes };
  const kind = entry.tag === TAG.unionType ? 'union' : 'structure';
  return { kind, ...(name !== undefined && { name }), bytes, members };
}

/** The members; undefined if which of them there are depends on a value, as in enumerations of Rust. */
function membersOf(types: TypeSource, structure: Entry, bytes: number): readonly Member[] | undefined {
  const members: Member[] = [];
  if (!structure.hasChildren) return members;
  const { file } = types;
  const walk = file.walk(structure.unit, structure.at);
  walk.next();
  while (walk.next()) {
    const { tag } = walk.shape;
    if (tag === TAG.variantPart) return undefined;
    if (tag === TAG.member || tag === TAG.inheritance) {
      const entry = file.entryAt(walk.at, structure.at);
      const member = isStatic(file, entry) ? undefined : memberOf(types, entry);
      if (member && member.offset > bytes)
        throw dwarfFault('dwarf_invalid', entry.at, `a member at ${member.offset} of a structure of ${bytes} bytes`);
      if (member) {
        file.budget.member(entry.at);
        members.push(member);
      }
    }
    walk.skipChildren();
  }
  return members;
}

/** Static members of classes, which DWARF 4 has as members, are variables of their own. */
const isStatic = (file: DebugFile, member: Entry): boolean =>
  file.number(member, AT.external) !== undefined && file.number(member, AT.declaration) !== undefined;

/** A member or base class; undefined if its place is only known while the program runs, as of a virtual base class. */
function memberOf(types: TypeSource, entry: Entry): Member | undefined {
  const { file } = types;
  const type = types.typeOf([entry]);
  const place = placeOf(file, entry);
  if (place === undefined) {
    types.virtualBases.add(nameOf(type) ?? '(anonymous)');
    return undefined;
  }
  const name = entry.tag === TAG.inheritance ? nameOf(type) : file.text(entry, AT.name);
  const bits = bitsOf(file, entry, type, place);
  const offset = bits ? Math.floor(bits.offset / 8) : place;
  return { ...(name !== undefined && name !== '' && { name }), offset, ...(bits && { bits }), type };
}

const nameOf = (type: VariableType): string | undefined =>
  type.kind === 'structure' || type.kind === 'union' ? (type as StructureType).name : undefined;

/** Bytes from the start: a number, or an expression that adds one, as older compilers write it. */
function placeOf(file: DebugFile, entry: Entry): number | undefined {
  const value = entry.attributes.get(AT.memberLocation);
  if (value === undefined) return 0;
  if (value.is === 'number') return value.value;
  if (value.is !== 'block') return undefined;
  const reader = new Reader(file.bytes, value.from, value.to);
  const operation = reader.u8();
  if (operation !== OP.plusUconst && operation !== OP.constu) return undefined;
  const place = reader.uleb();
  if (operation === OP.constu && (reader.at === value.to || reader.u8() !== OP.plus)) return undefined;
  return reader.at === value.to ? place : undefined;
}

/** Of a bit-field: `DW_AT_data_bit_offset` counts from the start, the older `DW_AT_bit_offset` from the highest bit of a storage unit. */
function bitsOf(file: DebugFile, entry: Entry, type: VariableType, place: number): Member['bits'] {
  const size = file.number(entry, AT.bitSize);
  if (size === undefined) return undefined;
  const fromStart = file.number(entry, AT.dataBitOffset);
  if (fromStart !== undefined) return { offset: fromStart, size };
  const fromHighest = file.number(entry, AT.bitOffset);
  if (fromHighest === undefined) return { offset: 8 * place, size };
  const storageBytes = file.number(entry, AT.byteSize) ?? type.bytes;
  const offset = 8 * (place + storageBytes) - fromHighest - size;
  if (offset < 0) throw dwarfFault('dwarf_invalid', entry.at, 'a bit-field lies before its structure');
  return { offset, size };
}
