import { PART_NAMES, type Cipher, type PartName } from './part-name.js';
import type { PartSpec } from './part-spec.js';
import { PART_SPECS } from './part-specs.js';

/** Flash pages at the end of each bank in which an agent keeps its journal, on parts without data EEPROM. */
export const JOURNAL_PAGES = 2;

/** What the server must know about a part: all other facts concern only the device. */
export interface PartLimits {
  readonly family: PartSpec['family'];
  /** Bytes in one bank. */
  readonly bankBytes: number;
  /**
   * Longest image: a bank without the pages in which the agent keeps its journal (the L0 uses data EEPROM for
   * that).
   */
  readonly imageBytesMax: number;
  /** Ciphers that its AES unit can run in counter mode, strongest first; empty without one. */
  readonly ciphers: readonly Cipher[];
  /** Largest block that its agent accepts: two of them must fit in RAM beside the application. */
  readonly blockBytesMax: number;
}

/** What the server must know about each part, derived from its specification. */
export const PARTS: Readonly<Record<PartName, PartLimits>> = Object.fromEntries(
  PART_NAMES.map((name) => [name, limitsOf(PART_SPECS[name])]),
) as Record<PartName, PartLimits>;

function limitsOf({ family, flash, eeprom, aes, blockBytesMax }: PartSpec): PartLimits {
  const journalBytes = eeprom ? 0 : JOURNAL_PAGES * flash.pageBytes;
  const ciphers = (['A256CTR', 'A128CTR'] as const).filter((cipher) => aes?.cyclesPerBlock[cipher] !== undefined);
  return { family, bankBytes: flash.bankBytes, imageBytesMax: flash.bankBytes - journalBytes, ciphers, blockBytesMax };
}
