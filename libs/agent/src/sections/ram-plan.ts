import { decodePlans, planFrom, type Payload, type SwapPlan, type SwapStep } from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, isFault } from '@twinbank/primitives';

import { COPY_CYCLES_PER_WORD } from '../swap/isr-ram.js';
import type { BankSections } from './bank-sections.js';

/** What the bytes of the banks say of that. */
interface BankBytes {
  holdsRecord(bank: 1 | 2): boolean;
}

/** What the journal says of the banks. */
interface BankRecords {
  bank(bank: 1 | 2): { readonly digest: Uint8Array } | undefined;
}

/**
 * What is done in RAM when a live swap leads into a new release that has a plan for exactly the image that runs [AN4767 §6.2]: values
 * are moved, and new variables initialised, after the flip and before any interrupt of the new image. Nothing is done at a swap back, where
 * RAM has been changed already, nor by a reset, where start-up code initialises RAM.
 */
export class RamPlan {
  constructor(
    private readonly mcu: Mcu,
    private readonly sections: BankSections,
    private readonly banks: BankBytes,
    private readonly journal: BankRecords,
  ) {}

  /**
   * The plan of the image in the other bank for the image that runs; undefined if it has none for exactly this one. Which image runs is
   * known by its bytes, and what the plan says is compared with its digest in the table: this takes time, so ask before the slot.
   */
  find(): SwapPlan | undefined {
    const { activeBank, otherBank } = this.mcu.flash;
    const plans = this.plansIn(otherBank);
    const running = plans && this.banks.holdsRecord(activeBank) ? this.journal.bank(activeBank) : undefined;
    return running && planFrom(plans, running.digest);
  }

  /** Whether the image in the other bank has plans at all, for whichever images. Then it has no run-once code. */
  get carried(): boolean {
    return this.payloadIn(this.mcu.flash.otherBank) !== undefined;
  }

  /** CPU cycles that the steps of a plan take. */
  cyclesFor({ steps }: SwapPlan): number {
    return steps.reduce((cycles, step) => cycles + this.cyclesOf(step), 0);
  }

  /**
   * Does the steps of a plan, one after the other, after it has read what is carried: the agent has room for
   * `PLAN_LIMITS.carriedBytes`, which no plan exceeds.
   */
  run({ steps }: SwapPlan): void {
    const { sram, clock } = this.mcu;
    const carried = new Map<SwapStep, Uint8Array>(
      steps.flatMap((step) => (step.do === 'carry' ? [[step, sram.read(step.from, step.length)] as const] : [])),
    );
    for (const step of steps) {
      if (step.do === 'initialise') sram.write(step.to, valueOf(step));
      else sram.write(step.to, carried.get(step) ?? sram.read(step.from, step.length));
      clock.advanceCycles(this.cyclesOf(step));
    }
  }

  /** What is carried is copied twice. */
  private cyclesOf({ do: kind, length }: SwapStep): number {
    return (kind === 'carry' ? 2 : 1) * Math.ceil(length / 4) * COPY_CYCLES_PER_WORD[this.mcu.spec.family];
  }

  private payloadIn(bank: 1 | 2): Payload | undefined {
    return this.sections.of(bank)?.payloads.find(({ type }) => type === 'plan');
  }

  private plansIn(bank: 1 | 2): readonly SwapPlan[] | undefined {
    const payload = this.payloadIn(bank);
    if (!payload) return undefined;
    const { offset, length } = payload;
    const { bytes, doubleErrors } = this.mcu.flash.tryRead({ bank, offset }, length);
    if (doubleErrors.length > 0 || !equalBytes(sha256(bytes), payload.sha256)) return undefined;
    try {
      return decodePlans(bytes);
    } catch (error) {
      if (isFault(error, 'plan_invalid')) return undefined;
      throw error;
    }
  }
}

/** All bytes of a new variable. */
function valueOf({ length, bytes }: SwapStep & { do: 'initialise' }): Uint8Array {
  const value = new Uint8Array(length);
  value.set(bytes);
  return value;
}
