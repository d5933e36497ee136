import { DATA_STORE_BYTES, DataStore, reservedBytes } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';

import { Violation } from '../cuts/violation.js';

/**
 * What the application keeps in flash after the images: a page that nobody changes, and in some scenes a data store.
 */
export interface ApplicationData {
  /** Where the page lies in each bank. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Bytes that the application reserves at the end of each bank. */
  readonly reserved: number;
}

/** Bytes that the application uses at the end of each bank. */
export function dataBytesOf(data: 'fixed' | 'store', pageBytes: number): number {
  return pageBytes + (data === 'store' ? DATA_STORE_BYTES : 0);
}

/** Writes the page that nobody changes to both banks. */
export function placeData(mcu: Mcu, data: 'fixed' | 'store'): ApplicationData {
  const { flash } = mcu;
  const bytes = seededRng('data of the application').bytes(flash.spec.pageBytes);
  const reserved = dataBytesOf(data, bytes.length);
  const offset = flash.bankBytes - reservedBytes(mcu, reserved);
  flash.unlock();
  for (const bank of [1, 2] as const) flash.program(flash.addressOf({ bank, offset }), bytes);
  flash.lock();
  return { offset, bytes, reserved };
}

/** Fails if the page has changed. */
export function dataKept({ flash }: Mcu, { offset, bytes }: ApplicationData): void {
  for (const bank of [1, 2] as const) {
    const held = flash.tryRead({ bank, offset }, bytes.length);
    if (held.doubleErrors.length > 0 || !equalBytes(held.bytes, bytes))
      throw new Violation('user-data-kept', `the application's data in bank ${bank} changed`);
  }
}

const COUNT = 1;
const TRIPLE = 2;

/**
 * An application that counts in its data store. Two records change together, again and again, at every stage of the
 * update. A change that was acknowledged is never lost, and no half of a change is ever seen.
 */
export class CountingApplication {
  private readonly store: DataStore;

  /** @param acknowledged the last change that returned before, over all cuts */
  constructor(
    mcu: Mcu,
    public acknowledged: number,
  ) {
    this.store = new DataStore(mcu);
    const count = this.store.get(COUNT);
    if (this.store.get(TRIPLE) !== 3 * count)
      throw new Violation('user-data-kept', `half a change in the data store: ${count} and ${this.store.get(TRIPLE)}`);
    if (count < acknowledged || count > acknowledged + 1)
      throw new Violation('user-data-kept', `the data store counts ${count}, acknowledged was ${acknowledged}`);
    this.acknowledged = count;
  }

  /** Makes one more change. */
  count(): void {
    const next = this.acknowledged + 1;
    this.store.put([
      [COUNT, next],
      [TRIPLE, 3 * next],
    ]);
    this.acknowledged = next;
  }
}
