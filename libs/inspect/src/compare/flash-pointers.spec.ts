import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable, VariableType } from '@twinbank/dwarf';

import { flashPointersOf, POINTERS_MAX } from '../index.js';
import { array, callback, int, pointerTo, pointerToConst, structure, variable } from './testing/variables.js';

const FLASH = { start: 0x08000000, end: 0x08001000 };
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
const found = (one: ProgramVariable): string[] =>
  flashPointersOf(one, FLASH).map(({ path, offset, to }) => `${path}@${offset} ${to}`);
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
