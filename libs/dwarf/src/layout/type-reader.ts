import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile, Entry } from '../entries/debug-file.js';
import { AT, TAG } from '../entries/vocabulary.js';
import { DWARF_LIMITS } from '../limits.js';
import type { BaseEncoding, VariableType } from '../variable-type.js';
import { arrayType } from './array-type.js';
import { QUALIFIERS } from './qualifiers.js';
import { structureType } from './structure-type.js';
import { functionTypeBehind, pointsToConstant, TargetNames } from './target-names.js';
import type { TypeSource } from './type-source.js';

/** [DWARF 5 §7.8, table 7.11]; `char` is a character, and so are `uint8_t` and `int8_t`, which are made of it. */
const ENCODINGS: Readonly<Record<number, BaseEncoding>> = {
  ...{ 0x02: 'boolean', 0x04: 'float', 0x05: 'signed', 0x07: 'unsigned' },
  ...{ 0x06: 'character', 0x08: 'character', 0x10: 'character', 0x11: 'character', 0x12: 'character' },
};

const POINTERS: ReadonlySet<number> = new Set([
  ...[TAG.pointerType, TAG.referenceType, TAG.rvalueReference, TAG.pointerToMember],
]);
const STRUCTURES: ReadonlySet<number> = new Set([
  ...[TAG.structureType, TAG.classType, TAG.unionType, TAG.interfaceType],
]);
const POINTER_BYTES = 4;
const NOTHING: VariableType = { kind: 'unknown', bytes: 0 };
const SIZE_END = 0x1_0000_0000;

/** Reads types, each once, however many variables and members have it. */
export class TypeReader implements TypeSource {
  readonly undefinedNames = new Set<string>();
  readonly virtualBases = new Set<string>();
  private readonly known = new Map<number, VariableType>();
  private readonly parts = new Map<VariableType, number>();
  private readonly open = new Set<number>();
  private readonly names: TargetNames;

  constructor(readonly file: DebugFile) {
    this.names = new TargetNames(file);
  }

  /**
   * The type that an entry has, or the first of those that it completes.
   *
   * @returns a type of no bytes if it has none, as `void`
   * @throws Fault `dwarf_invalid`: it contains itself; `dwarf_too_large`
   */
  typeOf(chain: readonly Entry[]): VariableType {
    for (const entry of chain) {
      const at = this.file.reference(entry, AT.type);
      if (at !== undefined) return this.typeAt(at, entry.at);
    }
    return NOTHING;
  }

  /** How many parts a type has if each member's type is written out where it is used. */
  partsOf(type: VariableType): number {
    return this.parts.get(type) ?? 1;
  }

  private typeAt(at: number, saidAt: number): VariableType {
    const before = this.known.get(at);
    if (before) return before;
    if (this.open.has(at)) throw dwarfFault('dwarf_invalid', saidAt, 'a type contains itself');
    if (this.open.size >= DWARF_LIMITS.typeDepth)
      throw dwarfFault(
        'dwarf_too_large',
        saidAt,
        `types more than ${DWARF_LIMITS.typeDepth} deep inside of one another`,
      );
    this.open.add(at);
    const type = this.read(this.file.entryAt(at, saidAt));
    this.open.delete(at);
    this.demandSize(type, at);
    this.known.set(at, type);
    return type;
  }

  private read(entry: Entry): VariableType {
    // A class or enumeration that stands for a type unit.
    const elsewhere = this.file.reference(entry, AT.signature);
    if (elsewhere !== undefined) return this.typeAt(elsewhere, entry.at);
    if (QUALIFIERS.has(entry.tag)) return this.typeOf([entry]);
    if (POINTERS.has(entry.tag)) return this.pointer(entry);
    if (STRUCTURES.has(entry.tag)) return structureType(this, entry);
    switch (entry.tag) {
      case TAG.typedef:
        return this.typedef(entry);
      case TAG.baseType:
        return this.baseType(entry);
      case TAG.enumerationType:
        return this.enumType(entry);
      case TAG.arrayType:
        return arrayType(this.file, entry, this.typeOf([entry]));
      default:
        return this.other(entry);
    }
  }

  /** A structure without a tag is called what its typedef calls it, as C++ has it. */
  private typedef(entry: Entry): VariableType {
    const type = this.typeOf([entry]);
    const name = this.file.text(entry, AT.name);
    if (name === undefined || 'name' in type) return type;
    if (type.kind !== 'structure' && type.kind !== 'union' && type.kind !== 'enum') return type;
    const named = { ...type, name };
    this.parts.set(named, this.partsOf(type));
    return named;
  }

  private baseType(entry: Entry): VariableType {
    return {
      kind: 'base',
      name: this.file.text(entry, AT.name) ?? '',
      encoding: ENCODINGS[this.file.number(entry, AT.encoding) ?? 0] ?? 'other',
      bytes: this.file.number(entry, AT.byteSize) ?? 0,
    };
  }

  private enumType(entry: Entry): VariableType {
    const name = this.file.text(entry, AT.name);
    const bytes = this.file.number(entry, AT.byteSize) ?? this.typeOf([entry]).bytes;
    return { kind: 'enum', ...(name !== undefined && { name }), bytes };
  }

  private pointer(entry: Entry): VariableType {
    const toCode = functionTypeBehind(this.file, entry) !== undefined;
    // A pointer to a member function is a pointer and what is added to `this` [C++ ABI for the Arm Architecture, §3.1].
    const words = toCode && entry.tag === TAG.pointerToMember ? 2 : 1;
    return {
      kind: 'pointer',
      to: toCode ? 'code' : 'data',
      target: this.names.targetOf(entry),
      ...(pointsToConstant(this.file, entry) && { constant: true }),
      bytes: this.file.number(entry, AT.byteSize) ?? words * POINTER_BYTES,
    };
  }

  private other(entry: Entry): VariableType {
    const said = this.file.number(entry, AT.byteSize);
    if (entry.tag === TAG.unspecifiedType && this.file.text(entry, AT.name) === 'decltype(nullptr)')
      return { kind: 'pointer', to: 'data', target: 'nullptr_t', bytes: POINTER_BYTES };
    return said === undefined ? NOTHING : { kind: 'unknown', bytes: said };
  }

  private demandSize(type: VariableType, at: number): void {
    if (!(type.bytes >= 0 && type.bytes < SIZE_END))
      throw dwarfFault('dwarf_invalid', at, 'a type is larger than all memory');
    let parts = 1;
    if (type.kind === 'array') parts += this.partsOf(type.element);
    if (type.kind === 'structure' || type.kind === 'union')
      for (const member of type.members) parts += this.partsOf(member.type);
    if (parts > DWARF_LIMITS.typeParts)
      throw dwarfFault('dwarf_too_large', at, `a type of more than ${DWARF_LIMITS.typeParts} parts`);
    this.parts.set(type, parts);
  }
}
