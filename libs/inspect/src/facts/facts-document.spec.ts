import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable, VariableType } from '@twinbank/dwarf';

import { array, callback, int, pointerTo, pointerToConst, structure, variable } from '../compare/testing/variables.js';
import { decodeFacts, encodeFacts, FACTS_LENGTH_MAX, type ProgramFacts } from '../index.js';

const facts = (...variables: ProgramVariable[]): ProgramFacts => ({
  ...{ knows: 'types', variables, usesHeap: true, heap: { symbol: '_end', address: 0x20002000 } },
  ramFunctions: [{ name: 'flash_write', address: 0x20003000, bytes: 40, crc32: 7 }],
});

describe('the facts of a program as text', () => {
  it('come back as they were', () => {
    const flags: VariableType = {
      ...{ kind: 'union', name: 'flags', bytes: 4 },
      members: [
        { offset: 0, type: structure({ on: callback }) },
        { name: 'ready', offset: 1, bits: { offset: 9, size: 3 }, type: int() },
      ],
    };
    const known = facts(
      variable('state', 0x20000000, { type: array(flags, 2, 3), unit: 'src/a.c', scope: 'tick' }),
      variable('gain', 0x20000040, { type: pointerTo('char'), initial: Uint8Array.of(0, 1, 254, 255) }),
      variable('text', 0x20000048, { type: pointerToConst('char') }),
      variable('kept', 0x20000050, { type: { kind: 'enum', bytes: 1 }, initial: 'none' }),
      variable('mode', 0x20000060, { type: { kind: 'enum', name: 'mode', bytes: 1 } }),
      variable('lost', 0x20000070, { type: { kind: 'unknown', bytes: 8 } }),
      variable('bare', 0x20000080, { type: undefined, bytes: 12 }),
    );
    expect(decodeFacts(encodeFacts(known)!)).toEqual(known);
    expect(decodeFacts(encodeFacts(known, 'any')!)).toEqual(known);
    expect(encodeFacts(known, 'any')).not.toBe(encodeFacts(known, 'other'));
  });

  it('have each type once, however often it is used', () => {
    let type: VariableType = int();
    for (let level = 0; level < 60; level += 1) type = structure({ a: type, b: type });
    const text = encodeFacts(facts(variable('v', 0, { type, bytes: 8 })))!;
    expect(text.length).toBeLessThan(5000);
    expect(decodeFacts(text)!.variables[0]!.type!.kind).toBe('structure');
  });

  it('are less where they would be too long: without types, or not at all', () => {
    const wide = (index: number): VariableType => structure({ [`member_${index}_${'x'.repeat(400)}`]: int() });
    const many = Array.from({ length: 10_000 }, (_, index) => variable(`v${index}`, index * 4, { type: wide(index) }));
    const less = decodeFacts(encodeFacts(facts(...many))!)!;
    expect([less.knows, less.variables.length, less.variables[0]!.type]).toEqual(['symbols', 10_000, undefined]);
    const endless = variable('x'.repeat(FACTS_LENGTH_MAX), 0);
    expect(encodeFacts(facts(endless))).toBeUndefined();
  });

  it('are unknown if the text is damaged, or of a later version', () => {
    const text = encodeFacts(facts(variable('a', 0)))!;
    expect(decodeFacts(text.slice(0, -5))).toBeUndefined();
    expect(decodeFacts(text.replace('"format":1', '"format":2'))).toBeUndefined();
    expect(decodeFacts('[]')).toBeUndefined();
  });

  /** What stands in the text of a program with everything that there is. */
  const document = (): Record<string, never> & { types: unknown[][]; variables: Record<string, unknown>[] } => {
    const type = structure({ on: callback, table: array(int(), 4) }, 'state');
    return JSON.parse(encodeFacts(facts(variable('a', 0, { type, initial: Uint8Array.of(1) })))!) as never;
  };
  const changed = (edit: (all: ReturnType<typeof document>) => void): ProgramFacts | undefined => {
    const all = document();
    edit(all);
    return decodeFacts(JSON.stringify(all));
  };

  it.each<[string, (all: ReturnType<typeof document>) => void]>([
    ['is a list', (all) => (all['ramFunctions'] = {} as never)],
    ['has a name', (all) => delete all.variables[0]!['name']],
    ['has an address', (all) => (all.variables[0]!['address'] = -1)],
    ['has a whole size', (all) => (all.variables[0]!['bytes'] = 0.5)],
    ['fits into memory', (all) => (all.variables[0]!['bytes'] = 2 ** 33)],
    ['has an initial value', (all) => (all.variables[0]!['initial'] = 'one')],
    ['has bytes for it', (all) => (all.variables[0]!['initial'] = { bytes: '!' })],
    ['has a type that is there', (all) => (all.variables[0]!['type'] = 99)],
    ['has parts before it', (all) => all.types.reverse()],
    ['is of a kind', (all) => (all.types[0]![0] = 'pair')],
    ['has members', (all) => (all.types.at(-1)![3] = null)],
    ['has members with types', (all) => (all.types.at(-1)![3] = [['a', 0, 'int']])],
    ['points to code or data', (all) => (all.types[0]![2] = 'nowhere')],
    ['knows how much is known', (all) => (all['knows'] = 'all' as never)],
    ['says whether memory is allocated', (all) => (all['usesHeap'] = 1 as never)],
    ['has a beginning of the heap', (all) => (all['heap'] = { symbol: '_end' } as never)],
  ])('are unknown unless each of them %s', (_name, edit) => {
    expect(changed(() => undefined)).toBeDefined();
    expect(changed(edit)).toBeUndefined();
  });

  it('are unknown if the text is longer than any that is written', () => {
    const text = encodeFacts(facts(variable('a', 0)))!;
    expect(decodeFacts(text.padEnd(FACTS_LENGTH_MAX, ' '))).toBeDefined();
    expect(decodeFacts(text.padEnd(FACTS_LENGTH_MAX + 1, ' '))).toBeUndefined();
  });

  it('have types no deeper than is looked into', () => {
    const all = document();
    all.types = [['unknown', 4], ...Array.from({ length: 5000 }, (_, place) => ['array', 4, place, [1]])];
    all.variables[0]!['type'] = 5000;
    const read = decodeFacts(JSON.stringify(all))!;
    let depth = 0;
    for (let type = read.variables[0]!.type; type?.kind === 'array'; type = type.element) depth += 1;
    expect(depth).toBeGreaterThan(40);
    expect(depth).toBeLessThanOrEqual(100);
  });
});
