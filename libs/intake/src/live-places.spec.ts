import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf } from '@twinbank/elf';
import { imageWith } from '@twinbank/image';
import { compareReleases, type ComparedRelease } from '@twinbank/inspect';
import { utf8 } from '@twinbank/primitives';

import { findingsOfFile, type DeclaredFile, type FileFindings } from './file-findings.js';
import { mapOfElf } from './map/testing/map-of-elf.js';

const fileOf = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../simulators/firmware/build/${path}`, import.meta.url)));
const [PLAIN, DESCRIBED] = [fileOf('foreign/diff/plain.elf'), fileOf('foreign/diff/base.elf')];
const found = (file: Uint8Array, told: Partial<DeclaredFile>): FileFindings =>
  findingsOfFile(file, { part: 'STM32G474', agent: 'own', ...told });
const faults = (file: Uint8Array, told: Partial<DeclaredFile>): string[] =>
  found(file, told).faults.map(({ code, detail }) => `${code}: ${detail}`);

describe('what is said of an image without descriptor', () => {
  it('makes its manifest: symbols, sections and ranges are found in the image', () => {
    const { live, findings } = found(PLAIN, { swapSectionAt: 'bank_swap', runOnceAt: 'run_once', ramLayout: 3 });
    expect(live).toEqual({ ramLayout: 3, swapSection: { offset: 0x400, length: 8 }, postUpdateEntry: 0x080005ad });
    expect(findings).toEqual(
      expect.arrayContaining([
        { code: 'swap_section_found', detail: 'bank_swap is 8 bytes at 0x08000400' },
        { code: 'run_once_found', detail: expect.stringMatching(/^run_once is \d+ bytes at 0x080005ac$/) },
      ]),
    );
    expect(found(PLAIN, { swapSectionAt: '.swap' }).live?.swapSection).toEqual({ offset: 0x400, length: 0x100 });
    const { image } = found(PLAIN, {});
    const ranges = { swapSectionAt: '0x08000400+8', runOnceAt: '0x080005ad+2' };
    expect(found(image!, ranges).live).toEqual({
      swapSection: { offset: 0x400, length: 8 },
      postUpdateEntry: 0x080005ad,
    });
  });

  it('is nothing where nothing is said', () => {
    expect(found(PLAIN, {}).live).toEqual({});
  });

  it.each<[string, Partial<DeclaredFile>, string]>([
    [
      'a symbol that is not there',
      { swapSectionAt: 'swap_banks' },
      'place_unknown: swap_banks: the file has no such symbol',
    ],
    ['a range outside', { runOnceAt: '0x08100000+4' }, 'place_unknown: 0x08100000+4: the image has'],
    ['too much', { swapSectionAt: '0x08000000+4097' }, 'place_unknown'],
    ['nothing', { swapSectionAt: '0x08000400+0' }, 'place_unknown: 0x08000400+0: a swap section has 1 to 4096 bytes'],
  ])('is refused for %s', (_, told, fault) => {
    expect(faults(PLAIN, told)).toEqual([expect.stringContaining(fault)]);
    expect(found(PLAIN, told).live).toBeUndefined();
  });
});

describe('what is said beside a descriptor', () => {
  it('may only be the same', () => {
    const { live, faults: none } = found(DESCRIBED, { swapSectionAt: 'bank_swap', ramLayout: 1 });
    expect([none, live]).toEqual([[], found(DESCRIBED, {}).live]);
    expect(live?.swapSection).toEqual({ offset: 0x400, length: 8 });
    const another = (what: string): string[] => [
      `image_mismatch: the upload says another ${what} than the descriptor inside the image`,
    ];
    expect(faults(DESCRIBED, { swapSectionAt: '.swap' })).toEqual(another('swap section'));
    expect(faults(DESCRIBED, { ramLayout: 2 })).toEqual(another('RAM layout'));
    expect(faults(DESCRIBED, { runOnceAt: 'nmi_handler' })).toEqual(another('run-once code'));
  });
});

describe('copies of interrupt code that are named', () => {
  /** The reference firmware without what its descriptor begins with; its file offset is that of .descriptor. */
  const bare = (version: string): Uint8Array => {
    const file = fileOf(`g4/twinbank-g4-${version}.elf`).slice();
    return file.fill(0, 0x1200, 0x1204);
  };
  const REFERENCE = bare('1.1.0');
  const AT = '.isr_a,.isr_b';
  /** Where the linker script of the reference firmware has them: in RAM, and loaded behind .data. */
  const RANGES = '0x10000000+0x3b0@0x0801fc90, 0x10000800+0x3b0@0x08020040';

  it('go behind the code with their addresses in RAM, and are looked into with it', () => {
    const { live, faults: none, findings, table } = found(REFERENCE, { isrCopiesAt: AT });
    expect(none).toEqual([]);
    expect(live?.interruptCode).toMatchObject([
      { type: 'ram-code', address: 0x10000000 },
      { type: 'ram-code', address: 0x10000800 },
    ]);
    expect(live?.interruptCode?.map(({ bytes }) => bytes.length)).toEqual([0x3b0, 0x3b0]);
    expect(table?.payloads.map(({ type, address }) => [type, address])).toEqual([
      ['ram-code', 0x10000000],
      ['ram-code', 0x10000800],
    ]);
    expect(findings).toContainEqual({
      code: 'isr_copy_found',
      detail: '.isr_b is 944 bytes at 0x08020040, copied to 0x10000800',
    });
  });

  it('are found by ranges, too, also where the file says no addresses in RAM', () => {
    const { image, live } = found(REFERENCE, { isrCopiesAt: AT });
    expect(found(REFERENCE, { isrCopiesAt: RANGES }).live).toEqual(live);
    expect(found(image!, { isrCopiesAt: RANGES }).live).toEqual(live);
  });

  it('are found by the map of the linker beside plain bytes, as in the ELF file', () => {
    const { image, live } = found(REFERENCE, { isrCopiesAt: AT });
    const map = mapOfElf(readElf(REFERENCE));
    expect(live?.interruptCode).toHaveLength(2);
    for (const isrCopiesAt of [AT, RANGES])
      expect(found(image!, { isrCopiesAt, map })).toMatchObject({ live, faults: [] });
    expect(faults(image!, { isrCopiesAt: AT })).toEqual([
      expect.stringMatching(/^place_unknown: \.isr_a: only an ELF file or a linker map has symbols and sections/),
    ]);
  });

  it('are named by the section of an object that only the map knows, beside an ELF file', () => {
    const text = new TextDecoder().decode(mapOfElf(readElf(REFERENCE)));
    const map = utf8(text.replace('main.o:(.isr_a)', 'main.o:(.isr.copy_a)'));
    const isrCopiesAt = '.isr.copy_a,.isr_b';
    expect(found(REFERENCE, { isrCopiesAt, map }).live).toEqual(found(REFERENCE, { isrCopiesAt: AT }).live);
    expect(faults(REFERENCE, { isrCopiesAt })).toEqual([expect.stringMatching(/no such section/)]);
  });

  it('are not taken up to where the next symbol of a map begins, as they may end before', () => {
    const map = utf8(`Memory Configuration

