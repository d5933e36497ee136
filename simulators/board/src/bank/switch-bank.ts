import type { Mcu } from '@twinbank/mcu';
import { equalBytes, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { descriptorIn, startFault, versionIn } from './bank-view.js';
import { fillIsrCopy, sameIsrPlaces } from './isr-copies.js';
import type { Job } from './job.js';

/**
 * Option 5: if the other bank appears to hold code, the vector table is rewritten and the banks are switched while
 * the program runs [AN4767 §6.4.3]. The next output comes from the new code.
 */
export function* switchBank(mcu: Mcu): Job {
  const bank = mcu.flash.otherBank;
  const fault = startFault(mcu, bank) ?? swapSectionFault(mcu);
  if (fault) {
    yield `Not switched: ${fault.detail} (${fault.code}).\r\n`;
    return;
  }
  const layouts = [mcu.flash.activeBank, bank].map((number) => descriptorIn(mcu, number)?.ramLayoutVersion);
  yield `Switching to bank ${bank} (${versionIn(mcu, bank)}) ...\r\n`;
  const vectorTable = sameIsrPlaces(mcu) ? fillIsrCopy(mcu, { from: bank, copy: bank }) : mcu.flash.spec.address;
  const startUs = mcu.clock.nowUs;
  sixSteps(mcu, vectorTable);
  const tookUs = mcu.clock.nowUs - startUs;
  yield `Switched: interrupts were off for ${tookUs.toFixed(2)} us at ${mcu.clock.hclkHz / 1e6} MHz.`;
  yield layouts[0] === layouts[1] ? '\r\n' : ` RAM layout ${layouts.map((layout) => layout ?? '?').join(' -> ')}.\r\n`;
}

/**
 * The steps of AN4767 §4 with their cycles. The CPU fetches the second half of them from the other bank, so they
 * must be the same bytes in every image.
 */
function sixSteps(mcu: Mcu, vectorTable: number): void {
  const { clock, core, flash, scb, syscfg, spec } = mcu;
  const cycles = spec.swap;
  core.maskInterrupts();
  clock.advanceCycles(cycles.interruptsOff);
  flash.acr.disableCaches();
  flash.acr.flushCaches();
  clock.advanceCycles(cycles.cachesOff);
  scb.writeVtor(vectorTable);
  clock.advanceCycles(cycles.vectorTable);
  syscfg.writeFbMode(flash.otherBank === 2 ? 1 : 0);
  clock.advanceCycles(cycles.flipBank + cycles.firstFetch);
  flash.acr.enableCaches();
  core.unmaskInterrupts();
  clock.advanceCycles(cycles.cachesOn + cycles.interruptsOn);
}

/** The application note would switch regardless and crash; here the difference is reported and the switch refused. */
function swapSectionFault(mcu: Mcu): Fault | undefined {
  const { flash } = mcu;
  const running = descriptorIn(mcu, flash.activeBank);
  if (!running) return undefined;
  const [active, other] = ([flash.activeBank, flash.otherBank] as const).map((bank) =>
    flash.tryRead({ bank, offset: running.swapOffset }, running.swapLength),
  ) as [ReturnType<typeof flash.tryRead>, ReturnType<typeof flash.tryRead>];
  if (other.doubleErrors.length === 0 && equalBytes(active.bytes, other.bytes)) return undefined;
  return faultOf(
    'swap_section_differs',
    'the swap section of the other image differs, so the CPU would go on in other code',
  );
}
