import type { Member, PointerType, ProgramVariable, VariableType } from '@twinbank/dwarf';

/** A signed integer of so many bytes. */
export const int = (bytes = 4, name = `int${bytes * 8}_t`): VariableType => ({
  kind: 'base',
  name,
  encoding: 'signed',
  bytes,
});

/** A pointer to a function. */
export const callback: VariableType = { kind: 'pointer', to: 'code', target: 'void (void)', bytes: 4 };

/** A pointer to data. */
export const pointerTo = (target: string): PointerType => ({ kind: 'pointer', to: 'data', target, bytes: 4 });

/** A pointer to constant data. */
export const pointerToConst = (target: string): VariableType => ({ ...pointerTo(target), constant: true });

/** A structure of members, one behind the other. */
export function structure(members: Readonly<Record<string, VariableType>>, name?: string): VariableType {
  let offset = 0;
  const laid = Object.entries(members).map(([member, type]): Member => {
    const at = offset;
    offset += type.bytes;
    return { name: member, offset: at, type };
  });
  return { kind: 'structure', ...(name !== undefined && { name }), bytes: offset, members: laid };
}

/** An array of so many elements in each dimension. */
export const array = (element: VariableType, ...counts: number[]): VariableType => ({
  ...{ kind: 'array', element, counts },
  bytes: counts.reduce((product, count) => product * count, element.bytes),
});

/** What is said of a variable; a type of `undefined` is one that nobody knows. */
export type Said = Partial<Omit<ProgramVariable, 'type'>> & { readonly type?: VariableType | undefined };

/** A variable; of `int` and zeroed unless told. */
export function variable(name: string, address: number, said: Said = {}): ProgramVariable {
  const { type, ...rest } = 'type' in said ? said : { ...said, type: int() };
  const bytes = rest.bytes ?? type?.bytes ?? 4;
  return { name, symbol: name, address, section: '.bss', initial: 'zero', ...(type && { type }), ...rest, bytes };
}
