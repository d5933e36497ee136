import type { BankNumber, Mcu } from '@twinbank/mcu';

import { descriptorIn } from './bank-view.js';

/** Where an image states the load addresses of the interrupt code for bank 1 and for bank 2. */
const LOAD_ADDRESS_OFFSET = { 1: 0x518, 2: 0x51c } as const;
/** One word copied by the CPU. */
const CYCLES_PER_WORD = 6;

/**
 * Copies the vector table and interrupt code for a bank from the image in `from` to RAM, and returns the address of
 * the vector table. Each bank has its own copy in RAM, so the copy that is not in use can be filled without
 * disturbing anything [AN4767 §5, §6.4.1]. An image without such copies has its vectors at the start of flash.
 */
export function fillIsrCopy(mcu: Mcu, { from, copy }: { from: BankNumber; copy: BankNumber }): number {
  const { flash, sram, spec } = mcu;
  const image = descriptorIn(mcu, from);
  if (!image) return flash.spec.address;
  const table = copy === 1 ? image.vectorTableA : image.vectorTableB;
  const [code, codeLength] =
    copy === 1 ? [image.isrCopyA, image.isrCopyALength] : [image.isrCopyB, image.isrCopyBLength];
  const length = Math.ceil((code - table + codeLength) / 4) * 4;
  const load = wordAt(mcu, from, LOAD_ADDRESS_OFFSET[copy]) - flash.spec.address;
  const fits =
    length > 0 && load >= 0 && load + length <= image.imageLength && sram.areaOf(table, length) !== undefined;
  if (!fits || table % spec.vtorAlignBytes !== 0) return flash.spec.address;
  sram.write(table, flash.tryRead({ bank: from, offset: load }, length).bytes);
  mcu.clock.advanceCycles((length / 4) * CYCLES_PER_WORD);
  return table;
}

/**
 * True if both images keep their copies at the same places, so that filling one overwrites no variable of the
 * other.
 */
export function sameIsrPlaces(mcu: Mcu): boolean {
  const [a, b] = [descriptorIn(mcu, 1), descriptorIn(mcu, 2)];
  return (
    !!a &&
    !!b &&
    a.vectorTableA === b.vectorTableA &&
    a.vectorTableB === b.vectorTableB &&
    a.isrCopyA === b.isrCopyA &&
    a.isrCopyB === b.isrCopyB
  );
}

function wordAt({ flash }: Mcu, bank: BankNumber, offset: number): number {
  return new DataView(flash.tryRead({ bank, offset }, 4).bytes.buffer).getUint32(0, true);
}
