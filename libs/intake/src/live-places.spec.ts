import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { findingsOfFile, type DeclaredFile, type FileFindings } from './file-findings.js';

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
