import { FlashMisuse, type Mcu } from '@twinbank/mcu';
import { JOURNAL_PAGES } from '@twinbank/parts';

import type { NvmMedium, NvmUnit } from './nvm-log.js';

const UNIT_BYTES = 8;
/** Number of pages in each half of the data EEPROM. */
const EEPROM_PAGES = 2;

/** Bytes at the end of each bank that no image may use: the application's data, and after it the journal. */
export function reservedBytes(mcu: Mcu, dataBytes = 0): number {
  return dataBytes + (mcu.eeprom ? 0 : JOURNAL_PAGES * mcu.flash.spec.pageBytes);
}

/** Where the journal lies: in the data EEPROM if the part has one, otherwise in the last pages of both banks. */
export function journalMedium(mcu: Mcu): NvmMedium {
  return mcu.eeprom
    ? new EepromMedium(mcu)
    : new FlashMedium(mcu, mcu.flash.pagesPerBank - JOURNAL_PAGES, JOURNAL_PAGES);
}

/**
 * Flash pages as the medium of a log. A unit is a double word. Pages are named by physical bank, so that the log stays
 * in its place when the banks swap.
 */
export class FlashMedium implements NvmMedium {
  readonly unitsPerPage: number;

  /**
   * @param firstPage first flash page of the medium in each bank
   * @param pages pages of the medium; each consists of `flashPages` pages of flash
   */
  constructor(
    private readonly mcu: Mcu,
    private readonly firstPage: number,
    readonly pages: number,
    private readonly flashPages = 1,
  ) {
    this.unitsPerPage = (mcu.flash.spec.pageBytes * flashPages) / UNIT_BYTES;
  }

  writableBank(): 1 | 2 {
    return this.mcu.flash.otherBank;
  }

  readUnits(bank: 1 | 2, page: number, count: number): NvmUnit[] {
    const offset = this.offsetOf(page);
    const { bytes, doubleErrors } = this.mcu.flash.tryRead({ bank, offset }, count * UNIT_BYTES);
    const units = unitsOf(bytes, this.mcu.flash.spec.erasedValue);
    for (const at of doubleErrors) units[Math.floor((at - offset) / UNIT_BYTES)] = 'torn';
    return units;
  }

  programUnits(bank: 1 | 2, page: number, first: number, units: readonly (readonly [number, number])[]): void {
    const { flash } = this.mcu;
    const address = flash.addressOf({ bank, offset: this.offsetOf(page) + first * UNIT_BYTES });
    const bytes = bytesOf(units);
    if (!flash.spec.programUnits.some(({ name }) => name === 'word')) {
      flash.program(address, bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += UNIT_BYTES) {
      const value = units[at / UNIT_BYTES]![1];
      // The value first: without its address and CRC it does not count. A word of zero is left erased.
      if (value !== 0) flash.program(address + at + 4, bytes, { from: at + 4, to: at + 8, unit: 'word' });
      flash.program(address + at, bytes, { from: at, to: at + 4, unit: 'word' });
    }
  }

  erasePage(bank: 1 | 2, page: number): void {
    const { flash } = this.mcu;
    flash.erasePages(flash.pageTarget(bank, this.firstPage + page * this.flashPages), this.flashPages);
  }

  private offsetOf(page: number): number {
    return (this.firstPage + page * this.flashPages) * this.mcu.flash.spec.pageBytes;
  }
}

/**
 * Data EEPROM as the medium of a log. Each half belongs to a flash bank and is named by its physical identity, because
 * UFB swaps the addresses of the halves together with the banks. Writing the half of the bank that does not run never
 * stalls the CPU [AN4767 §2].
 */
class EepromMedium implements NvmMedium {
  readonly pages = EEPROM_PAGES;
  readonly unitsPerPage: number;

  constructor(private readonly mcu: Mcu) {
    this.unitsPerPage = eepromOf(mcu).spec.halfBytes / EEPROM_PAGES / UNIT_BYTES;
  }

  writableBank(): 1 | 2 {
    return this.mcu.flash.otherBank;
  }

  readUnits(half: 1 | 2, page: number, count: number): NvmUnit[] {
    const bytes = eepromOf(this.mcu).readHalf({ half, offset: this.offsetOf(page) }, count * UNIT_BYTES);
    return unitsOf(bytes, 0);
  }

  programUnits(half: 1 | 2, page: number, first: number, units: readonly (readonly [number, number])[]): void {
    const eeprom = eepromOf(this.mcu);
    const bytes = bytesOf(units);
    for (let at = 0; at < bytes.length; at += UNIT_BYTES) {
      const offset = this.offsetOf(page) + first * UNIT_BYTES + at;
      if (units[at / UNIT_BYTES]![1] !== 0)
        eeprom.writeHalf({ half, offset: offset + 4 }, bytes.subarray(at + 4, at + 8));
      eeprom.writeHalf({ half, offset }, bytes.subarray(at, at + 4));
    }
  }

  erasePage(half: 1 | 2, page: number): void {
    const eeprom = eepromOf(this.mcu);
    const zero = new Uint8Array(4);
    const words = new DataView(
      eeprom.readHalf({ half, offset: this.offsetOf(page) }, this.unitsPerPage * UNIT_BYTES).buffer,
    );
    for (let at = 0; at < words.byteLength; at += 4) {
      if (words.getUint32(at) !== 0) eeprom.writeHalf({ half, offset: this.offsetOf(page) + at }, zero);
    }
  }

  private offsetOf(page: number): number {
    return page * this.unitsPerPage * UNIT_BYTES;
  }
}

/** The bytes of units as they lie in memory, little-endian. */
function bytesOf(units: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new Uint8Array(units.length * UNIT_BYTES);
  const view = new DataView(bytes.buffer);
  units.forEach(([first, second], unit) => {
    view.setUint32(unit * UNIT_BYTES, first, true);
    view.setUint32(unit * UNIT_BYTES + 4, second, true);
  });
  return bytes;
}

function unitsOf(bytes: Uint8Array, erasedValue: number): NvmUnit[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const erasedWord = erasedValue === 0 ? 0 : 0xffffffff;
  return Array.from({ length: bytes.length / UNIT_BYTES }, (_, unit) => {
    const first = view.getUint32(unit * UNIT_BYTES, true);
    const second = view.getUint32(unit * UNIT_BYTES + 4, true);
    return first === erasedWord && second === erasedWord ? 'erased' : ([first, second] as const);
  });
}

function eepromOf(mcu: Mcu): NonNullable<Mcu['eeprom']> {
  if (!mcu.eeprom) throw new FlashMisuse('BUSERR', `${mcu.spec.name} has no data EEPROM`);
  return mcu.eeprom;
}
