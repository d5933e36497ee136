import type { VariableType } from '@twinbank/dwarf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { DIFFERENCES_MAX, typeDifferences } from '../index.js';
import { array, callback, int, pointerTo, structure } from './testing/variables.js';

const told = (from: VariableType, to: VariableType): string[] =>
  typeDifferences(from, to).map(({ path, kind, from: was, to: is }) => {
    const place = (at: typeof was): string => (at ? `${at.offset} ${at.type}` : '-');
    return `${path} ${kind}: ${place(was)} > ${place(is)}`;
  });

describe('the difference of two types', () => {
  it('is none where bytes mean the same: names of types do not count, signs and members do', () => {
    expect(told(int(4, 'int'), int(4, 'long'))).toEqual([]);
    expect(told(structure({ a: int() }, 'old'), structure({ a: int() }, 'new'))).toEqual([]);
    expect(told(int(), { kind: 'base', name: 'unsigned', encoding: 'unsigned', bytes: 4 })).toEqual([
      ' changed: 0 int32_t > 0 unsigned',
    ]);
    expect(told(structure({ a: int() }), structure({ b: int() }))).toEqual([
      '.a removed: 0 int32_t > -',
      '.b added: - > 0 int32_t',
    ]);
  });

  it('says of each member where it was and is, and of what type', () => {
    const from = structure({ integrator: int(), output: int(), angle: int() }, 'control_state');
    const to = structure({ integrator: int(8), angle: int(), output: int(2), error: int(2) }, 'control_state');
    expect(told(from, to)).toEqual([
      '.integrator changed: 0 int32_t > 0 int64_t',
      '.output changed: 4 int32_t > 12 int16_t',
      '.error added: - > 14 int16_t',
    ]);
  });

  it('looks into arrays, structures in structures and what has no name, with offsets from the variable on', () => {
    const inner = (bytes: number): VariableType => structure({ value: int(bytes), next: callback });
    const within = (bytes: number): VariableType => ({
      kind: 'structure',
      bytes: 4 + 2 * inner(bytes).bytes,
      members: [
        { name: 'count', offset: 0, type: int() },
        { offset: 4, type: structure({ rows: array(inner(bytes), 2) }) },
      ],
    });
    expect(told(within(4), within(8))).toEqual([
      '.(unnamed 1).rows[].value changed: 4 int32_t > 4 int64_t',
      '.(unnamed 1).rows[].next moved: 8 void (void) * > 12 void (void) *',
    ]);
    expect(told(array(int(), 8), array(int(), 9))).toEqual([' changed: 0 int32_t[8] > 0 int32_t[9]']);
    expect(told(array(int(), 2, 3), array(int(), 3, 2))).toHaveLength(1);
  });

  it('compares bit-fields by their bits, enums by their size, pointers by what they point to', () => {
    const flags = (offset: number, size: number): VariableType => ({
      ...{ kind: 'structure', bytes: 4 },
      members: [{ name: 'ready', offset: 0, bits: { offset, size }, type: int() }],
    });
    expect(told(flags(0, 1), flags(0, 1))).toEqual([]);
    expect(told(flags(0, 1), flags(1, 1))).toEqual(['.ready moved: 0 int32_t > 0 int32_t']);
    expect(told(flags(0, 1), flags(0, 2))).toEqual(['.ready changed: 0 int32_t > 0 int32_t']);
    expect(told({ kind: 'enum', name: 'a', bytes: 1 }, { kind: 'enum', bytes: 1 })).toEqual([]);
    expect(told({ kind: 'enum', bytes: 1 }, { kind: 'enum', bytes: 4 })).toHaveLength(1);
    expect(told(pointerTo('char'), callback)).toHaveLength(1);
    expect(told(pointerTo('char'), pointerTo('struct node'))).toHaveLength(1);
  });

  it('knows nothing of what is unknown but its size', () => {
    expect(told({ kind: 'unknown', bytes: 8 }, structure({ a: int(8) }))).toEqual([]);
    expect(told({ kind: 'unknown', bytes: 4 }, int(8))).toHaveLength(1);
    expect(told(structure({ a: int() }), { ...structure({ a: int() }), bytes: 8 })).toHaveLength(1);
  });

  it('ends, and lists no more than it may, whatever the types are', () => {
    let wide: [VariableType, VariableType] = [int(4), int(2)];
    for (let level = 0; level < 40; level += 1)
      wide = wide.map((type) => structure({ a: type, b: type })) as [VariableType, VariableType];
    const found = typeDifferences(...wide);
    expect([found.length > 0, found.length <= DIFFERENCES_MAX]).toEqual([true, true]);
  });

  it('is none between a type and itself', () => {
    const { type } = fc.letrec<{ type: VariableType }>((tie) => ({
      type: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom<VariableType>(int(1), int(4), callback, pointerTo('int'), { kind: 'unknown', bytes: 3 }),
        fc.tuple(tie('type'), fc.integer({ min: 0, max: 5 })).map(([element, count]) => array(element, count)),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('type')).map((members) => structure(members)),
      ),
    }));
    fc.assert(fc.property(type, (one) => typeDifferences(one, structuredClone(one)).length === 0));
  });
});
