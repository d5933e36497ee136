import { codeSection, type Manifest } from '@twinbank/image';
import type { BootOutcome, Mcu } from '@twinbank/mcu';

import { bankRecordOf } from './download/download.js';
import { Journal } from './journal/journal.js';
import { journalMedium } from './journal/nvm-layout.js';

/** What manufacturing puts into a device. */
export interface FactoryImage {
  readonly manifest: Manifest;
  /** The plaintext stream of the release. */
  readonly stream: Uint8Array;
}

/**
 * Makes a device as it leaves the factory: the image in bank 1, bank 2 empty, BFB2 clear, and the journal with what bank 1
 * holds and the image's security counter. Powers the device on, which boots bank 1.
 */
export function factoryInstall(mcu: Mcu, { manifest, stream }: FactoryImage): BootOutcome {
  const { offset, length } = codeSection(manifest);
  mcu.optionBytes.factoryProgram({ bfb2: 0 });
  mcu.flash.factoryLoad(1, stream.subarray(offset, offset + length));
  const outcome = mcu.powerOn();
  mcu.flash.unlock();
  const journal = new Journal(journalMedium(mcu));
  journal.recordBank(1, bankRecordOf(manifest));
  journal.raiseCounter(manifest.counter);
  mcu.flash.lock();
  return outcome;
}
