import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable, VariableType } from '@twinbank/dwarf';

import { keptPointersOf, POINTERS_MAX } from '../index.js';
import { Displaced } from './displaced.js';
import { array, callback, int, pointerTo, pointerToConst, structure, variable } from './testing/variables.js';

const FLASH = { start: 0x08000000, end: 0x08001000 };
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
const found = (one: ProgramVariable): string[] =>
  keptPointersOf(one, { flash: FLASH }).map(({ path, offset, to }) => `${path}@${offset} ${to}`);
const of = (type: VariableType | undefined, initial: ProgramVariable['initial'] = 'zero', bytes?: number): string[] =>
  found(variable('v', 0x20000000, { type, initial, ...(bytes !== undefined && { bytes }) }));

describe('addresses in flash that a variable holds', () => {
  it('are pointers to functions, wherever they are in it, an array counted once', () => {
    expect(of(callback)).toEqual(['@0 code']);
    expect(of(structure({ n: int(), on: array(structure({ id: int(), call: callback }), 3) }))).toEqual([
      '.on[].call@8 code',
    ]);
    expect(of(array(callback, 2, 2))).toEqual(['[][]@0 code']);
  });

  it('are words that start-up code sets to an address in the image, by whatever type', () => {
    expect(of(pointerTo('char'), words(0x08000123))).toEqual(['@0 flash']);
    expect(of(int(), words(0x08000123))).toEqual(['@0 flash']);
    expect(of({ kind: 'base', name: 'float', encoding: 'float', bytes: 4 }, words(0x08000123))).toEqual([]);
    expect(of(array(int(), 3), words(1, 0x08000fff, 0x08001000))).toEqual(['[]@4 flash']);
    expect(of(pointerTo('char'), words(0x20000123))).toEqual([]);
  });

  it('may be pointers to constants', () => {
    expect(of(pointerToConst('char'))).toEqual(['@0 constant']);
    expect(of(pointerTo('char'))).toEqual([]);
    expect(of(array(pointerToConst('char'), 2), words(0, 0x08000010))).toEqual(['[]@4 flash']);
  });

  it('are the hidden pointers of C++ objects to their virtual functions', () => {
    expect(of(structure({ '_vptr.Motor': pointerTo('int (*)(void)'), speed: int() }))).toEqual(['._vptr.Motor@0 code']);
  });

  it('are without a type only what start-up code sets', () => {
    expect(of(undefined, words(1, 0x08000011), 8)).toEqual(['+4@4 flash']);
    expect(of(undefined, 'zero', 8)).toEqual([]);
  });

  it('are not more than are listed, and found in time, whatever the type is', () => {
    expect(of(undefined, words(...new Array<number>(5000).fill(0x08000010)), 20_000)).toHaveLength(POINTERS_MAX);
    let type: VariableType = int();
    for (let level = 0; level < 60; level += 1) type = structure({ a: type, b: type });
    expect(of(type)).toEqual([]);
    expect(of(array(array(array(int(), 4096), 4096), 4096), words(1))).toEqual([]);
  });
});

describe('addresses of variables that are elsewhere now', () => {
  const base = (name: string, bytes = 4): VariableType => ({ kind: 'base', name, encoding: 'unsigned', bytes });
  const node = structure({ next: pointerTo('node'), value: base('short unsigned int', 2) }, 'node');
  const list = variable('list', 0x20000100, { type: array(node, 2) });
  const gone = variable('gone', 0x20000200, { type: array(int(), 4) });
  const displaced = new Displaced([gone], [list]);
  const kept = (type: VariableType | undefined, before?: Uint8Array, what = displaced): string[] => {
    const bytes = type?.bytes ?? before?.length ?? 4;
    const from = variable('v', 0x20000000, { type, bytes, initial: before ?? 'zero' });
    const to = variable('v', 0x20000000, { type, bytes, initial: 'zero' });
    return keptPointersOf(to, { flash: FLASH, from, displaced: what }).map(
      ({ path, offset, to }) => `${path}@${offset} ${to}`,
    );
  };

  it('are words that start-up code of the running program set to where something was, to its last byte', () => {
    expect(kept(pointerTo('float'), words(0x20000100))).toEqual(['@0 moved']);
    expect(kept(int(), words(0x2000010b))).toEqual(['@0 moved']);
    expect(kept(undefined, words(1, 0x2000020c))).toEqual(['+4@4 moved']);
    expect(kept(array(pointerTo('float'), 3), words(0, 0, 0x20000200))).toEqual(['[]@8 moved']);
    expect([0x200000fc, 0x2000010c, 0x20000210].flatMap((word) => kept(pointerTo('float'), words(word)))).toEqual([]);
  });

  it('may be in pointers to what moved, and to whatever lies in it, however deep', () => {
    expect(kept(pointerTo('node'))).toEqual(['@0 data']);
    expect(kept(structure({ id: int(), next: pointerTo('node *') }))).toEqual(['.next@4 data']);
    expect(kept(pointerTo('short'))).toEqual(['@0 data']);
    expect(kept(pointerTo('node []'))).toEqual(['@0 data']);
    expect(kept(pointerToConst('node'))).toEqual(['@0 data']);
  });

  it('may be in pointers that point to anything', () => {
    expect([pointerTo('void'), pointerTo('char'), pointerTo('unsigned char')].flatMap((type) => kept(type))).toEqual(
      Array(3).fill('@0 data'),
    );
  });

  it('are not in pointers to other types, nor in those to texts, nor where nothing moved', () => {
    expect(kept(pointerTo('float'))).toEqual([]);
    expect(kept(pointerTo('int'))).toEqual([]);
    expect(kept(pointerToConst('char'))).toEqual(['@0 constant']);
    expect(kept(pointerTo('void'), undefined, new Displaced([gone], []))).toEqual([]);
  });

  it('may be in any pointer where the types of what moved are not known, or are too many', () => {
    const untyped = new Displaced([], [variable('raw', 0x20000300, { type: undefined, bytes: 8 })]);
    expect(kept(pointerTo('float'), undefined, untyped)).toEqual(['@0 data']);
    let type: VariableType = int();
    for (let level = 0; level < 20; level += 1) type = structure({ a: type, b: type });
    expect(kept(pointerTo('float'), undefined, new Displaced([], [variable('v', 0, { type })]))).toEqual(['@0 data']);
  });

  it('are looked for by the same name, whatever order the compiler puts its words in', () => {
    const moved = (name: string, bytes: number) => new Displaced([], [variable('v', 0, { type: base(name, bytes) })]);
    expect(kept(pointerTo('unsigned int'), undefined, moved('int', 4))).toEqual(['@0 data']);
    expect(kept(pointerTo('unsigned long'), undefined, moved('long unsigned int', 4))).toEqual(['@0 data']);
    expect(kept(pointerTo('short'), undefined, moved('short int', 2))).toEqual(['@0 data']);
    expect(kept(pointerTo('short'), undefined, moved('long int', 4))).toEqual([]);
  });
});
