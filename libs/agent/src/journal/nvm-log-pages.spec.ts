import { describe, expect, it } from '@jest/globals';

import { MemoryMedium } from '../testing/memory-medium.js';
import { NvmLog } from './nvm-log.js';

const MORE = 0x8000;
const HEADER = 0x7ff0;

/** CRC-16 with the CCITT polynomial, bit by bit, over epoch, address and value. */
function crcOf(epoch: number, address: number, value: number): number {
  const bytes = new DataView(new ArrayBuffer(10));
  bytes.setUint32(0, epoch);
  bytes.setUint16(4, address);
  bytes.setUint32(6, value);
  let crc = 0xffff;
  for (let at = 0; at < 10; at++) {
    crc ^= bytes.getUint8(at) << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
const unit = (epoch: number, address: number, value: number): [number, number] => [
  ((crcOf(epoch, address, value) << 16) | address) >>> 0,
  value >>> 0,
];

/** A medium with a page that holds these units after its header. */
function pageWith(epoch: number, units: readonly ([number, number] | 'torn' | 'erased')[]): MemoryMedium {
  const medium = new MemoryMedium(16);
  medium.set(2, 0, 0, unit(0, HEADER, epoch));
  units.forEach((each, i) => medium.set(2, 0, 1 + i, each));
  return medium;
}
const valuesOf = (medium: MemoryMedium, addresses: readonly number[]): (number | undefined)[] => {
  const log = new NvmLog(medium);
  return addresses.map((address) => (log.has(address) ? log.get(address) : undefined));
};

describe('a unit', () => {
  it('is address, CRC-16 and value, as agents in the field write it', () => {
    const medium = new MemoryMedium(16);
    const log = new NvmLog(medium);
    log.put([[0x12, 0x89abcdef]]);
    log.put([
      [0xff, -1],
      [1, 0x01020304],
    ]);
    expect(medium.readUnits(2, 1, 5)).toEqual([
      unit(0, HEADER, 1),
      unit(1, 0x12, 0x89abcdef),
      unit(1, 0xff | MORE, 0xffffffff),
      unit(1, 1, 0x01020304),
      'erased',
    ]);
    expect(valuesOf(medium, [0x12, 0xff, 1, 2])).toEqual([0x89abcdef, 0xffffffff, 0x01020304, undefined]);
  });

  it('of a high epoch is read', () => {
    expect(valuesOf(pageWith(0x12345678, [unit(0x12345678, 3, 30)]), [3])).toEqual([30]);
  });

  it.each<[string, [number, number] | 'torn' | 'erased']>([
    ['erased', 'erased'],
    ['torn', 'torn'],
    ['of another epoch', unit(6, 3, 30)],
    ['with another value than its CRC says', [unit(7, 3, 30)[0], 31]],
    ['with the address zero', unit(7, 0, 30)],
    ['with an address beyond the last', unit(7, 0x100, 30)],
    ['that is a header', unit(7, HEADER, 30)],
  ])('%s does not count, and those after it do', (_, bad) => {
    expect(valuesOf(pageWith(7, [bad, unit(7, 4, 40)]), [3, 4])).toEqual([undefined, 40]);
  });

  it('with the last address counts', () => {
    expect(valuesOf(pageWith(7, [unit(7, 0xff, 30)]), [0xff])).toEqual([30]);
  });
});

describe('a change of several variables', () => {
  const begun = [unit(7, 1 | MORE, 10), unit(7, 2 | MORE, 20)] as const;

  it('counts with its last unit', () => {
    expect(valuesOf(pageWith(7, [...begun, unit(7, 3, 30)]), [1, 2, 3])).toEqual([10, 20, 30]);
  });

  it('does not count without its last unit', () => {
    expect(valuesOf(pageWith(7, [unit(7, 1, 1), ...begun]), [1, 2])).toEqual([1, undefined]);
  });

  it.each(['torn', 'erased'] as const)('does not count if a unit of it is %s, and the change after it does', (bad) => {
    expect(valuesOf(pageWith(7, [...begun, bad, unit(7, 3, 30)]), [1, 2, 3])).toEqual([undefined, undefined, 30]);
  });

  it('writes only what changes, in one go', () => {
    const medium = new MemoryMedium(16);
    const log = new NvmLog(medium);
    log.put([[1, 10]]);
    medium.writes.length = 0;
    log.put([
      [1, 10],
      [2, 0],
      [3, 30],
    ]);
    expect(medium.writes).toEqual([{ programmed: [2, 1, 2, 2] }]);
    expect(valuesOf(medium, [1, 2, 3])).toEqual([10, 0, 30]);
    medium.writes.length = 0;
    log.put([[2, 0]]);
    log.put([]);
    expect(medium.writes).toEqual([]);
  });

  it('of a variable that does not exist is refused', () => {
    for (const address of [0, -1, 0x100, NaN]) {
      const medium = new MemoryMedium(16);
      expect(() => new NvmLog(medium).put([[address, 1]])).toThrow(RangeError);
      expect(medium.writes).toEqual([]);
    }
    new NvmLog(new MemoryMedium(16)).put([
      [1, 1],
      [0xff, 1],
    ]);
  });
});

describe('pages', () => {
  it('begin with the first change: all values, then the header', () => {
    const medium = new MemoryMedium(16);
    new NvmLog(medium).put([
      [1, 10],
      [2, 20],
    ]);
    expect(medium.writes).toEqual([{ erased: [2, 1] }, { programmed: [2, 1, 1, 2] }, { programmed: [2, 1, 0, 1] }]);
  });

  it('are filled to their last unit, and then the other one takes over', () => {
    const medium = new MemoryMedium(4);
    const log = new NvmLog(medium);
    log.put([[1, 0]]);
    log.put([[1, 1]]);
    medium.writes.length = 0;
    log.put([[1, 2]]);
    expect(medium.writes).toEqual([{ programmed: [2, 1, 3, 1] }]);
    medium.writes.length = 0;
    log.put([[1, 3]]);
    expect(medium.writes).toEqual([{ erased: [2, 0] }, { programmed: [2, 0, 1, 1] }, { programmed: [2, 0, 0, 1] }]);
    log.put([[1, 4]]);
    expect(medium.writes.at(-1)).toEqual({ programmed: [2, 0, 2, 1] });
    expect(valuesOf(medium, [1])).toEqual([4]);
  });

  it('are left by a change that does not fit as a whole', () => {
    const medium = new MemoryMedium(4);
    const log = new NvmLog(medium);
    log.put([[1, 0]]);
    log.put([[1, 1]]);
    medium.writes.length = 0;
    log.put([
      [1, 2],
      [2, 3],
    ]);
    expect(medium.writes).toEqual([{ erased: [2, 0] }, { programmed: [2, 0, 1, 2] }, { programmed: [2, 0, 0, 1] }]);
  });

  it('are left by the first change after a start: a cut may have left units that only read as erased', () => {
    const medium = new MemoryMedium(16);
    new NvmLog(medium).put([[1, 10]]);
    medium.writes.length = 0;
    const log = new NvmLog(medium);
    log.put([[1, 11]]);
    expect(medium.writes[0]).toEqual({ erased: [2, 0] });
    medium.writes.length = 0;
    log.put([[1, 12]]);
    expect(medium.writes).toEqual([{ programmed: [2, 0, 2, 1] }]);
  });

  it('take the variables with the first and the last address over', () => {
    const medium = new MemoryMedium(4);
    const log = new NvmLog(medium);
    log.put([
      [1, 10],
      [0xff, 20],
    ]);
    for (let i = 0; i < 4; i++) log.put([[1, 11 + i]]);
    expect(valuesOf(medium, [1, 0xff])).toEqual([14, 20]);
  });

  it('are begun anew in the other bank after a swap, and the one of before stays', () => {
    const medium = new MemoryMedium(16);
    const log = new NvmLog(medium);
    log.put([[1, 10]]);
    medium.writable = 1;
    medium.writes.length = 0;
    log.put([[1, 11]]);
    expect(medium.writes[0]).toEqual({ erased: [1, 0] });
    expect(valuesOf(medium, [1])).toEqual([11]);
    medium.erasePage(1, 0);
    expect(valuesOf(medium, [1])).toEqual([10]);
  });

  it('of the highest epoch count, wherever they lie', () => {
    for (const [bank, page] of [[1, 0] as const, [1, 1] as const, [2, 0] as const, [2, 1] as const]) {
      const medium = new MemoryMedium(16);
      for (const [otherBank, otherPage] of [[1, 0] as const, [1, 1] as const, [2, 0] as const, [2, 1] as const]) {
        const epoch = otherBank === bank && otherPage === page ? 9 : 4 + otherPage;
        medium.set(otherBank, otherPage, 0, unit(0, HEADER, epoch));
        medium.set(otherBank, otherPage, 1, unit(epoch, 1, 100 * otherBank + otherPage));
      }
      expect(valuesOf(medium, [1])).toEqual([100 * bank + page]);
      const log = new NvmLog(medium);
      medium.writable = bank;
      log.put([[2, 5]]);
      expect(medium.readUnits(bank, 1 - page, 1)).toEqual([unit(0, HEADER, 10)]);
    }
  });

  it('count only by a header that is one', () => {
    for (const bad of ['torn', 'erased', unit(0, 1, 9), unit(1, HEADER, 9), [unit(0, HEADER, 9)[0], 8]] as const) {
      const medium = pageWith(7, [unit(7, 1, 10)]);
      medium.set(1, 0, 0, bad as [number, number]);
      medium.set(1, 0, 1, unit(9, 1, 11));
      expect(valuesOf(medium, [1])).toEqual([10]);
    }
  });
});
