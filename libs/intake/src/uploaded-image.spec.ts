import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { isFault } from '@twinbank/primitives';
import { elfOf, type SectionDraft } from '@twinbank/testkit/elf-file';

import { uploadedImage } from './uploaded-image.js';

const FIRMWARE = new URL('../../../simulators/firmware/build/', import.meta.url);
const read = (path: string): Buffer => readFileSync(new URL(path, FIRMWARE));
const CODE = { name: '.text', address: 0x08000000, bytes: Buffer.from('code') };
const of = (...sections: SectionDraft[]) => uploadedImage(elfOf(sections).bytes, 'STM32L486');
const faultOf = (...sections: SectionDraft[]): string => {
  try {
    of(...sections);
    return 'read';
  } catch (error) {
    if (!isFault(error)) throw error;
    return `${error.code} ${error.detail}`;
  }
};

describe('the image in an ELF file', () => {
  it.each([
    ['STM32L083', 'l0'],
    ['STM32L486', 'l4'],
    ['STM32G484', 'g4'],
  ] as const)('of the reference firmware for the %s is what objcopy makes of it', (part, family) => {
    for (const version of ['1.0.0', '1.1.0']) {
      const name = `${family}/twinbank-${family}-${version}`;
      const { image, findings } = uploadedImage(read(`${name}.elf`), part);
      expect(Buffer.from(image).equals(read(`${name}.bin`))).toBe(true);
      expect(findings).toEqual([{ code: 'elf_debug_info', detail: 'DWARF 5' }]);
    }
  });

  it('has initial values where they are loaded to, FF in gaps, and nothing of what is in RAM only', () => {
    const { image, findings } = of(
      { name: '.data', address: 0x20000000, loadAddress: 0x08000008, bytes: Buffer.from('set') },
      CODE,
      { name: '.bss', address: 0x20000100, memoryBytes: 64 },
    );
    expect(Buffer.from(image).toString('latin1')).toBe('code\xff\xff\xff\xffset');
    expect(findings).toEqual([
      { code: 'gaps_filled', detail: 'The file leaves out 4 bytes in 1 place; they are filled with FF.' },
      { code: 'elf_no_debug_info', detail: expect.any(String) },
    ]);
  });

  it('tells build id, toolchains and debug information', () => {
    const note = Buffer.from('\x04\0\0\0\x02\0\0\0\x03\0\0\0GNU\0\xab\xcd\0\0', 'latin1');
    const { findings } = of(
      CODE,
      { name: '.note', type: 7, bytes: note },
      { name: '.comment', bytes: Buffer.from('GCC: 12\0clang 14\0') },
      { name: '.zdebug_info', bytes: Buffer.of(1) },
    );
    expect(findings).toEqual([
      { code: 'elf_build_id', detail: 'abcd' },
      { code: 'elf_toolchain', detail: 'GCC: 12; clang 14' },
      { code: 'elf_debug_info', detail: 'DWARF, compressed' },
      { code: 'variables_unread', detail: expect.stringContaining('.zdebug_info is too short to be compressed') },
    ]);
  });

  it.each([
    ['.debug_info', 0, 'DWARF, too short to say which'],
    ['.debug_info', 0x800, 'DWARF, compressed'],
    ['.zdebug_info', 0, 'DWARF, compressed'],
  ])('tells debug information of which no version can be read: %s with flags %i is %s', (name, flags, detail) => {
    const { findings } = of(CODE, { name, flags, bytes: Buffer.of(1, 0, 0, 0, 5) });
    expect(findings[0]).toEqual({ code: 'elf_debug_info', detail });
  });

  it('promises nothing where there is no debug information', () => {
    expect(of(CODE).findings).toEqual([
      { code: 'elf_no_debug_info', detail: 'The ELF file has no debug information.' },
    ]);
  });

  it('is refused where something is loaded outside of bank 1, and the section is named', () => {
    const bank2 = { name: '.second', address: 0x08080000, bytes: Buffer.from('x') };
    expect(faultOf(CODE, bank2)).toMatch(
      /image_linked_elsewhere .*1 bytes of section .second at 0x08080000, which is bank 2/,
    );
    const options = { name: '.options', address: 0x1fff7800, bytes: Buffer.from('x') };
    expect(faultOf(CODE, options)).toMatch(/section .options at 0x1FFF7800, which is not flash of a bank/);
    const fast = { name: '.ramfunc', address: 0x20000000, bytes: Buffer.from('x') };
    expect(faultOf(CODE, fast)).toMatch(/section .ramfunc at 0x20000000, which is not flash of a bank/);
    expect(faultOf({ ...CODE, address: 0x08004000 })).toMatch(/image_linked_elsewhere .*begins at 0x08004000/);
  });

  it('is refused where it overlaps, or is more than a bank', () => {
    expect(faultOf(CODE, { ...CODE, name: '.twice', address: 0x08000003 })).toMatch(/elf_overlapping/);
    expect(faultOf({ ...CODE, bytes: Buffer.alloc(513 * 1024) })).toMatch(/image_too_large/);
  });

  it('is refused if its symbols cannot be read', () => {
    const file = elfOf([CODE], [{ name: 'main', section: 77 }]).bytes;
    expect(() => uploadedImage(file, 'STM32L486')).toThrow(/elf_invalid/);
  });
});
