import type { RamArea } from '@twinbank/parts';
import { hash32 } from '@twinbank/primitives';
import { McuMisuse } from './misuse.js';

/** Bytes that are allocated together once one of them is touched. */
export const SRAM_PAGE_BYTES = 256;

interface RamPage {
  readonly bytes: Uint8Array;
  /** The snapshot generation that may write to this page. */
  readonly owner: object;
}

/** Content of the RAM at one moment. It shares its pages with the RAM until one of them writes. */
export interface SramState {
  readonly pages: ReadonlyMap<number, Uint8Array>;
  readonly seed: string;
}

/**
 * The RAM areas. The content survives a warm reset, except what the boot ROM overwrites. After a power-off it is random
 * and depends on the seed. Only pages that were touched take memory.
 */
export class Sram {
  #pages = new Map<number, RamPage>();
  #owner = {};
  #seed: string;

  constructor(
    readonly areas: readonly RamArea[],
    seed: string,
  ) {
    this.#seed = seed;
  }

  /** The area that contains the whole range; undefined if there is none. */
  areaOf(address: number, length = 1): RamArea | undefined {
    return this.areas.find(
      (area) => within(area, area.address, address, length) || within(area, area.alias, address, length),
    );
  }

  read(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#visit(address, length, (page, at, from, count) => bytes.set(page.bytes.subarray(at, at + count), from));
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#visit(address, bytes.length, (page, at, from, count, index) => {
      this.#writable(page, index).set(bytes.subarray(from, from + count), at);
    });
  }

  readWord(address: number): number {
    return new DataView(this.read(address, 4).buffer).getUint32(0, true);
  }

  writeWord(address: number, value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    this.write(address, bytes);
  }

  /** Power was off: all content becomes random. */
  lose(seed: string): void {
    this.#pages.clear();
    this.#seed = seed;
  }

  /** Something else (boot ROM, erase at reset) overwrites a range: its content is lost. */
  overwrite(address: number, length: number): void {
    const end = Math.ceil((address + length) / SRAM_PAGE_BYTES);
    for (let index = Math.floor(address / SRAM_PAGE_BYTES); index < end; index++) this.#pages.delete(index);
  }

  save(): SramState {
    this.#owner = {};
    return { pages: new Map([...this.#pages].map(([index, page]) => [index, page.bytes])), seed: this.#seed };
  }

  restore(state: SramState): void {
    const foreign = {};
    this.#pages = new Map([...state.pages].map(([index, bytes]) => [index, { bytes, owner: foreign }]));
    this.#seed = state.seed;
  }

  #visit(
    address: number,
    length: number,
    each: (page: RamPage, at: number, from: number, count: number, index: number) => void,
  ): void {
    const area = this.areaOf(address, length);
    if (!area) throw new McuMisuse('HARDFAULT', `no RAM at 0x${address.toString(16)}, ${length} bytes`);
    const canonical = within(area, area.address, address, length) ? address : address - area.alias! + area.address;
    for (let from = 0; from < length;) {
      const at = (canonical + from) % SRAM_PAGE_BYTES;
      const count = Math.min(SRAM_PAGE_BYTES - at, length - from);
      const index = (canonical + from - at) / SRAM_PAGE_BYTES;
      each(this.#page(index), at, from, count, index);
      from += count;
    }
  }

  #page(index: number): RamPage {
    const page = this.#pages.get(index);
    if (page) return page;
    const fresh = { bytes: junk(`${this.#seed}/${index}`), owner: this.#owner };
    this.#pages.set(index, fresh);
    return fresh;
  }

  #writable(page: RamPage, index: number): Uint8Array {
    if (page.owner === this.#owner) return page.bytes;
    const own = { bytes: page.bytes.slice(), owner: this.#owner };
    this.#pages.set(index, own);
    return own.bytes;
  }
}

const within = (area: RamArea, start: number | undefined, address: number, length: number): boolean =>
  start !== undefined && address >= start && address + length <= start + area.bytes;

function junk(seed: string): Uint8Array {
  const bytes = new Uint8Array(SRAM_PAGE_BYTES);
  const view = new DataView(bytes.buffer);
  let word = hash32(seed) | 1;
  for (let i = 0; i < SRAM_PAGE_BYTES; i += 4) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    view.setInt32(i, word);
  }
  return bytes;
}
