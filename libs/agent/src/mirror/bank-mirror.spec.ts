import { describe, expect, it } from '@jest/globals';

import { FlashMisuse, PowerCut, type OperationRecord } from '@twinbank/mcu';

import { BankMirror } from './bank-mirror.js';
import { PreparedDevice, type Prepared } from '../testing/prepared-device.js';

/** The image of the sample in bank 1: three whole pages of 2 KiB, and 64 bytes. */
const LENGTH = 6208;
/** The last page of the image is not full: what an application keeps behind it is in the pages that follow. */
const AFTER = 8192;

/** A device that runs bank 1; bank 2 holds another image. */
function device(prepared: Prepared = {}): { device: PreparedDevice; ran: string[] } {
  const prepared2 = new PreparedDevice(prepared);
  const ran: string[] = [];
  prepared2.mcu.power.onOperation = ({ kind, count, where }: OperationRecord) => {
    ran.push(`${kind} ${count} ${where.replace(/,.*/, '')}`);
  };
  return { device: prepared2, ran };
}
const bytesOf = ({ mcu }: PreparedDevice, bank: 1 | 2, offset = 0, length = LENGTH): number[] => [
  ...mcu.flash.tryRead({ bank, offset }, length).bytes,
];
const G4_COPY = [
  'erase-page 1 bank 2 page 0',
  'program 255 bank 2 +0x8',
  'erase-page 1 bank 2 page 1',
  'program 256 bank 2 +0x800',
  'erase-page 1 bank 2 page 2',
  'program 256 bank 2 +0x1000',
  'erase-page 1 bank 2 page 3',
  'program 8 bank 2 +0x1800',
  'program 1 bank 2 +0x0',
];

describe('the copy of a bank', () => {
  it('erases the first page first and writes its first unit last, so that half a copy is no image', () => {
    const { device: at, ran } = device();
    expect(new BankMirror(at.mcu, LENGTH).copy(64 * 1024)).toBe(true);
    expect(ran).toEqual(G4_COPY);
    expect(bytesOf(at, 2)).toEqual(bytesOf(at, 1));
  });

  it('is made in steps of about as many bytes as asked for', () => {
    const { device: at, ran } = device();
    const mirror = new BankMirror(at.mcu, LENGTH);
    expect(mirror.copy(4096)).toBe(false);
    expect(ran).toEqual(G4_COPY.slice(0, 4));
    expect(mirror.copy(2048)).toBe(false);
    expect(ran).toEqual(G4_COPY.slice(0, 6));
    expect(mirror.copy(1)).toBe(true);
    expect(ran).toEqual(G4_COPY);
  });

  it('of whole pages ends with the last one', () => {
    const { device: at, ran } = device();
    const mirror = new BankMirror(at.mcu, 4096);
    expect(mirror.copy(4096)).toBe(true);
    expect(ran).toEqual([...G4_COPY.slice(0, 4), 'program 1 bank 2 +0x0']);
  });

  it('goes to bank 1 where bank 2 runs', () => {
    const { device: at } = device({ running: 2, bfb2: 1 });
    expect(new BankMirror(at.mcu, LENGTH).copy(64 * 1024)).toBe(true);
    expect(bytesOf(at, 1)).toEqual(bytesOf(at, 2));
  });

  it('erases no page behind the image, where the application may keep data', () => {
    for (const part of ['STM32L083', 'STM32G474'] as const) {
      const { device: at } = device({ part, images: [{}, { bytes: 12 * 1024 }] });
      const { pageBytes } = at.mcu.flash.spec;
      const end = Math.ceil(LENGTH / pageBytes) * pageBytes;
      const kept = bytesOf(at, 2, end, AFTER + 1024 - end);
      expect(new BankMirror(at.mcu, LENGTH).copy(64 * 1024)).toBe(true);
      expect(bytesOf(at, 2)).toEqual(bytesOf(at, 1));
      expect(bytesOf(at, 2, end, AFTER + 1024 - end)).toEqual(kept);
    }
  });

  it('of an image shorter than a step erases its own pages only', () => {
    const { device: at, ran } = device({ part: 'STM32L083' });
    expect(new BankMirror(at.mcu, 640).copy(64 * 1024)).toBe(true);
    expect(ran[0]).toBe('erase-page 5 bank 2 page 0');
    expect(bytesOf(at, 2, 0, 640)).toEqual(bytesOf(at, 1, 0, 640));
  });
});

describe('a copy that was cut', () => {
  it('goes on with what is not copied yet', () => {
    const { device: at, ran } = device();
    const { mcu } = at;
    // Within the program of the third page.
    mcu.power.cutAt(mcu.power.count + 1 + 255 + 1 + 256 + 1 + 17, 'after');
    expect(() => new BankMirror(mcu, LENGTH).copy(64 * 1024)).toThrow(PowerCut);
    mcu.powerOn();
    mcu.flash.unlock();
    ran.length = 0;
    expect(new BankMirror(mcu, LENGTH).copy(64 * 1024)).toBe(true);
    expect(ran).toEqual([...G4_COPY.slice(0, 2), ...G4_COPY.slice(4)]);
    expect(bytesOf(at, 2)).toEqual(bytesOf(at, 1));
  });

  it('writes a page again in which a unit cannot be read, or ECC corrects a bit', () => {
    for (const flaw of ['lost', 'one-bit'] as const) {
      const { device: at, ran } = device();
      const { mcu } = at;
      if (flaw === 'one-bit') mcu.flash.wearOut({ bank: 2, offset: 2056 }, flaw);
      expect(new BankMirror(mcu, LENGTH).copy(64 * 1024)).toBe(true);
      if (flaw === 'lost') mcu.flash.decay({ bank: 2, offset: 2056 });
      ran.length = 0;
      expect(new BankMirror(mcu, LENGTH).copy(64 * 1024)).toBe(true);
      expect(ran).toEqual([...G4_COPY.slice(0, 4), 'program 1 bank 2 +0x0']);
    }
  });
});

describe('a running image that cannot be read', () => {
  it('is no image to copy: the error names the place', () => {
    const { device: at } = device();
    at.mcu.flash.decay({ bank: 1, offset: 4096 });
    expect(() => new BankMirror(at.mcu, LENGTH).copy(64 * 1024)).toThrow(/^the running image cannot be read: .*0x1000/);
  });

  it('is told apart from a mistake of the agent', () => {
    const { device: at } = device();
    expect(() => new BankMirror(at.mcu, at.mcu.flash.bankBytes + 64).copy(1 << 20)).toThrow(FlashMisuse);
  });
});
