import type { BaseEncoding, Member, ProgramVariable, VariableType } from '@twinbank/dwarf';
import { fromBase64Url } from '@twinbank/primitives';

import type { FactAnchor, FactFunction, ProgramFacts } from './program-facts.js';

/** Types within types deeper than this are kept by their size only. */
export const FACTS_DEPTH_MAX = 100;
export const FACTS_FORMAT = 1;

/** What was read is not what this server writes. */
class Damaged extends Error {
  override readonly name = 'Damaged';
}

const ADDRESSES = 2 ** 32;
const KNOWN: readonly ProgramFacts['knows'][] = ['types', 'symbols', 'nothing'];
const ENCODINGS: readonly BaseEncoding[] = ['signed', 'unsigned', 'float', 'boolean', 'character', 'other'];

/**
 * Reads what `encodeFacts` wrote; undefined if it is damaged in any way, or of a later version, so that nothing is known of the program. Whatever comes of
 * it has all that is said of it: nothing behind has to look again.
 *
 * @param lengthMax longest text, in characters
 */
export function readFactsDocument(text: string, lengthMax: number): ProgramFacts | undefined {
  if (text.length > lengthMax) return undefined;
  try {
    return factsIn(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Damaged) return undefined;
    throw error;
  }
}

function factsIn(document: unknown): ProgramFacts {
  const { format, knows, types, variables, ramFunctions, heap, usesHeap } = recordIn(document);
  if (format !== FACTS_FORMAT) throw new Damaged();
  const made = new TypesRead();
  for (const line of listIn(types)) made.add(line);
  return {
    knows: oneIn(knows, KNOWN),
    variables: listIn(variables).map((one) => variableIn(one, made)),
    ramFunctions: listIn(ramFunctions).map(functionIn),
    ...(heap !== undefined && { heap: anchorIn(heap) }),
    usesHeap: usesHeap === true || (usesHeap === false ? false : damaged()),
  };
}

function variableIn(value: unknown, types: TypesRead): ProgramVariable {
  const { name, symbol, unit, scope, address, bytes, section, type, initial } = recordIn(value);
  return {
    ...{ name: textIn(name), symbol: textIn(symbol) },
    ...(unit !== undefined && { unit: textIn(unit) }),
    ...(scope !== undefined && { scope: textIn(scope) }),
    ...{ address: wholeIn(address), bytes: wholeIn(bytes), section: textIn(section) },
    ...(type !== undefined && { type: types.at(type) }),
    initial: initialIn(initial),
  };
}

function initialIn(value: unknown): ProgramVariable['initial'] {
  if (value === 'zero' || value === 'none') return value;
  return fromBase64Url(textIn(recordIn(value)['bytes'])) ?? damaged();
}

function functionIn(value: unknown): FactFunction {
  const { name, address, bytes, crc32 } = recordIn(value);
  return {
    ...{ name: textIn(name), address: wholeIn(address), bytes: wholeIn(bytes) },
    ...(crc32 !== undefined && { crc32: wholeIn(crc32) }),
  };
}

function anchorIn(value: unknown): FactAnchor {
  const { symbol, address } = recordIn(value);
  return { symbol: textIn(symbol), address: wholeIn(address) };
}

/** Types by their places in a list, in which each comes after its parts. */
class TypesRead {
  private readonly made: { readonly type: VariableType; readonly depth: number }[] = [];

  add(line: unknown): void {
    const [kind, bytes, ...rest] = listIn(line);
    const depth =
      1 + this.partsOf(kind, rest).reduce<number>((most, part) => Math.max(most, this.found(part).depth), -1);
    const size = sizeIn(bytes);
    // Read in any case: what is too deep may be damaged, too.
    const type = this.read(textIn(kind), size, rest);
    this.made.push(depth > FACTS_DEPTH_MAX ? { type: { kind: 'unknown', bytes: size }, depth: 0 } : { type, depth });
  }

  at(place: unknown): VariableType {
    return this.found(place).type;
  }

  private found(place: unknown): { readonly type: VariableType; readonly depth: number } {
    return this.made[wholeIn(place)] ?? damaged();
  }

  private partsOf(kind: unknown, rest: readonly unknown[]): readonly unknown[] {
    if (kind === 'array') return [rest[0]];
    return kind === 'structure' || kind === 'union' ? listIn(rest[1]).map((member) => listIn(member)[2]) : [];
  }

  private read(kind: string, bytes: number, rest: readonly unknown[]): VariableType {
    switch (kind) {
      case 'base':
        return { kind, bytes, name: textIn(rest[0]), encoding: oneIn(rest[1], ENCODINGS) };
      case 'enum':
        return { kind, bytes, ...namedIn(rest[0]) };
      case 'pointer':
        return pointerIn(bytes, rest);
      case 'array':
        return { kind, bytes, element: this.at(rest[0]), counts: listIn(rest[1]).map(wholeIn) };
      case 'structure':
      case 'union':
        return { kind, bytes, ...namedIn(rest[0]), members: listIn(rest[1]).map((member) => this.member(member)) };
      case 'unknown':
        return { kind, bytes };
      default:
        return damaged();
    }
  }

  private member(value: unknown): Member {
    const [name, offset, type, bit, bits] = listIn(value);
    return {
      ...namedIn(name),
      offset: sizeIn(offset),
      ...(bit !== undefined && { bits: { offset: wholeIn(bit), size: wholeIn(bits) } }),
      type: this.at(type),
    };
  }
}

const pointerIn = (bytes: number, [to, target, constant]: readonly unknown[]): VariableType => ({
  ...{ kind: 'pointer', bytes, to: oneIn(to, ['code', 'data'] as const), target: textIn(target) },
  ...(constant !== undefined && { constant: constant === true || damaged() }),
});

const namedIn = (value: unknown): { readonly name?: string } => (value === null ? {} : { name: textIn(value) });

function damaged(): never {
  throw new Damaged();
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const recordIn = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : damaged());
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : damaged());
const textIn = (value: unknown): string => (typeof value === 'string' ? value : damaged());
const oneIn = <T extends string>(value: unknown, among: readonly T[]): T =>
  among.find((one) => one === value) ?? damaged();
/** Addresses, sizes, places: whole numbers within the memory of a part. */
const wholeIn = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= ADDRESSES
    ? (value as number)
    : damaged();
/** The size of a type, or a place in it, which a declaration alone may make larger than any memory. */
const sizeIn = (value: unknown): number =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : damaged();
