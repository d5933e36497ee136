import { journalledJob, reservedBytes } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';

import type { Defect } from './defect.js';

/** Drivers that are broken on purpose, by defect. */
const BROKEN_DRIVERS: Partial<Record<Defect, (mcu: Mcu) => void>> = {
  'first-unit-first': writeFirstUnitFirst,
  'bfb2-before-copy': clearBfb2BeforeCopy,
  'erase-by-logical-bank': eraseBank2,
  'erased-believed': believeErased,
  'option-bytes-unmended': leaveOptionBytes,
};

/**
 * Puts the broken driver of a defect between a device and its agent. Does nothing if the defect is in the agent itself.
 */
export function breakDrivers(mcu: Mcu, defect: Defect | undefined): void {
  if (defect) BROKEN_DRIVERS[defect]?.(mcu);
}

/** Writes the first unit of a download together with its block, instead of last. */
function writeFirstUnitFirst({ flash }: Mcu): void {
  const program = flash.program.bind(flash);
  const unit = flash.spec.programUnits[0].bytes;
  flash.program = (address, source, options = {}) => {
    const base = flash.addressOf({ bank: flash.otherBank, offset: 0 });
    const { from } = options;
    // A mirror passes an array of its own; a download passes a whole block, and where in it to begin.
    if (address === base + unit && from !== undefined) program(base, source, { ...options, from: from - unit });
    else if (address !== base || !holds(flash.tryRead(flash.placeOf(base), unit).bytes, source))
      program(address, source, options);
  };
}

const holds = (held: Uint8Array, bytes: Uint8Array): boolean =>
  held.length === bytes.length && held.every((byte, i) => byte === bytes[i]);

/** Clears BFB2 before the copy to bank 1 begins, instead of when the copy is complete. */
function clearBfb2BeforeCopy(mcu: Mcu): void {
  const { flash, optionBytes } = mcu;
  const erasePages = flash.erasePages.bind(flash);
  flash.erasePages = (target, count) => {
    const isCopy = flash.otherBank === 1 && journalledJob(mcu)?.stage === 'mirroring';
    if (isCopy && optionBytes.stored?.bfb2 === 1) {
      optionBytes.unlock(flash.locked);
      optionBytes.program({ bfb2: 0 });
      optionBytes.lock();
    }
    erasePages(target, count);
  };
}

/** Assumes that bank 2 is the one that does not run, as if the banks had never been swapped. */
function eraseBank2(mcu: Mcu): void {
  const { flash } = mcu;
  const erasePages = flash.erasePages.bind(flash);
  const { pageBytes } = flash.spec;
  const reservedFrom = flash.pagesPerBank - reservedBytes(mcu) / pageBytes;
  flash.erasePages = (target, count) => {
    const page = 'address' in target ? flash.placeOf(target.address).offset / pageBytes : target.page;
    erasePages(page < reservedFrom ? flash.pageTarget(2, page) : target, count);
  };
}

/** Does not erase pages that read as erased. After a cut they may be erased so weakly that they keep nothing. */
function believeErased({ flash }: Mcu): void {
  const erasePages = flash.erasePages.bind(flash);
  flash.erasePages = (target, count = 1) => {
    const { pageBytes, erasedValue } = flash.spec;
    const place =
      'address' in target ? flash.placeOf(target.address) : { bank: target.bank, offset: target.page * pageBytes };
    const { bytes, doubleErrors } = flash.tryRead(place, count * pageBytes);
    if (doubleErrors.length > 0 || bytes.some((byte) => byte !== erasedValue)) erasePages(target, count);
  };
}

/** Leaves torn option bytes as they are and treats them as sound, although OPTVERR is set. */
function leaveOptionBytes({ optionBytes }: Mcu): void {
  const program = optionBytes.program.bind(optionBytes);
  optionBytes.program = (changes) => {
    if (!optionBytes.optverr) program(changes);
  };
}
