import type { BankNumber, Mcu } from '@twinbank/mcu';

import { forgetIntegrity } from './integrity-record.js';
import type { Job } from './job.js';

/** Pages erased before other events are handled: about a tenth of a second on L0. */
const PAGES_AT_ONCE = 32;

/** Option 2: erases the other bank [AN4767 §6.4.3]. */
export function* eraseOther(mcu: Mcu): Job {
  const bank = mcu.flash.otherBank;
  yield `Erasing bank ${bank} ... `;
  mcu.flash.unlock();
  yield* eraseBank(mcu, bank);
  mcu.flash.lock();
  yield `bank ${bank} is empty.\r\n`;
}

/**
 * Erases a bank that is not running. Page 0 is erased first: from then on the boot ROM finds no stack pointer, so
 * it never starts the rest of an image. Flash must be unlocked.
 */
export function* eraseBank(mcu: Mcu, bank: BankNumber): Job {
  const { flash } = mcu;
  forgetIntegrity(mcu, bank);
  flash.erasePages(flash.pageTarget(bank, 0));
  if (flash.spec.massErase) flash.massErase(bank);
  else yield* erasePages(mcu, bank, { from: 1, to: flash.pagesPerBank });
}

/** Erases pages of a bank one after another. */
export function* erasePages(mcu: Mcu, bank: BankNumber, { from, to }: { from: number; to: number }): Job {
  const { flash } = mcu;
  for (let page = from; page < to; page += PAGES_AT_ONCE) {
    flash.erasePages(flash.pageTarget(bank, page), Math.min(PAGES_AT_ONCE, to - page));
    yield '';
  }
}
