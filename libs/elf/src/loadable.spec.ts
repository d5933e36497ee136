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

  it('is refused if a section is in memory and not loaded, there is nothing, or more than fits', () => {
    const outside = elfOf([CODE, { name: '.lost', flags: 2, bytes: Buffer.from('x') }]);
    expect(() => loadableOf(readElf(outside.bytes), 100)).toThrow(
      /elf_invalid.*section .lost is in memory, but in no segment/,
    );
    const moved = elfOf([CODE]);
    moved.bytes.writeUInt32LE(0x08000004, moved.entryOf('.text') + 12);
    expect(() => loadableOf(readElf(moved.bytes), 100)).toThrow(/in no segment/);
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
