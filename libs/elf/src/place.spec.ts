import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { elfOf } from '@twinbank/testkit/elf-file';

import { placeOf, rangeOf, readElf } from './index.js';

const FIRMWARE = new URL('../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.elf', import.meta.url);
const SECTIONS = [
  { name: '.text', address: 0x08000000, bytes: Buffer.alloc(64) },
  { name: '.data', address: 0x20000000, loadAddress: 0x08000040, bytes: Buffer.alloc(16) },
  { name: '.bss', address: 0x20000100, memoryBytes: 16 },
  { name: '.comment', bytes: Buffer.from('GCC') },
  { name: '.twice', address: 0x08000080, bytes: Buffer.alloc(4) },
  { name: '.twice', address: 0x08000084, bytes: Buffer.alloc(4) },
  { name: '.once', address: 0x08000088, bytes: Buffer.alloc(4) },
  { name: '.once', bytes: Buffer.alloc(4) },
];
const elf = readElf(
  elfOf(SECTIONS, [
    { name: 'one.c', info: 0x04 },
    { name: 'version', info: 0x01, value: 0x08000010, size: 6, section: '.text' },
    { name: 'two.c', info: 0x04 },
    { name: 'version', info: 0x01, value: 0x08000020, size: 6, section: '.text' },
    { name: 'gain', info: 0x11, value: 0x20000004, size: 4, section: '.data' },
    { name: 'swap', info: 0x12, value: 0x08000031, size: 8, section: '.text' },
    { name: 'alias', info: 0x12, value: 0x08000031, size: 8, section: '.text' },
    { name: 'alias', info: 0x22, value: 0x08000031, size: 8, section: '.text' },
    { name: 'label', info: 0x10, value: 0x08000030, size: 0, section: '.text' },
    { name: 'zeroed', info: 0x11, value: 0x20000100, size: 4, section: '.bss' },
    { name: 'far', info: 0x11, value: 0x0800003e, size: 4, section: '.text' },
    { name: 'before', info: 0x11, value: 0x07fffff0, size: 4, section: '.text' },
    { name: 'absolute', info: 0x10, value: 64, size: 4, section: 0xfff1 },
  ]).bytes,
);

describe('a place that somebody names', () => {
  it.each([
    ['0x08000400+64', 0x08000400, 64],
    ['134218752+0x40', 0x08000400, 64],
    ['.text', 0x08000000, 64],
    ['.data', 0x08000040, 16],
    ['one.c:version', 0x08000010, 6],
    ['two.c:version', 0x08000020, 6],
    ['gain', 0x08000044, 4],
    ['swap', 0x08000030, 8],
    ['alias', 0x08000030, 8],
  ])('%s is where it is loaded to', (text, address, length) => {
    expect(placeOf(elf, text)).toEqual({ address, length });
  });

  it.each([
    ['.swap', 'the file has no such section'],
    ['.twice', 'the file has several sections of this name: say a range of addresses'],
    ['.once', 'the file has several sections of this name: say a range of addresses'],
    ['missing', 'the file has no such symbol'],
    ['three.c:version', 'the file has no such symbol'],
    ['absolute', 'the file has no such symbol'],
    ['version', 'several symbols of this name'],
    ['label', 'the symbol has no size'],
    ['zeroed', 'section .bss has no content that is loaded'],
    ['.bss', 'section .bss has no content that is loaded'],
    ['.comment', 'section .comment has no content that is loaded'],
    ['far', 'the symbol lies outside of its section'],
    ['before', 'the symbol lies outside of its section'],
    ['0x+4', 'the file has no such symbol'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => placeOf(elf, text)).toThrow(`place_unknown: ${text}: `);
    expect(() => placeOf(elf, text)).toThrow(why);
  });

  it('is found in the reference firmware, and in a file without symbols by range and section', () => {
    const firmware = readElf(readFileSync(FIRMWARE));
    expect(placeOf(firmware, '.swap')).toEqual({ address: 0x08000400, length: 0x100 });
    expect(placeOf(firmware, 'bank_swap').address).toBe(0x08000400);
    expect(rangeOf('bank_swap')).toBeUndefined();
  });
});
