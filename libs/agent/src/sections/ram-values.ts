import type { Payload } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';

import { COPY_CYCLES_PER_WORD } from '../swap/isr-ram.js';
import type { BankSections } from './bank-sections.js';

/**
 * Start values for variables that a new image has and the one before had not [AN4767 §6.5.1]. After a live swap into a new release
 * they are copied from the bank to RAM before its run-once code and before any interrupt of it; by a reset, start-up code initialises
 * RAM, and nothing is copied. A swap back copies nothing either: the variables are in use already.
 */
export class RamValues {
  constructor(
    private readonly mcu: Mcu,
    private readonly sections: BankSections,
  ) {}

  /** CPU cycles to copy the values of the image in a bank. */
  cyclesFor(bank: 1 | 2): number {
    return this.valuesIn(bank).reduce((cycles, { length }) => cycles + this.cyclesOf(length), 0);
  }

  /** Copies the values of the image in a bank: exactly its bytes. */
  copyFrom(bank: 1 | 2): void {
    const { flash, sram, clock } = this.mcu;
    for (const { address, offset, length } of this.valuesIn(bank)) {
      sram.write(address, flash.readBank({ bank, offset }, length));
      clock.advanceCycles(this.cyclesOf(length));
    }
  }

  private valuesIn(bank: 1 | 2): readonly Payload[] {
    return this.sections.of(bank)?.payloads.filter(({ type }) => type === 'ram-init') ?? [];
  }

  private cyclesOf(bytes: number): number {
    return Math.ceil(bytes / 4) * COPY_CYCLES_PER_WORD[this.mcu.spec.family];
  }
}
