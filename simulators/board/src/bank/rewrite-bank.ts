import type { Mcu } from '@twinbank/mcu';

import { startFault, viewBank } from './bank-view.js';
import { eraseBank } from './erase-bank.js';
import { storeIntegrity } from './integrity-record.js';
import type { Job } from './job.js';

const RUN_BYTES = 2048;
/** One dot on the terminal for this many bytes. */
const DOT_BYTES = 16 * 1024;

/**
 * Option 3: copies the code of the active bank into the other one [AN4767 §6.4.3]. The first program unit is
 * written last, so that the boot ROM never sees half an image.
 */
export function* rewriteOther(mcu: Mcu): Job {
  const { flash } = mcu;
  const { activeBank, otherBank } = flash;
  const { length } = viewBank(mcu, activeBank);
  const unit = flash.spec.programUnits[0].bytes;
  yield `Rewriting bank ${otherBank} with bank ${activeBank} (${length} bytes) `;
  flash.unlock();
  yield* eraseBank(mcu, otherBank);
  for (let at = unit; at < length; at = nextRun(at)) {
    const end = Math.min(nextRun(at), length);
    copy(mcu, at, end);
    yield Math.floor(end / DOT_BYTES) > Math.floor(at / DOT_BYTES) ? '.' : '';
  }
  copy(mcu, 0, unit);
  const crc = flash.crcOf(otherBank, { offset: 0, length });
  if (crc === flash.crcOf(activeBank, { offset: 0, length })) storeIntegrity(mcu, otherBank, { length, crc });
  flash.lock();
  const fault = startFault(mcu, otherBank);
  yield fault ? ` failed: ${fault.detail}.\r\n` : ' done.\r\n';
}

const nextRun = (at: number): number => (Math.floor(at / RUN_BYTES) + 1) * RUN_BYTES;

function copy({ flash }: Mcu, from: number, to: number): void {
  const bytes = flash.readBank({ bank: flash.activeBank, offset: from }, to - from);
  flash.program(flash.addressOf({ bank: flash.otherBank, offset: from }), bytes);
}