Linker script and memory map

.text           0x08000000     0x1000

.isr_a          0x10000000      0x3b0 load address 0x0801fc90
 .text          0x10000000      0x3b0 isr.o
                0x10000000                vectors_a
`);
    const { image } = found(REFERENCE, { isrCopiesAt: AT });
    expect(faults(image!, { isrCopiesAt: 'vectors_a,.isr_a', map })).toEqual([
      expect.stringMatching(/^place_unknown: vectors_a: the map does not say where it ends/),
    ]);
  });

  it('say that handlers in RAM are where the image copies them', () => {
    const handlers = (told: Partial<DeclaredFile>) =>
      found(REFERENCE, told).findings.filter(({ code }) => code === 'handler_in_ram').length;
    const image = new DataView(REFERENCE.buffer);
    const was = image.getUint32(0x1000 + 15 * 4, true);
    image.setUint32(0x1000 + 15 * 4, 0x10000201, true);
    expect([handlers({}), handlers({ isrCopiesAt: AT })]).toEqual([1, 0]);
    image.setUint32(0x1000 + 15 * 4, was, true);
  });

  it.each<[string, string, RegExp]>([
    ['one copy alone', '.isr_a', /^place_unknown: \.isr_a: name both copies/],
    ['three', '.isr_a,.isr_b,.isr_b', /^place_unknown: .*: name both copies/],
    ['a section that is not there', '.isr_a,.isr_c', /^place_unknown: \.isr_c: the file has no such section/],
    ['code that nothing copies', '.isr_a,.swap', /^place_unknown: \.swap: it runs where it lies in flash/],
    ['bytes beyond the image', '.isr_a,0x10000800+0x3b0@0x08090000', /^place_unknown: .*: the image has/],
    ['a range without where it is loaded', '.isr_a,0x10000800+0x3b0', /^place_unknown/],
    ['one copy twice', '.isr_a,.isr_a', /^section_misplaced: .* lies upon /],
    [
      'both the wrong way round',
      '.isr_a,0x10000800+0x3b0@0x0801fc90',
      /^isr_copies_unequal: .*copy B leads into copy A/,
    ],
    [
      'another address than it is linked for',
      '.isr_a,0x10000880+0x3b0@0x08020040',
      /^section_misplaced: copy B .* 512$/,
    ],
  ])('are refused: %s', (_, isrCopiesAt, fault) => {
    expect(faults(REFERENCE, { isrCopiesAt })).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });

  it('are refused beside a descriptor, which names them itself', () => {
    const described = fileOf('g4/twinbank-g4-1.1.0.elf');
    expect(faults(described, { isrCopiesAt: AT })).toEqual([
      'image_mismatch: the descriptor inside the image names the copies of interrupt code: leave them out',
    ]);
  });

  it('are held against those of the running image: elsewhere or longer, only a reset leads there', () => {
    const side = (version: string, isrCopiesAt?: string): ComparedRelease => {
      const { image, facts, live } = found(bare(version), { swapSectionAt: '.swap', isrCopiesAt });
      return { code: imageWith(image!, live!.interruptCode ?? []), facts, swapSection: live!.swapSection };
    };
    const codes = (from: ComparedRelease, to: ComparedRelease): string[] =>
      compareReleases(from, to, 'STM32G474').findings.map(({ code }) => code);
    // Its interrupt code is shorter than that of 1.1.0.
    expect(codes(side('1.1.0', AT), side('1.0.0', AT))).not.toContain('isr_copies_moved');
    expect(codes(side('1.0.0', AT), side('1.1.0', AT))).toContain('isr_copies_moved');
    expect(codes(side('1.0.0'), side('1.1.0', AT))).toContain('isr_copies_moved');
    expect(codes(side('1.0.0', AT), side('1.1.0'))).not.toContain('isr_copies_moved');
  });
});
