/**
 * Where a log lies: pages in both banks, made of units of eight bytes. A unit can be programmed once between erases.
 */
export interface NvmMedium {
  /** Pages for the log in each bank: at least two, so that one can be erased while the other one holds everything. */
  readonly pages: number;
  readonly unitsPerPage: number;
  /** The physical bank that does not run: writing there never stalls the running code. */
  writableBank(): 1 | 2;
  /** The first units of a page. */
  readUnits(bank: 1 | 2, page: number, count: number): NvmUnit[];
  /** Programs units one after the other, from `first` on. */
  programUnits(bank: 1 | 2, page: number, first: number, units: readonly (readonly [number, number])[]): void;
  erasePage(bank: 1 | 2, page: number): void;
}

/** A unit as read: its two words; `erased`; or `torn` if ECC cannot correct it. */
export type NvmUnit = readonly [number, number] | 'erased' | 'torn';

/** Highest variable address; addresses start at 1. */
export const ADDRESS_MAX = 0xff;

const HEADER = 0x7ff0;
const MORE = 0x8000;
const FULL = Infinity;

interface Place {
  readonly bank: 1 | 2;
  readonly page: number;
}

/**
 * Variables of 32 bits in non-volatile memory that is written like flash: EEPROM emulation as in AN4894, over two banks.
 * Each change is one unit: address, CRC-16 and value. A change of several variables takes effect with its last unit,
 * so a cut leaves either all of it or nothing. Units are only appended. The latest values of a full page are copied to
 * another page; its header is programmed last and makes it the newest page. The first change after a start copies too:
 * a cut may have left torn units that read as erased, so the log programs no more units of that page.
 *
 * The log is written in the bank that does not run. After a swap that is the other bank, so the first change copies the
 * values there. The copy with the highest epoch counts. So nothing is lost when one of the banks is given up.
 *
 * ```
 * unit   0        2       4               8
 *        +--------+-------+---------------+
 *        | address| CRC-16| value         |   address bit 15: more units of the same change follow
 *        +--------+-------+---------------+
 * ```
 */
export class NvmLog {
  private readonly values = new Uint32Array(ADDRESS_MAX + 1);
  private readonly present = new Uint8Array(ADDRESS_MAX + 1);
  private place: Place | undefined;
  private epoch = 0;
  private free = FULL;

  constructor(private readonly medium: NvmMedium) {
    this.load();
  }

  /** The value of a variable; 0 if it was never written. */
  get(address: number): number {
    return this.values[address]!;
  }

  /** Whether a variable was ever written. */
  has(address: number): boolean {
    return this.present[address] === 1;
  }

  /** Changes variables: all of them or none. Values that do not change are not written. */
  put(changes: readonly (readonly [address: number, value: number])[]): void {
    const fresh = changes.filter(([address, value]) => !this.has(address) || this.get(address) !== value >>> 0);
    if (fresh.length === 0) return;
    for (const [address, value] of fresh) {
      if (!(address >= 1 && address <= ADDRESS_MAX)) throw new RangeError(`no variable has the address ${address}`);
      this.values[address] = value;
      this.present[address] = 1;
    }
    const { place } = this;
    if (place?.bank !== this.medium.writableBank() || this.free + fresh.length > this.medium.unitsPerPage)
      this.copyToNewPage();
    else this.append(place, fresh);
  }

  /**
   * Forgets all variables but those for which `keeps` says yes, with these changes: in one change, which begins a page. What the writable bank
   * still has of the others is erased afterwards; the running bank is not written, and its older page is never read again.
   */
  reduce(keeps: (address: number) => boolean, changes: readonly (readonly [address: number, value: number])[]): void {
    for (let address = 1; address <= ADDRESS_MAX; address++) {
      if (keeps(address)) continue;
      this.values[address] = 0;
      this.present[address] = 0;
    }
    for (const [address, value] of changes) {
      this.values[address] = value;
      this.present[address] = 1;
    }
    this.copyToNewPage();
    this.clearOlder();
  }

