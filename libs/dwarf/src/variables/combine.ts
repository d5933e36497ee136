import type { ProgramVariable } from '../program-variable.js';
import type { RamSections } from '../ram.js';
import { sourceName } from '../source-name.js';
import type { TypedVariable } from './typed-variables.js';

/**
 * The variables of the symbol table with what the debug information says of them, and those that only the latter has; by address.
 * The address decides what belongs together: a symbol may be an alias, or have something appended to its name.
 */
export function combine(
  symbols: readonly ProgramVariable[],
  typed: readonly TypedVariable[],
  ram: RamSections,
): readonly ProgramVariable[] {
  const left = byAddress(typed);
  const variables = symbols.map((symbol) => {
    const there = left.get(symbol.address) ?? [];
    const named = there.find((one) => isNamed(one, symbol));
    return named ? completed(symbol, named) : withType(symbol, there);
  });
  for (const symbol of symbols) {
    const there = left.get(symbol.address);
    if (!there) continue;
    const others = there.filter((one) => !isNamed(one, symbol) && one.type.bytes !== symbol.bytes);
    left.set(symbol.address, others);
  }
  for (const one of [...left.values()].flat()) variables.push(...withoutSymbol(one, ram));
  return variables.sort((a, b) => a.address - b.address);
}

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
  linkageName === symbol || name === symbol || sourceName(symbol) === (linkageName ?? name);

function completed(symbol: ProgramVariable, { name, unit, scope, type }: TypedVariable): ProgramVariable {
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

/** An alias has the type of what it is another name of, if that is as large. */
function withType(symbol: ProgramVariable, there: readonly TypedVariable[]): ProgramVariable {
  const same = there.find(({ type }) => type.bytes === symbol.bytes);
  return same ? { ...symbol, type: same.type } : symbol;
}
