import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { PartName } from './part-name.js';
import type { PartSpec, TypMaxUs } from './part-spec.js';
import { PART_SPECS } from './part-specs.js';

const KIB = 1024;
const page = readFileSync(new URL('../../../docs/device.md', import.meta.url), 'utf8');
/** The cells of the row that begins with this title, as written in the document. */
const rowOf = (title: string): string[] => {
  const line = page.split('\n').find((text) => text.startsWith(`| ${title} |`));
  if (line === undefined) throw new Error(`docs/device.md has no row "${title}"`);
  return line.split('|').map((cell) => cell.trim());
};
const address = (at: number): string =>
  `0x${at
    .toString(16)
    .toUpperCase()
    .padStart(8, '0')
    .replace(/^(.{4})/, '$1_')}`;
const bytesOf = (bytes: number): string => (bytes % KIB === 0 ? `${bytes / KIB} KiB` : `${bytes} B`);
const byUnit = ({ typUs, maxUs }: TypMaxUs): string =>
  typUs < 1000 ? `${typUs} / ${maxUs} µs` : `${(typUs / 1000).toFixed(2)} / ${(maxUs / 1000).toFixed(2)} ms`;

const COLUMNS: readonly (readonly [number, readonly [PartName, PartName]])[] = [
  [2, ['STM32L073', 'STM32L083']],
  [3, ['STM32L476', 'STM32L486']],
  [4, ['STM32G474', 'STM32G484']],
];

describe.each(COLUMNS)('docs/device.md, column %i', (column, parts) => {
  const each = (title: string, text: (spec: PartSpec) => string): void => {
    for (const part of parts)
      expect([part, title, rowOf(title)[column]]).toEqual([part, title, text(PART_SPECS[part])]);
  };

  it('has the geometry of the flash model', () => {
    each('core', ({ core }) => core);
    each('bank', ({ flash }) => bytesOf(flash.bankBytes));
    each('other bank at', ({ flash }) => address(flash.address + flash.bankBytes));
    each('page', ({ flash }) => bytesOf(flash.pageBytes));
    each('erased reads', ({ flash }) => `0x${flash.erasedValue.toString(16).toUpperCase().padStart(2, '0')}`);
    each('programs', ({ flash }) => flash.programUnits.map(({ name, bytes }) => `${name} ${bytes} B`).join(', or '));
  });

  it('has RAM, vectors and clocks', () => {
    for (const part of parts)
      for (const { bytes, alias } of PART_SPECS[part].ram) {
        expect(rowOf('RAM')[column]).toContain(String(bytes / KIB));
        if (alias !== undefined) expect(rowOf('RAM')[5]).toContain(address(alias));
      }
    each('vectors', ({ vectors }) => String(vectors));
    each('VTOR multiple of', ({ vtorAlignBytes }) => String(vtorAlignBytes));
    for (const part of parts)
      expect(rowOf('highest HCLK')[column]).toMatch(new RegExp(`^${PART_SPECS[part].clock.maxHz / 1e6} MHz`));
    each('LSI (watchdog)', ({ clock }) => `${clock.lsiHz / 1000} kHz`);
    each('SHA-256 in software, cycles per byte', ({ sha256CyclesPerByte }) => String(sha256CyclesPerByte));
    each('CRC, cycles per word with loading', ({ crcCyclesPerWord }) => String(crcCyclesPerWord));
    each('boot ROM until it jumps', ({ bootRomUs }) => `${bootRomUs} µs`);
  });

  it('has the times of flash', () => {
    each('program the ordinary unit', ({ flash }) => byUnit(flash.programUnits[0]));
    each('erase a page', ({ flash }) => byUnit(flash.pageErase));
    each('mass erase of a bank', ({ flash }) => (flash.massErase ? byUnit(flash.massErase) : 'not from firmware'));
  });

  it('has the cycles of the AES unit, for the second part only', () => {
    const [without, withUnit] = parts;
    expect(PART_SPECS[without].aes).toBeUndefined();
    const { A128CTR = '–', A256CTR = '–' } = PART_SPECS[withUnit].aes!.cyclesPerBlock;
    expect(rowOf('AES-CTR, cycles per 16 bytes, 128 / 256 bit')[column]).toBe(`${A128CTR} / ${A256CTR}`);
  });
});
