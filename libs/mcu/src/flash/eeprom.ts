import type { EepromSpec } from '@twinbank/parts';
import { equalBytes, toBase64Url, type Rng } from '@twinbank/primitives';
import type { Flash } from './flash.js';
import { FlashMisuse } from '../misuse.js';
import type { Power } from '../power.js';

const WORD_BYTES = 4;
const PAGE_BYTES = 128;
const ZEROS = new Uint8Array(PAGE_BYTES);

/** A place in the EEPROM by physical half. It stays the same when the banks swap. */
export interface EepromPlace {
  readonly half: 1 | 2;
  readonly offset: number;
}

/** Both halves, as pages that nobody writes to again. */
export type EepromState = readonly (readonly Uint8Array[])[];

/**
 * Data EEPROM of the L0 family. Half 1 shares its bus interface with flash bank 1, and half 2 with bank 2. UFB swaps
 * the addresses of the halves together with the banks, and a write stalls code that runs from the same bank [RM0367
 * §3.3.1, AN4767 §2]. Each word is erased automatically when needed. A torn word reads as the old value, zero, the new
 * value, or a mixture.
 */
export class Eeprom {
  #halves: [Uint8Array[], Uint8Array[]];

  constructor(
    readonly spec: EepromSpec,
    private readonly flash: Flash,
    private readonly power: Power,
  ) {
    const blank = (): Uint8Array[] => Array.from({ length: spec.halfBytes / PAGE_BYTES }, () => ZEROS);
    this.#halves = [blank(), blank()];
  }

  /** True if the address lies in the EEPROM. */
  holds(address: number): boolean {
    return address >= this.spec.address && address < this.spec.address + 2 * this.spec.halfBytes;
  }

  /** The physical place of an address, by the present UFB. */
  placeOf(address: number): EepromPlace {
    const at = address - this.spec.address;
    const { halfBytes } = this.spec;
    if (!this.holds(address)) throw new FlashMisuse('BUSERR', `no EEPROM at 0x${address.toString(16)}`);
    const mapped = at < halfBytes ? this.flash.activeBank : this.flash.otherBank;
    return { half: mapped, offset: at % halfBytes };
  }

  /** The present address of a physical place. */
  addressOf({ half, offset }: EepromPlace): number {
    return this.spec.address + (half === this.flash.activeBank ? 0 : this.spec.halfBytes) + offset;
  }

  read(address: number, length: number): Uint8Array {
    return this.readHalf(this.placeOf(address), length);
  }

  /** Reads by physical half. */
  readHalf({ half, offset }: EepromPlace, length: number): Uint8Array {
    if (offset < 0 || offset + length > this.spec.halfBytes) throw new FlashMisuse('BUSERR', 'beyond the EEPROM half');
    this.flash.busy.read(half);
    const bytes = new Uint8Array(length);
    const pages = this.#halves[half - 1]!;
    for (let from = 0; from < length;) {
      const at = (offset + from) % PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - at, length - from);
      bytes.set(pages[(offset + from - at) / PAGE_BYTES]!.subarray(at, at + count), from);
      from += count;
    }
    return bytes;
  }

  /** Writes whole words, one operation for each, also if a word already holds the value. */
  write(address: number, bytes: Uint8Array): void {
    this.writeHalf(this.placeOf(address), bytes);
  }

  /**
   * Writes by physical half.
   *
   * @throws FlashMisuse `LOCK` while PELOCK is set, `PGAERR` for an unaligned address, `SIZERR` for a part of a word
   */
  writeHalf(place: EepromPlace, bytes: Uint8Array): void {
    if (this.flash.locked) throw new FlashMisuse('LOCK', 'PELOCK is set');
    if (place.offset % WORD_BYTES !== 0) throw new FlashMisuse('PGAERR', 'EEPROM words start at multiples of 4');
    if (bytes.length % WORD_BYTES !== 0) throw new FlashMisuse('SIZERR', 'EEPROM is written in whole words here');
    if (place.offset + bytes.length > this.spec.halfBytes) throw new FlashMisuse('BUSERR', 'beyond the EEPROM half');
    for (let at = 0; at < bytes.length; at += WORD_BYTES) {
      this.#writeWord({ half: place.half, offset: place.offset + at }, bytes.slice(at, at + WORD_BYTES));
    }
  }

  save(): EepromState {
    return this.#halves.map((half) => half.slice());
  }

  restore(state: EepromState): void {
    this.#halves = [state[0]!.slice(), state[1]!.slice()];
  }

  /** A text that is equal for two EEPROMs exactly if their contents are equal. */
  contentKey(): string {
    const keyOf = (page: Uint8Array): string => (page === ZEROS || equalBytes(page, ZEROS) ? '' : toBase64Url(page));
    return this.#halves.map((half) => half.map(keyOf).join('/')).join('|');
  }

  #writeWord(place: EepromPlace, word: Uint8Array): void {
    const old = this.readHalf(place, WORD_BYTES);
    const blank = equalBytes(old, ZEROS.subarray(0, WORD_BYTES));
    this.power.operation('eeprom-word', () => `EEPROM half ${place.half} +0x${place.offset.toString(16)}`, {
      apply: () => {
        this.#put(place, word);
        this.flash.busy.occupy(place.half, blank ? this.spec.word : this.spec.eraseAndWord);
      },
      tear: (rng) => this.#put(place, tornWord(old, word, rng)),
    });
  }

  #put({ half, offset }: EepromPlace, word: Uint8Array): void {
    const pages = this.#halves[half - 1]!;
    const at = offset % PAGE_BYTES;
    const index = (offset - at) / PAGE_BYTES;
    const page = pages[index]!.slice();
    page.set(word, at);
    pages[index] = page;
  }
}

function tornWord(old: Uint8Array, word: Uint8Array, rng: Rng): Uint8Array {
  const fate = rng.below(4);
  if (fate === 0) return old;
  if (fate === 1) return new Uint8Array(WORD_BYTES);
  if (fate === 2) return word;
  return word.map((byte, i) => {
    const mask = rng.below(256);
    return rng.chance(0.5) ? byte & mask : (byte & mask) | (old[i]! & ~mask);
  });
}