  /** Erases the pages of the writable bank that are not the newest one, where there is anything on them. */
  clearOlder(): void {
    const bank = this.medium.writableBank();
    for (let older = 0; older < this.medium.pages; older++) {
      if (this.place?.bank === bank && this.place.page === older) continue;
      const units = this.medium.readUnits(bank, older, this.medium.unitsPerPage);
      if (units.some((unit) => unit !== 'erased')) this.medium.erasePage(bank, older);
    }
  }

  private append(place: Place, changes: readonly (readonly [number, number])[]): void {
    const units = changes.map(([address, value], index) =>
      encode(address | (index < changes.length - 1 ? MORE : 0), value, this.epoch),
    );
    const first = this.free;
    this.free += units.length;
    this.medium.programUnits(place.bank, place.page, first, units);
  }

  /** Writes the latest values to another page of the writable bank and makes it the newest page. */
  private copyToNewPage(): void {
    const bank = this.medium.writableBank();
    const epoch = this.epoch + 1;
    const page = (this.place?.bank === bank ? this.place.page + 1 : epoch) % this.medium.pages;
    this.medium.erasePage(bank, page);
    const units: [number, number][] = [];
    for (let address = 1; address <= ADDRESS_MAX; address++) {
      if (this.present[address]) units.push(encode(address, this.values[address]!, epoch));
    }
    if (1 + units.length > this.medium.unitsPerPage) throw new RangeError('the variables do not fit into a page');
    this.medium.programUnits(bank, page, 1, units);
    this.medium.programUnits(bank, page, 0, [encode(HEADER, epoch, 0)]);
    this.place = { bank, page };
    this.epoch = epoch;
    this.free = 1 + units.length;
  }

  private load(): void {
    for (const bank of [1, 2] as const) {
      for (let page = 0; page < this.medium.pages; page++) {
        const header = decode(this.medium.readUnits(bank, page, 1)[0], 0);
        if (header?.address === HEADER && header.value > this.epoch) {
          this.epoch = header.value;
          this.place = { bank, page };
        }
      }
    }
    if (this.place) this.replay(this.place);
  }

  /** Reads the newest page. A change whose last unit is missing or damaged does not count. */
  private replay({ bank, page }: Place): void {
    let pending: { address: number; value: number }[] = [];
    const units = this.medium.readUnits(bank, page, this.medium.unitsPerPage);
    for (const unit of units.slice(1)) {
      const entry = decode(unit, this.epoch);
      if (!entry) {
        pending = [];
        continue;
      }
      pending.push({ address: entry.address & ~MORE, value: entry.value });
      if (entry.address & MORE) continue;
      for (const { address, value } of pending) {
        this.values[address] = value;
        this.present[address] = 1;
      }
      pending = [];
    }
  }
}

function encode(address: number, value: number, epoch: number): [number, number] {
  return [(address | (crc16(address, value, epoch) << 16)) >>> 0, value >>> 0];
}

function decode(unit: NvmUnit | undefined, epoch: number): { address: number; value: number } | undefined {
  if (unit === undefined || typeof unit === 'string') return undefined;
  const [first, value] = unit;
  const address = first & 0xffff;
  const plain = address & ~MORE;
  if (plain === 0 || (plain > ADDRESS_MAX && plain !== HEADER) || first >>> 16 !== crc16(address, value, epoch))
    return undefined;
  return { address, value: value >>> 0 };
}

/**
 * CRC-16 (CCITT polynomial, as in AN4894) over address, value and the page's epoch. The epoch keeps a unit of an older
 * epoch from looking valid.
 */
function crc16(address: number, value: number, epoch: number): number {
  return crcOfWord(crcOfHalf(crcOfWord(0xffff, epoch), address), value);
}

const crcOfByte = (crc: number, byte: number): number => ((crc << 8) & 0xff00) ^ CRC_TABLE[(crc >>> 8) ^ byte]!;
const crcOfHalf = (crc: number, half: number): number => crcOfByte(crcOfByte(crc, (half >>> 8) & 0xff), half & 0xff);
const crcOfWord = (crc: number, word: number): number => crcOfHalf(crcOfHalf(crc, word >>> 16), word & 0xffff);

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});
