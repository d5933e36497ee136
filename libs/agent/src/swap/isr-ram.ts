import { ISR_PAIR_HEADER_BYTES, isrCopyOf, type IsrPair } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

import type { BankSections } from '../sections/bank-sections.js';

/** CPU cycles to copy one word from flash to RAM in a loop, including wait states. */
export const COPY_CYCLES_PER_WORD = { L0: 9, L4: 8, G4: 8 } as const;

/**
 * Interrupt code in RAM: there are two copies, and the copy of the active bank is in use. The idle copy is replaced
 * while everything runs; the swap then points VTOR to it [AN4767 §5]. Each copy contains the NMI handler, so that the
 * handler is complete at every moment. An image has its copies among its code, or as sections `ram-code`.
 */
export class IsrRam {
  constructor(
    private readonly mcu: Mcu,
    private readonly sections: BankSections,
  ) {}

  /** Start-up code after a reset: fills both copies from the active image, and points VTOR to that image's copy. */
  startUp(): void {
    const { flash, scb } = this.mcu;
    this.fill(flash.activeBank, 1);
    this.fill(flash.activeBank, 2);
    scb.writeVtor(this.tableOf(flash.activeBank));
  }

  /**
   * Before a swap: fills the idle copy from the image in the other bank, with interrupts on.
   *
   * @returns address of that image's vector table
   */
  prepareSwap(): number {
    const { otherBank } = this.mcu.flash;
    this.fill(otherBank, otherBank);
    return this.tableOf(otherBank);
  }

  /**
   * Address of the vector table of the image in a bank: in its RAM copy, or at the start of flash for an image without
   * RAM copies.
   */
  tableOf(bank: 1 | 2): number {
    const pair = this.copyOf(bank, bank);
    return pair && this.usable(pair.address, pair.bytes) ? pair.address : this.mcu.spec.flash.address;
  }

  /** Copies a bank's interrupt code, as the image in `from` contains it, to its place in RAM. */
  private fill(from: 1 | 2, forBank: 1 | 2): void {
    const { flash, sram, clock, spec } = this.mcu;
    const pair = this.copyOf(from, forBank);
    if (!pair || !this.usable(pair.address, pair.bytes)) return;
    sram.write(pair.address, flash.readBank({ bank: from, offset: pair.offset }, pair.bytes));
    clock.advanceCycles((pair.bytes / 4) * COPY_CYCLES_PER_WORD[spec.family]);
  }

  private copyOf(from: 1 | 2, forBank: 1 | 2): IsrPair | undefined {
    return isrCopyOf(this.header(from), forBank, this.sections.of(from));
  }

  private usable(address: number, bytes: number): boolean {
    return address % this.mcu.spec.vtorAlignBytes === 0 && this.mcu.sram.areaOf(address, bytes) !== undefined;
  }

  private header(bank: 1 | 2): Uint8Array {
    return this.mcu.flash.tryRead({ bank, offset: 0 }, ISR_PAIR_HEADER_BYTES).bytes;
  }
}
