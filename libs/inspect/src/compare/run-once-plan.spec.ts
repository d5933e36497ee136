import type { ProgramVariable } from '@twinbank/dwarf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compareVariables, runOncePlan, type RunOncePlan } from '../index.js';
import { applyPlan } from './testing/apply-plan.js';
import { array, callback, int, structure, variable } from './testing/variables.js';

const planOf = (from: ProgramVariable[], to: ProgramVariable[]): RunOncePlan =>
  runOncePlan(compareVariables({ from, to, flash: { start: 0x08000000, end: 0x08010000 } }));
const told = ({ steps }: RunOncePlan): string[] =>
  steps.map((step) => `${step.do} ${step.name}${'save' in step ? ` #${step.save}` : ''}`);

const RAM_BYTES = 96;
/** Bytes as variables of a layout: where each begins, and how long it is; none shares bytes with another. */
const layout = fc
  .tuple(fc.shuffledSubarray([...'abcdefghij']), fc.infiniteStream(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 9 }))))
  .map(([names, stream]) => {
    const variables: ProgramVariable[] = [];
    let address = 0;
    for (const name of names) {
      const [gap, bytes] = stream.next().value as [number, number];
      if (address + gap + bytes > RAM_BYTES) break;
      variables.push(variable(name, address + gap, { bytes, type: array(int(1), bytes) }));
      address += gap + bytes;
    }
    return variables;
  });
/** Two layouts in which some of the variables that both have keep their size. */
const layouts = fc.tuple(layout, layout, fc.uint8Array({ minLength: 10, maxLength: 10 }));

function resized(variables: readonly ProgramVariable[], like: readonly ProgramVariable[]): ProgramVariable[] {
  const kept: ProgramVariable[] = [];
  let end = 0;
  for (const one of variables) {
    const bytes = like.find(({ name }) => name === one.name)?.bytes ?? one.bytes;
    const address = Math.max(one.address, end);
    if (address + bytes > RAM_BYTES) break;
    kept.push({ ...one, address, bytes, type: array(int(1), bytes), initial: initialOf(one.name, bytes) });
    end = address + bytes;
  }
  return kept;
}

const initialOf = (name: string, bytes: number): 'zero' | Uint8Array =>
  name < 'c' ? 'zero' : new Uint8Array(bytes).fill(name.charCodeAt(0));
const converted = (name: string, before: Uint8Array, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) =>
    before.reduce((sum, byte) => sum + byte, name.charCodeAt(0) + index),
  );

function expected(ram: Uint8Array, from: readonly ProgramVariable[], to: readonly ProgramVariable[]): Uint8Array[] {
  return to.map(({ name, bytes, initial }) => {
    const old = from.find((one) => one.name === name);
    if (!old) return typeof initial === 'string' ? new Uint8Array(bytes) : initial;
    const before = ram.slice(old.address, old.address + old.bytes);
    return old.bytes === bytes ? before : converted(name, before, bytes);
  });
}

describe('the plan of run-once code', () => {
  it('gives each variable of the new layout what it expects, whatever the old one was', () => {
    let [moves, circles] = [0, 0];
    fc.assert(
      fc.property(layouts, fc.boolean(), ([from, drawn, seeds], keepSizes) => {
        const to = keepSizes ? resized(drawn, from) : resized(drawn, []);
        const ram = Uint8Array.from({ length: RAM_BYTES }, (_, index) => seeds[index % 10]! ^ (index * 37));
        const plan = planOf(from, to);
        moves += plan.steps.filter((step) => step.do === 'move').length;
        circles += plan.steps.filter((step) => step.do === 'restore').length;
        const after = applyPlan(ram, plan, converted);
        const values = to.map(({ address, bytes }) => after.slice(address, address + bytes));
        expect(values).toEqual(expected(ram, from, to));
      }),
      { numRuns: 600 },
    );
    expect([moves > 150, circles > 5]).toEqual([true, true]);
  });

  it('moves each value before its old place is taken', () => {
    const from = [variable('a', 0), variable('b', 4), variable('c', 8)];
    const to = [variable('a', 4), variable('b', 8), variable('c', 12)];
    expect(told(planOf(from, to))).toEqual(['move c', 'move b', 'move a']);
    expect(told(planOf(to, from))).toEqual(['move a', 'move b', 'move c']);
  });

  it('copies one value aside where all of them wait for one another', () => {
    const [from, to] = [
      [variable('a', 0), variable('b', 4), variable('c', 8)],
      [variable('a', 4), variable('b', 8), variable('c', 0)],
    ];
    const plan = planOf(from, to);
    expect(told(plan)).toEqual(['save c #1', 'move b', 'move a', 'restore c #1']);
    expect(plan).toMatchObject({ savedBytes: 4, needsCode: false });
  });

  it('copies aside the shortest of them, and nothing for which nobody waits', () => {
    const long = { bytes: 8, type: array(int(), 2) };
    const [from, to] = [
      [variable('last', 20, { bytes: 1, type: int(1) }), variable('long', 0, long), variable('short', 8)],
      [variable('last', 4, { bytes: 1, type: int(1) }), variable('long', 5, long), variable('short', 0)],
    ];
    const plan = planOf(from, to);
    expect(told(plan)).toEqual(['save short #1', 'move long', 'move last', 'restore short #1']);
    expect(plan.savedBytes).toBe(4);
  });

  it('copies aside what is to be converted, and initialises last', () => {
    const from = [variable('state', 0, { type: structure({ a: int() }) }), variable('moved', 8)];
    const to = [
      variable('state', 0, { type: structure({ a: int(), b: int() }) }),
      variable('moved', 12),
      variable('added', 8, { initial: Uint8Array.of(1, 2, 3, 4) }),
      variable('kept', 16, { initial: 'none' }),
    ];
    const plan = planOf(from, to);
    expect(told(plan)).toEqual(['save state #1', 'move moved', 'convert state #1', 'initialise added']);
    expect(plan.needsCode).toBe(true);
  });

  it('has addresses in flash set anew, after the variable was moved', () => {
    const [from, to] = [0, 4].map((address) => [variable('handler', address, { type: callback })]);
    expect(told(planOf(from!, to!))).toEqual(['move handler', 'repoint handler']);
    expect(told(planOf([], to!))).toEqual(['initialise handler']);
  });

  it('is empty if nothing changed, or variables are only gone', () => {
    const from = [variable('a', 0), variable('b', 4)];
    expect(planOf(from, from).steps).toEqual([]);
    expect(planOf(from, [from[0]!]).steps).toEqual([]);
  });

  it('copies everything aside where variables lie upon one another so often that their order cannot be looked at', () => {
    const many = (base: number): ProgramVariable[] =>
      Array.from({ length: 700 }, (_, index) =>
        variable(`v${index}`, base + index, { bytes: 2000, type: array(int(1), 2000) }),
      );
    const { steps } = planOf(many(0), many(100));
    expect(new Set(steps.map((step) => step.do))).toEqual(new Set(['save', 'restore']));
  });
});
