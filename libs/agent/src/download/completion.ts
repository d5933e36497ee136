import type { Collaborators } from '../collaborators.js';
import { checkBank } from '../swap/takeover.js';
import type { KnownManifest } from '../ticket/known-manifest.js';
import { runningImage } from '../ticket/running-image.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { BankWriter } from './bank-writer.js';
import { checkBeforeFinish } from './image-check.js';

/**
 * Every block is in flash. The image is checked as a whole, before and after the first program unit makes it an
 * image; undefined if it is one.
 */
export function completeImage(own: Collaborators, writer: BankWriter, known: KnownManifest): Refusal | undefined {
  const { mcu, journal, banks, figures } = own;
  const bank = mcu.flash.otherBank;
  const startUs = mcu.clock.nowUs;
  let refusal = refusalBeforeFinish(own, known, writer.firstUnit!);
  figures.spend('check', mcu.clock.nowUs - startUs);
  if (!refusal) {
    writer.finish();
    refusal = checkBank(own, bank, journal.bank(bank)!);
    if (refusal) writer.begin();
  }
  banks.changed(bank);
  return refusal;
}

/**
 * Why the image in the other bank may not become, or stay, one that can be swapped to.
 *
 * @param head its first program unit, which may not be in flash yet
 */
export function refusalBeforeFinish(own: Collaborators, known: KnownManifest, head: Uint8Array): Refusal | undefined {
  const { mcu, job, config } = own;
  const { mode } = job.record!;
  return checkBeforeFinish(mcu, { known, head, mode, ownAgent: config.ownAgent, running: runningImage(own) });
}
