import type { ProgramVariable } from '../program-variable.js';
import type { RamSections } from '../ram.js';
import { sourceName } from '../source-name.js';
import type { TypedVariable } from './typed-variables.js';

/**
 * The variables of the symbol table with what the debug information says of them, and those that only the latter has; by address.
 * The address decides what belongs together, before the name: symbols are aliases, have something appended, or are called after
 * the function in which a static is.
 */
export function combine(
  symbols: readonly ProgramVariable[],
  typed: readonly TypedVariable[],
  ram: RamSections,
): readonly ProgramVariable[] {
  const unclaimed = byAddress(typed);
  const all = byAddress(typed);
  const claimed = new Map<ProgramVariable, TypedVariable>();
  for (const claims of [isNamed, isAsLarge])
    for (const symbol of symbols) {
      const there = unclaimed.get(symbol.address) ?? [];
      const index = claimed.has(symbol) ? -1 : there.findIndex((one) => claims(one, symbol));
      if (index >= 0) claimed.set(symbol, there.splice(index, 1)[0]!);
    }
  const variables = symbols.map((symbol) => {
    const own = claimed.get(symbol);
    return own ? completed(symbol, own) : withType(symbol, all.get(symbol.address) ?? []);
  });
  for (const one of [...unclaimed.values()].flat()) variables.push(...withoutSymbol(one, ram));
  return variables.sort((a, b) => a.address - b.address);
}

const isAsLarge = ({ type }: TypedVariable, { bytes }: ProgramVariable): boolean => type.bytes === bytes;

/** Each once: a variable that several units have, as an inline one of C++, stands in the debug information of each. */
function byAddress(typed: readonly TypedVariable[]): Map<number, TypedVariable[]> {
  const found = new Map<number, Map<string, TypedVariable>>();
  for (const variable of typed) {
    const there = found.get(variable.address) ?? new Map<string, TypedVariable>();
    found.set(variable.address, there);
    const name = variable.linkageName ?? `${variable.scope ?? ''} ${variable.name}`;
    const before = there.get(name);
    if (!before || before.type.bytes < variable.type.bytes) there.set(name, variable);
  }
  return new Map([...found].map(([address, there]) => [address, [...there.values()]]));
}

const isNamed = ({ name, linkageName }: TypedVariable, { symbol }: ProgramVariable): boolean =>
  linkageName === symbol || name === symbol || sourceName(symbol, 'variable') === (linkageName ?? name);

function completed(symbol: ProgramVariable, { name, unit, type, ...own }: TypedVariable): ProgramVariable {
  const scope = own.scope ?? functionIn(symbol.symbol, name);
  return {
    ...symbol,
    name,
    ...(unit !== undefined && { unit }),
    ...(scope !== undefined && { scope }),
    bytes: symbol.bytes === 0 ? type.bytes : symbol.bytes,
    type,
  };
}

/** A variable that only the debug information has: its symbol was stripped, or never was. */
function withoutSymbol({ linkageName, ...variable }: TypedVariable, ram: RamSections): ProgramVariable[] {
  const { name, address, type } = variable;
  const { bytes } = type;
  const around = ram.around(address);
  if (!around) return [];
  const { section } = around;
  const initial = ram.initialAt(around, address, bytes);
  return [{ ...variable, symbol: linkageName ?? name, bytes, section: section.name, initial }];
}

/** clang calls a static of a function `function.name`, and sometimes says of which function it is nowhere else. */
function functionIn(symbol: string, name: string): string | undefined {
  const plain = sourceName(symbol, 'variable');
  return plain.endsWith(`.${name}`) ? plain.slice(0, -name.length - 1) : undefined;
}

/** An alias has the type of what it is another name of, if that is as large. */
function withType(symbol: ProgramVariable, there: readonly TypedVariable[]): ProgramVariable {
  const same = there.find(({ type }) => type.bytes === symbol.bytes);
  return same ? { ...symbol, type: same.type } : symbol;
}
