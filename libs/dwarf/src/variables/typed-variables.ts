import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile, Entry } from '../entries/debug-file.js';
import type { Unit } from '../entries/units.js';
import { AT } from '../entries/vocabulary.js';
import { firstSaid, originsOf } from '../layout/origins.js';
import { TypeReader } from '../layout/type-reader.js';
import { DWARF_LIMITS } from '../limits.js';
import type { VariableType } from '../variable-type.js';
import { findVariables, type FoundVariable } from './found-variables.js';
import { Scopes } from './scopes.js';
import { sourcePath } from './source-path.js';

/** A variable as the debug information tells it. */
export interface TypedVariable {
  readonly name: string;
  /** Its symbol, where that is not its name, as in C++. */
  readonly linkageName?: string;
  readonly unit?: string;
  readonly scope?: string;
  readonly address: number;
  readonly type: VariableType;
}

/** Variables with addresses, and the names of types of which not all is known, as in `TypeSource`. */
export interface TypedVariables {
  readonly variables: readonly TypedVariable[];
  readonly undefinedNames: ReadonlySet<string>;
  readonly virtualBases: ReadonlySet<string>;
}

/**
 * The variables that the debug information has at addresses that are wanted.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function typedVariables(file: DebugFile, isWanted: (address: number) => boolean): TypedVariables {
  const found = findVariables(file, isWanted).map((one) => ({
    ...one,
    chain: originsOf(file, file.entryAt(one.at, one.at)),
  }));
  const scopes = new Scopes(file);
  for (const { at, around } of found) scopes.learn(at, around);
  scopes.lookUp(found.map(({ chain }) => chain.at(-1)!.at));
  const types = new TypeReader(file);
  let parts = 0;
  const variables = found.flatMap((one) => {
    const variable = variableOf(file, types, scopes, one);
    if (!variable) return [];
    parts += types.partsOf(variable.type);
    if (parts > DWARF_LIMITS.typePartsTotal)
      throw dwarfFault('dwarf_too_large', one.at, `types of more than ${DWARF_LIMITS.typePartsTotal} parts together`);
    return [variable];
  });
  return { variables, undefinedNames: types.undefinedNames, virtualBases: types.virtualBases };
}

/** Undefined for what the compiler made and gave no name. */
function variableOf(
  file: DebugFile,
  types: TypeReader,
  scopes: Scopes,
  { chain, address }: FoundVariable & { readonly chain: readonly Entry[] },
): TypedVariable | undefined {
  const said = (attribute: number): string | undefined => firstSaid(chain, (entry) => file.text(entry, attribute));
  const name = said(AT.name);
  if (name === undefined) return undefined;
  const linkageName = said(AT.linkageName) ?? said(AT.mipsLinkageName);
  const home = chain.at(-1)!;
  const scope = scopes.nameAround(home.at);
  const unit = pathOf(file, home.unit);
  return {
    name,
    ...(linkageName !== undefined && { linkageName }),
    ...(unit !== undefined && { unit }),
    ...(scope !== undefined && { scope }),
    address,
    type: types.typeOf(chain),
  };
}

function pathOf(file: DebugFile, unit: Unit): string | undefined {
  const root = file.rootOf(unit);
  const name = file.text(root, AT.name);
  return name === undefined ? undefined : sourcePath(name, file.text(root, AT.compDir));
}
