import type { Mcu } from '@twinbank/mcu';

import type { Job } from './job.js';

/** BFB2 as it is stored; if a power cut corrupted the option bytes, the value that is in effect. */
export const storedBfb2 = ({ optionBytes }: Mcu): 0 | 1 => (optionBytes.stored ?? optionBytes.values).bfb2;

/**
 * Option 6: toggles BFB2 in the option bytes [AN4767 §3.1.3, §6.4.3]. They are not launched, because that is a
 * reset: the new value takes effect at the next power-on, which is when it is needed.
 *
 * After an interrupted change, the forced values are in effect and all flash is protected. Then valid values are
 * stored again, with BFB2 for the running bank. The forced read protection stays, because lowering it erases both
 * banks [RM0440 §3.4.2].
 */
export function* toggleBfb2(mcu: Mcu): Job {
  const { flash, optionBytes } = mcu;
  const torn = optionBytes.optverr;
  const bfb2 = (torn ? flash.activeBank === 2 : storedBfb2(mcu) === 0) ? 1 : 0;
  flash.unlock();
  optionBytes.unlock(flash.locked);
  optionBytes.program(torn ? { ...mcu.spec.options.factory, rdp: optionBytes.values.rdp, bfb2 } : { bfb2 });
  optionBytes.lock();
  flash.lock();
  if (torn) yield 'The option bytes had been torn; factory values are stored again.\r\n';
  yield `BFB2 is ${bfb2 ? 'ON: bank 2 is tried first' : 'OFF: bank 1 starts'}, from the next power-on.\r\n`;
}
