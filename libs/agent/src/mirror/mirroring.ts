import type { Collaborators } from '../collaborators.js';
import { BankMirror } from './bank-mirror.js';
import { checkBank, swapNear } from '../swap/takeover.js';

/** Bytes that are copied before other events are handled. */
const CHUNK_BYTES = 64 * 1024;

/** What this phase works with. */
type OfMirroring = Pick<Collaborators, 'mcu' | 'job' | 'journal' | 'banks' | 'boot' | 'swapper' | 'figures' | 'resets'>;

/**
 * Policy `mirror` after confirm: AN4767's 3-4-5-6. Rewrites the other bank from the active one and checks it. If bank 2
 * runs, the device then swaps back to bank 1, and BFB2 is cleared. Each step looks at the present state of the device
 * and not at earlier steps, so mirroring goes on after any cut.
 */
export class Mirroring {
  /** When this phase needs its next timer event. */
  dueUs = Infinity;
  private copying: BankMirror | undefined;
  /** True once the other bank was written and read back since the start. Writing it again would not make it better. */
  private copied = false;
  private untilUs = Infinity;
  private sinceUs: number;

  constructor(private readonly on: OfMirroring) {
    this.sinceUs = this.nowUs;
  }

  /** Begins to mirror, or goes on after a start. */
  begin(): void {
    const { job, journal, banks } = this.on;
    const { target, stage } = job.record!;
    const other = target === 1 ? 2 : 1;
    if (stage === 'confirmed') job.advance('mirroring');
    journal.recordBank(other, journal.bank(target)!);
    banks.changed(other);
    this.sinceUs = this.nowUs;
    this.step();
  }

  /** Takes a timer event. */
  wake(): void {
    if (this.nowUs < this.dueUs) return;
    this.step();
  }

  private get nowUs(): number {
    return this.on.mcu.clock.nowUs;
  }

  private step(): void {
    const { mcu, job, boot, figures, resets } = this.on;
    const { activeBank, otherBank } = mcu.flash;
    this.dueUs = Infinity;
    if (!this.holdsSoundly(otherBank)) {
      boot.store(activeBank);
      if (boot.certain(activeBank)) this.copy(otherBank);
      else resets.ask('option-bytes');
    } else if (activeBank === 2) {
      this.backToBank1();
    } else {
      boot.store(1);
      figures.spend('mirror', this.nowUs - this.sinceUs);
      job.finish('done');
    }
  }

  /**
   * Whether a bank is already a copy in which ECC corrects nothing. A cut, or a worn cell, can leave a unit that reads
   * correctly only thanks to ECC.
   */
  private holdsSoundly(bank: 1 | 2): boolean {
    const { banks, journal, mcu } = this.on;
    if (!banks.holdsRecord(bank)) return false;
    return this.copied || mcu.flash.correctedIn(bank, { offset: 0, length: journal.bank(bank)!.length }) === 0;
  }

  private copy(bank: 1 | 2): void {
    const { mcu, job, journal, banks } = this.on;
    const record = journal.bank(bank)!;
    this.copying ??= new BankMirror(mcu, record.length);
    const complete = this.copying.copy(CHUNK_BYTES);
    banks.changed(bank);
    if (!complete) {
      this.dueUs = this.nowUs;
      return;
    }
    this.copying = undefined;
    this.copied = true;
    const refusal = checkBank(this.on, bank, record);
    if (refusal) job.finish('failed', refusal);
    else this.step();
  }

  private backToBank1(): void {
    const { job, boot, swapper, resets } = this.on;
    const { mode, slotDeadlineMs, onNoSlot } = job.record!;
    if (mode === 'reset') {
      boot.store(1);
      resets.ask('option-bytes');
      return;
    }
    if (this.untilUs === Infinity) this.untilUs = this.nowUs + slotDeadlineMs * 1000;
    const swapped = swapNear(this.on, () => {
      const { slot, longest } = swapper.search(this.nowUs, this.untilUs);
      return slot ?? (onNoSlot === 'force' ? longest : undefined);
    });
    if (swapped) this.step();
    else
      job.finish('failed', {
        code: 'slot_not_found',
        detail: 'both banks hold the new image; no slot was found to swap back to bank 1',
      });
  }
}
