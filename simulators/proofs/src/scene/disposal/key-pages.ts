import { journalledDisposal, type DisposalRecord } from '@twinbank/agent';
import { sha256 } from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { concatBytes, equalBytes } from '@twinbank/primitives';

import { DEVICE_ROOT } from '../orders.js';

const ROOT_BYTES = 32;
/** The root key and its digest, by which the firmware knows that a copy is whole. */
const COPY = concatBytes(DEVICE_ROOT, sha256(DEVICE_ROOT));

/**
 * Where the firmware of a scene keeps the root key of the device: a copy in each bank, on a page of its own before the application's data. An
 * agent is given the key that the firmware reads there at the start, and none where there is none.
 */
export class KeyPages {
  /** @param offset of the page in each bank, bytes */
  constructor(private readonly offset: number) {}

  /** Writes both copies, as the factory does. */
  place({ flash }: Mcu): void {
    flash.unlock();
    for (const bank of [1, 2] as const) flash.program(flash.addressOf({ bank, offset: this.offset }), COPY);
    flash.lock();
  }

  /** The root key, from a copy that is whole; undefined if none is. */
  read(mcu: Mcu): Uint8Array | undefined {
    const held = ([1, 2] as const).find((bank) => this.isWhole(mcu, bank));
    return held && mcu.flash.tryRead({ bank: held, offset: this.offset }, ROOT_BYTES).bytes;
  }

  /** Whether both copies are as the factory wrote them. */
  bothWhole(mcu: Mcu): boolean {
    return this.isWhole(mcu, 1) && this.isWhole(mcu, 2);
  }

  /** Whether nothing of either copy is left. */
  bothErased({ flash }: Mcu): boolean {
    return ([1, 2] as const).every((bank) => {
      const { bytes, doubleErrors } = flash.tryRead({ bank, offset: this.offset }, COPY.length);
      return doubleErrors.length === 0 && bytes.every((byte) => byte === flash.spec.erasedValue);
    });
  }

  /** Erases the copies; a page that reads as erased, too, because an erasure that was cut can look like that. */
  erase({ flash }: Mcu, banks: readonly (1 | 2)[] = [flash.otherBank, flash.activeBank]): true {
    const page = this.offset / flash.spec.pageBytes;
    for (const bank of banks) flash.erasePages(flash.pageTarget(bank, page), 1);
    return true;
  }

  private isWhole({ flash }: Mcu, bank: 1 | 2): boolean {
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: this.offset }, COPY.length);
    return doubleErrors.length === 0 && equalBytes(bytes, COPY);
  }
}

/** How far a device is at the end of its life, by its journal. */
export const disposalOf = (mcu: Mcu): DisposalRecord['state'] | undefined => journalledDisposal(mcu)?.state;

/** Whether its keys may be gone. */
export const mayForget = (mcu: Mcu): boolean => !['ordered', undefined].includes(disposalOf(mcu));
