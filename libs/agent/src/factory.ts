import { codeSection, type Manifest } from '@twinbank/image';
import type { BootOutcome, Mcu } from '@twinbank/mcu';

import { bankRecordOf } from './download/download.js';
import { Journal } from './journal/journal.js';
import { journalMedium } from './journal/nvm-layout.js';

/** What manufacturing programs into a device. */
export interface FactoryImage {
  readonly manifest: Manifest;
  /** The plaintext stream of the release. */
  readonly stream: Uint8Array;
}

/**
 * Programs a device as it leaves the factory: the image in bank 1, bank 2 empty, BFB2 clear. The journal records
 * the image in bank 1 and its security counter. Powers the device on, which boots bank 1.
 *
 * @example
 * ```ts
 * import { deviceStatus, factoryInstall } from '@twinbank/agent';
 * import { buildRelease } from '@twinbank/image';
 * import { Mcu } from '@twinbank/mcu';
 *
 * const code = new Uint8Array(4096);
 * new DataView(code.buffer).setUint32(0, 0x20001000, true);
 * new DataView(code.buffer).setUint32(4, 0x08000401, true);
 * const release = buildRelease({
 *   product: 'motor-g4',
 *   version: '1.0.0',
 *   counter: 1,
 *   parts: ['STM32G484'],
 *   hardware: ['A'],
 *   code,
 *   plaintextSalt: new Uint8Array(64),
 *   createdMs: 0,
 * });
 * const mcu = new Mcu({ part: 'STM32G484' });
 * factoryInstall(mcu, release);
 * console.log(deviceStatus(mcu, { product: 'motor-g4', hardware: 'A' }).banks[0].version); // 1.0.0
 * ```
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
