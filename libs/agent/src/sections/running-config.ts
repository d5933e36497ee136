import type { Mcu } from '@twinbank/mcu';

import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';
import { sectionsInBank } from './bank-sections.js';

/** The configuration that came with the image that runs. */
export interface RunningConfig {
  /** Where the CPU sees it, as long as this bank is the active one. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/**
 * The configuration of the image that runs, for the application; undefined if its release has none. It lies in the same bank as the
 * code, so whichever code runs has its own, after any cut. Ask again after a swap.
 *
 * @example
 * ```ts
 * import { runningConfig } from '@twinbank/agent';
 * import { Mcu } from '@twinbank/mcu';
 *
 * const mcu = new Mcu({ part: 'STM32G484' });
 * mcu.powerOn();
 * console.log(runningConfig(mcu) ?? 'no configuration'); // no configuration
 * ```
 */
export function runningConfig(mcu: Mcu): RunningConfig | undefined {
  const bank = mcu.flash.activeBank;
  const table = sectionsInBank(mcu, bank, new Journal(journalMedium(mcu)).bank(bank));
  const config = table?.payloads.find(({ type }) => type === 'config');
  if (!config) return undefined;
  const { address, offset, length } = config;
  return { address, bytes: mcu.flash.readBank({ bank, offset }, length) };
}
