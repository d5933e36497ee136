import type { Mcu } from '@twinbank/mcu';
import { JOURNAL_PAGES } from '@twinbank/parts';

import { FlashMedium } from './nvm-layout.js';
import { NvmLog } from './nvm-log.js';

/** Smallest page of a data store: it has room for all variables and for the same number of changes. */
const STORE_PAGE_BYTES = 2048;
const STORE_PAGES = 2;

/** Bytes that a data store takes at the end of each bank: the value for {@link AgentConfig.dataBytes}. */
export const DATA_STORE_BYTES = STORE_PAGES * STORE_PAGE_BYTES;

/**
 * Data of the application in flash: EEPROM emulation as in AN4894. It lies in the bank that does not run, after the
 * image that an update writes there [AN4767 §6.5.2]. Changes go to the other bank, so the CPU never waits for them.
 * After a swap the other bank is the one that ran before: the first change copies all variables there. An update erases
 * neither copy, because images end before them.
 *
 * Variables have addresses from 1 to 255, and 32 bits each.
 */
export class DataStore extends NvmLog {
  constructor(mcu: Mcu) {
    const { flash } = mcu;
    const { pageBytes } = flash.spec;
    const journalBytes = mcu.eeprom ? 0 : JOURNAL_PAGES * pageBytes;
    const firstPage = (flash.bankBytes - journalBytes - DATA_STORE_BYTES) / pageBytes;
    super(new FlashMedium(mcu, firstPage, STORE_PAGES, STORE_PAGE_BYTES / pageBytes));
  }
}
