import type { AgentContext } from '../agent-context.js';
import { BankMirror } from './bank-mirror.js';
import { checkBank, swapNear } from '../swap/takeover.js';

/** Bytes copied before other events get their turn. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Policy `mirror` after confirm: AN4767's 3-4-5-6. The other bank is rewritten from the active one, checked, and where
 * bank 2 runs, the device swaps back to bank 1 and BFB2 is cleared. Each step looks at what is, not at what was done, so
 * that it goes on after any cut.
 */
export class Mirroring {
  /** When this phase wants to be woken. */
  dueUs = Infinity;
  private copying: BankMirror | undefined;
  /** True once the other bank was written since the start, and read back: better it cannot become. */
  private copied = false;
  private untilUs = Infinity;
  private sinceUs: number;

  constructor(private readonly context: AgentContext) {
    this.sinceUs = context.nowUs;
  }

  /** Begins, or goes on after a start. */
  begin(): void {
    const { context } = this;
    const { target, stage } = context.job!;
    const other = target === 1 ? 2 : 1;
    if (stage === 'confirmed') context.stage('mirroring');
    context.journal.recordBank(other, context.journal.bank(target)!);
    context.banks.changed(other);
    this.sinceUs = context.nowUs;
    this.step();
  }

  /** Goes on with what it waits for. */
  wake(): void {
    if (this.context.nowUs < this.dueUs) return;
    this.step();
  }

  private step(): void {
    const { context } = this;
    const { boot, mcu } = context;
    const { activeBank, otherBank } = mcu.flash;
    this.dueUs = Infinity;
    if (!this.holdsSoundly(otherBank)) {
      boot.store(activeBank);
      if (boot.certain(activeBank)) this.copy(otherBank);
      else context.reset('option-bytes');
    } else if (activeBank === 2) {
      this.backToBank1();
    } else {
      boot.store(1);
      context.spend('mirror', context.nowUs - this.sinceUs);
      context.finish('done');
    }
  }

  /** Whether a bank is a copy already, none of whose units reads well only because a cut left it to ECC; a cell may also be so tired. */
  private holdsSoundly(bank: 1 | 2): boolean {
    const { banks, journal, mcu } = this.context;
    if (!banks.holdsRecord(bank)) return false;
    return this.copied || mcu.flash.correctedIn(bank, { offset: 0, length: journal.bank(bank)!.length }) === 0;
  }

  private copy(bank: 1 | 2): void {
    const { context } = this;
    const record = context.journal.bank(bank)!;
    this.copying ??= new BankMirror(context.mcu, record.length);
    const complete = this.copying.copy(CHUNK_BYTES);
    context.banks.changed(bank);
    if (!complete) {
      this.dueUs = context.nowUs;
      return;
    }
    this.copying = undefined;
    this.copied = true;
    const refusal = checkBank(context, bank, record);
    if (refusal) context.finish('failed', refusal);
    else this.step();
  }

  private backToBank1(): void {
    const { context } = this;
    const job = context.job!;
    if (job.mode === 'reset') {
      context.boot.store(1);
      context.reset('option-bytes');
      return;
    }
    if (this.untilUs === Infinity) this.untilUs = context.nowUs + job.slotDeadlineMs * 1000;
    const swapped = swapNear(context, () => {
      const { slot, longest } = context.swapper.search(context.nowUs, this.untilUs);
      return slot ?? (job.onNoSlot === 'force' ? longest : undefined);
    });
    if (swapped) this.step();
    else
      context.finish('failed', {
        code: 'slot_not_found',
        detail: 'both banks hold the new image; no slot was found to swap back to bank 1',
      });
  }
}
