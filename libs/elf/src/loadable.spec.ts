import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { elfOf } from '@twinbank/testkit/elf-file';

import { loadableOf, readElf, type LoadedBytes } from './index.js';

const FIRMWARE = new URL('../../../simulators/firmware/build/', import.meta.url);
const CODE = { name: '.text', address: 0x08000000, bytes: Buffer.from('code') };
const shown = (loaded: readonly LoadedBytes[]) =>
  loaded.map(({ address, bytes, section }) => [address.toString(16), Buffer.from(bytes).toString(), section]);

describe('what an ELF file loads', () => {
  it('is its sections with content, where they are loaded to, sorted', () => {
    const { bytes } = elfOf([
      { name: '.data', address: 0x20000000, loadAddress: 0x08000010, bytes: Buffer.from('initial') },
      CODE,
      { name: '.bss', address: 0x20000100, memoryBytes: 64 },
      { name: '.comment', bytes: Buffer.from('GCC') },
    ]);
    expect(shown(loadableOf(readElf(bytes), 100))).toEqual([
      ['8000000', 'code', '.text'],
      ['8000010', 'initial', '.data'],
    ]);
  });

  it('leaves out what a segment has beside its sections: the header of the file, and padding', () => {
    const file = elfOf([CODE]);
    const headerBytes = file.bytes.readUInt32LE(file.segmentsAt + 4);
    for (const [word, change] of [
      [1, -headerBytes],
      [2, -headerBytes],
      [3, -headerBytes],
      [4, headerBytes + 8],
      [5, headerBytes + 8],
    ] as const) {
      const at = file.segmentsAt + 4 * word;
      file.bytes.writeUInt32LE(file.bytes.readUInt32LE(at) + change, at);
    }
    expect(shown(loadableOf(readElf(file.bytes), 100))).toEqual([['8000000', 'code', '.text']]);
  });

  it('is refused with both addresses if a segment has a section elsewhere than the section says, as armlink writes it', () => {
    const file = elfOf([
      { ...CODE, bytes: Buffer.from('codedata') },
      { name: 'RW_IRAM1', flags: 2, bytes: Buffer.from('x') },
    ]);
    const put = (at: number, value: number) => file.bytes.writeUInt32LE(value, at);
    put(file.entryOf('.text') + 20, 4);
    put(file.entryOf('RW_IRAM1') + 12, 0x20000000);
    put(file.entryOf('RW_IRAM1') + 16, file.bytes.readUInt32LE(file.segmentsAt + 4) + 4);
    put(file.entryOf('RW_IRAM1') + 20, 4);
    const told =
      `elf_invalid: offset 0x${(file.entryOf('RW_IRAM1') + 12).toString(16)}: section RW_IRAM1 is at 0x20000000, ` +
      'but the segment that has its bytes puts them at 0x8000004: ';
    expect(() => loadableOf(readElf(file.bytes), 100)).toThrow(told);
    expect(() => loadableOf(readElf(file.bytes), 100)).toThrow(/fromelf --bin/);
  });

  it.each(['01', '00ff7e', 'ffffffff00d4'])('is refused if a segment has bytes that are in no section: %s', (hex) => {
    const crc = { name: '.crc', address: 0x08000100, bytes: Buffer.from(hex, 'hex') };
    const file = elfOf([CODE, crc]);
    expect(shown(loadableOf(readElf(file.bytes), 100))).toHaveLength(2);
    file.bytes.fill(0, file.entryOf('.crc') + 4, file.entryOf('.crc') + 24);
    const at = file.bytes.readUInt32LE(file.segmentsAt + 32 + 4) + crc.bytes.length - 1;
    const told = `offset 0x${(file.segmentsAt + 36).toString(16)}: the segment at 0x${(at + 1 - crc.bytes.length).toString(16)}`;
    const loaded = `loads bytes at 0x${at.toString(16)} to 0x${(0x080000ff + crc.bytes.length).toString(16)} that are in no section`;
    expect(() => loadableOf(readElf(file.bytes), 100)).toThrow(`elf_invalid: ${told} ${loaded}`);
  });

  it('is not refused for 00 and FF that are in no section, nor for what is not loaded', () => {
    const padding = { name: '.padding', address: 0x08000100, bytes: Buffer.from('00ff00ff', 'hex') };
    const file = elfOf([CODE, padding, { name: '.gone', bytes: Buffer.from('not loaded') }]);
    for (const name of ['.padding', '.gone']) file.bytes.fill(0, file.entryOf(name) + 4, file.entryOf(name) + 24);
    expect(shown(loadableOf(readElf(file.bytes), 100))).toEqual([['8000000', 'code', '.text']]);
  });

  it('is refused for such bytes behind, before and between its sections, also where a section without content claims them', () => {
    const cut = elfOf([{ ...CODE, bytes: Buffer.from('code!') }]);
    cut.bytes.writeUInt32LE(4, cut.entryOf('.text') + 20);
    expect(() => loadableOf(readElf(cut.bytes), 100)).toThrow(/elf_invalid.*to 0x8000004 that are in no section/);
    const one = { name: '.one', address: 0x08000000, bytes: Buffer.from('four') };
    const gone = { name: '.gone', address: 0x08000004, bytes: Buffer.from('l\0\0\0') };
    const two = { name: '.two', address: 0x08000008, bytes: Buffer.from('last') };
    for (const order of [
      [one, gone, two],
      [gone, one, two],
      [one, two, gone],
    ]) {
      const file = elfOf(order);
      const noBits = Buffer.from(file.bytes);
      noBits.writeUInt32LE(8, file.entryOf('.gone') + 4);
      file.bytes.fill(0, file.entryOf('.gone') + 4, file.entryOf('.gone') + 24);
      for (const bytes of [file.bytes, noBits])
        expect(() => loadableOf(readElf(bytes), 100)).toThrow(/elf_invalid.*that are in no section/);
    }
  });

  it('is refused if a section is in memory and not loaded, there is nothing, or more than fits', () => {
    const outside = elfOf([CODE, { name: '.lost', flags: 2, bytes: Buffer.from('x') }]);
    expect(() => loadableOf(readElf(outside.bytes), 100)).toThrow(
      /elf_invalid.*section .lost is in memory, but in no segment/,
    );
    const moved = elfOf([CODE]);
    moved.bytes.writeUInt32LE(0x08000004, moved.entryOf('.text') + 12);
    expect(() => loadableOf(readElf(moved.bytes), 100)).toThrow(
      /section .text is at 0x8000004, .* puts them at 0x8000000/,
    );
    expect(() =>
      loadableOf(readElf(elfOf([{ name: '.bss', address: 0x20000000, memoryBytes: 4 }]).bytes), 100),
    ).toThrow(/nothing is to be loaded/);
    expect(() => loadableOf(readElf(elfOf([]).bytes), 100)).toThrow(/nothing is to be loaded/);
    expect(shown(loadableOf(readElf(elfOf([CODE]).bytes), 4))).toHaveLength(1);
    expect(() => loadableOf(readElf(elfOf([CODE]).bytes), 3)).toThrow(/image_too_large.*loads 4 bytes; at most 3 fit/);
  });

  it.each(
    ['l0', 'l4', 'g4'].flatMap((family) =>
      ['1.0.0', '1.1.0'].map((version) => `${family}/twinbank-${family}-${version}`),
    ),
  )('is the image that objcopy made of it: %s', (name) => {
    const image = readFileSync(new URL(`${name}.bin`, FIRMWARE));
    const loaded = loadableOf(readElf(readFileSync(new URL(`${name}.elf`, FIRMWARE))), image.length);
    const bytes = Buffer.alloc(image.length);
    for (const { address, bytes: part } of loaded) bytes.set(part, address - 0x08000000);
    expect(bytes.equals(image)).toBe(true);
  });
});
