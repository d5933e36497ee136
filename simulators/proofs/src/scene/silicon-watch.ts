import type { TaskTable } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';

import { Violation } from '../cuts/violation.js';
import { ISR_COPIES } from './sample-image.js';
import { taskHit } from './scene-tasks.js';

/** What a watch must know about the images. */
export interface WatchedImages {
  readonly tasks: TaskTable;
  /** Whether images have interrupt code for RAM. */
  readonly isrCopies: boolean;
  /** Where each image has the copy for each bank. */
  readonly isrAt: readonly [number, number];
  /** Whether a bank holds a complete signed image. */
  readonly signed: (mcu: Mcu, bank: 1 | 2) => boolean;
}

/**
 * Watches a device at moments that a check at rest cannot see: at every swap of the banks and at every write to RAM. An
 * NMI can come at any moment and cannot be masked, so the watch checks what it would execute right after the swap and
 * in the middle of a copy.
 */
export function watchSilicon(mcu: Mcu, images: WatchedImages): void {
  const { core, syscfg, scb, sram, flash, clock, spec } = mcu;
  let maskedAtUs = 0;
  let live = false;
  const masked = (): void => {
    maskedAtUs = clock.nowUs;
    live = false;
  };
  const unmasking = (): void => {
    const hit = live && taskHit(images.tasks, maskedAtUs, clock.nowUs);
    if (hit)
      throw new Violation(
        'slot-kept',
        `interrupts were off from ${maskedAtUs} to ${clock.nowUs} us, when ${hit.name} may be due`,
      );
    live = false;
  };
  const flipped = (): void => {
    const bank = flash.activeBank;
    if (!images.signed(mcu, bank))
      throw new Violation('signed-image-runs', `the device swaps to bank ${bank}, which holds no signed image`);
    live = flash.busy.codeIn === 'flash';
    if (live) tableFits(mcu, images);
  };
  const pointing = (address: number): void => {
    if (!core.interruptsMasked && address !== tableOf(mcu, images)) {
      throw new Violation(
        'vectors-whole',
        'with interrupts on, VTOR is pointed at a table that is not that of the image that runs',
      );
    }
  };
  const writing = (address: number, bytes: Uint8Array): void => {
    if (core.interruptsMasked || !sram.areaOf(scb.vtor)) return;
    if (address < scb.vtor + ISR_COPIES[spec.family].bytes && address + bytes.length > scb.vtor)
      throw new Violation('vectors-whole', 'the interrupt code in use is written over');
  };
  core.maskInterrupts = around(core.maskInterrupts.bind(core), { after: masked });
  core.unmaskInterrupts = around(core.unmaskInterrupts.bind(core), { before: unmasking });
  syscfg.writeFbMode = around(syscfg.writeFbMode.bind(syscfg), { after: flipped });
  scb.writeVtor = around(scb.writeVtor.bind(scb), { before: pointing });
  sram.write = around(sram.write.bind(sram), { before: writing });
}

/**
 * Fails if the running image would not serve an exception.
 *
 * @throws Violation
 */
export function tableFits(mcu: Mcu, images: Pick<WatchedImages, 'isrCopies' | 'isrAt'>): void {
  const { flash, scb, spec, sram } = mcu;
  const address = tableOf(mcu, images);
  if (scb.vtor !== address)
    throw new Violation(
      'vectors-whole',
      `bank ${flash.activeBank} runs, and VTOR points at 0x${scb.vtor.toString(16)}`,
    );
  if (!images.isrCopies) return;
  const { bytes } = ISR_COPIES[spec.family];
  const kept = flash.tryRead({ bank: flash.activeBank, offset: images.isrAt[flash.activeBank - 1]! }, bytes);
  if (!equalBytes(kept.bytes, sram.read(address, bytes)))
    throw new Violation('vectors-whole', `bank ${flash.activeBank} runs with interrupt code that is not its own`);
}

function tableOf({ spec, flash }: Mcu, { isrCopies }: Pick<WatchedImages, 'isrCopies'>): number {
  return isrCopies ? ISR_COPIES[spec.family].inRam[flash.activeBank - 1]! : spec.flash.address;
}

interface Around<A extends unknown[]> {
  readonly before?: (...args: A) => void;
  readonly after?: (...args: A) => void;
}

/** Wraps a method that is watched. */
function around<A extends unknown[]>(
  method: (...args: A) => void,
  { before, after }: Around<NoInfer<A>>,
): (...args: A) => void {
  return (...args) => {
    before?.(...args);
    method(...args);
    after?.(...args);
  };
}
