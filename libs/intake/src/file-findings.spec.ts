import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf, SHF_COMPRESSED } from '@twinbank/elf';

import { findingsOfFile } from './file-findings.js';

const FIRMWARE = new URL('../../../simulators/firmware/build/g4/', import.meta.url);
const file = (ending: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`twinbank-g4-1.1.0.${ending}`, FIRMWARE)));
const BIN = file('bin');
const PART = { part: 'STM32G484' } as const;
const codes = (found: ReturnType<typeof findingsOfFile>): readonly string[] => found.faults.map(({ code }) => code);

describe('a file', () => {
  it('of a good build has the same image in every format, and nothing against it', () => {
    const plain = findingsOfFile(BIN, PART);
    const elf = findingsOfFile(file('elf'), PART);
    expect([plain.format, elf.format, codes(plain), codes(elf)]).toEqual(['plain', 'elf', [], []]);
    expect(Buffer.from(elf.image!).equals(Buffer.from(plain.image!))).toBe(true);
    expect(elf.descriptor).toEqual(plain.descriptor);
    expect(elf.findings.map(({ code }) => code)).toContain('elf_debug_info');
  });

  it('is held against what was declared', () => {
    expect(codes(findingsOfFile(BIN, { ...PART, version: '1.1.0', counter: 2 }))).toEqual([]);
    expect(codes(findingsOfFile(BIN, { ...PART, version: '9.9.9', counter: 7 }))).toEqual([
      'image_mismatch',
      'image_mismatch',
    ]);
    expect(codes(findingsOfFile(BIN, { part: 'STM32L486' }))).toContain('image_mismatch');
  });

  it('says its version where it is said to', () => {
    const at = { ...PART, version: '1.1.0', versionAt: '0x08000210+16' };
    expect(findingsOfFile(BIN, at).findings.map(({ code }) => code)).toContain('version_found');
    expect(codes(findingsOfFile(BIN, { ...at, versionAt: '0x09000000+4' }))).toEqual(['place_unknown']);
    expect(codes(findingsOfFile(BIN, { ...at, versionAt: 'firmware_version' }))).toEqual(['place_unknown']);
  });

  it('that cannot be read has a fault and no image', () => {
    const broken = findingsOfFile(file('elf').subarray(0, 400), PART);
    expect([broken.format, broken.image, codes(broken)]).toEqual(['elf', undefined, ['elf_truncated']]);
    expect(codes(findingsOfFile(new Uint8Array(), PART))).toEqual(['image_empty']);
    expect(codes(findingsOfFile(new Uint8Array(4096).fill(0xff), PART))).toContain('image_not_bootable');
  });

  it('without a descriptor is one of a product that has its own agent, or none that may be uploaded', () => {
    const foreign = BIN.slice();
    foreign.fill(0, 0x200, 0x204);
    for (const declared of [PART, { ...PART, agent: 'twinbank' } as const])
      expect(codes(findingsOfFile(foreign, declared))).toEqual(['image_without_agent']);
    expect(codes(findingsOfFile(foreign, { ...PART, agent: 'own' }))).toEqual([]);
  });

  it('has findings for texts like passwords and for debug information out of reach', () => {
    const telling = BIN.slice();
    const text = Buffer.from('\0wifi_password=correcthorse\0');
    telling.set(text, telling.length - 64);
    const found = findingsOfFile(telling, PART).findings.find(({ code }) => code === 'secret_in_image');
    expect(found?.detail).toContain('(12 characters)');
    expect(found?.detail).not.toContain('correct');

    const elf = file('elf').slice();
    const view = new DataView(elf.buffer);
    const sections = readElf(elf).sections;
    const at = sections.findIndex(({ name }) => name === '.debug_info');
    // Flag "compressed", and a kind of compression that nobody has defined.
    view.setUint32(view.getUint32(0x20, true) + 40 * at + 8, SHF_COMPRESSED, true);
    view.setUint32(sections[at]!.offset, 99, true);
    expect(findingsOfFile(elf, PART).findings).toContainEqual({
      code: 'debug_info_unread',
      detail: expect.stringContaining('link with -gz=none'),
    });
    expect(findingsOfFile(file('elf'), PART).findings.map(({ code }) => code)).not.toContain('debug_info_unread');
  });

  it('may not reach into the end of the bank, which is the agent’s', () => {
    const long = new Uint8Array(256 * 1024).fill(0xff);
    long.set(BIN);
    expect(codes(findingsOfFile(long, PART))).toContain('image_too_large');
  });
});
