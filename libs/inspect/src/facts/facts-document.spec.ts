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
});
