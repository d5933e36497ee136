import { deriveReceiptKey, receiptMac, sha256 } from '@twinbank/keys';
import { concatBytes, equalBytes, toBase64Url, toHex, utf8 } from '@twinbank/primitives';
import { encodeDisposalReceipt, isBeforeSwap } from '@twinbank/protocol';

import type { Collaborators } from '../collaborators.js';
import type { DisposalRecord } from '../journal/disposal-words.js';
import { checkAcknowledgement, checkDisposal, type DisposalRefusal } from './disposal-check.js';

/** How often the firmware is asked again whether the keys are gone. */
const POLL_US = 100_000;

/** What this phase works with. */
type OfDisposal = Pick<Collaborators, 'mcu' | 'config' | 'journal' | 'trust' | 'outbox' | 'job' | 'endNow'>;

/**
 * The end of a device's life: it takes the order to forget its keys, says so until that is acknowledged, and only then forgets them. A device
 * without keys cannot say anything that anybody could believe, so the order of these steps is everything.
 */
export class Disposal {
  /** When the firmware is asked again. */
  dueUs = Infinity;
  /** An order that came during a swap: it waits for the end of the job. */
  private waiting: string | undefined;

  constructor(private readonly on: OfDisposal) {}

  /** Whether an order was taken: no ticket is taken any more. */
  get isOrdered(): boolean {
    return this.on.journal.disposal() !== undefined;
  }

  /** Whether the receipt was acknowledged: the device says nothing any more, and connects no more. */
  get isOver(): boolean {
    const state = this.on.journal.disposal()?.state;
    return state !== undefined && state !== 'ordered';
  }

  /** What a start does before anything else: a device that may forget its keys does. */
  start(): void {
    if (this.on.journal.disposal()?.state === 'forgotten') this.on.journal.clearForgotten();
    this.goOn();
  }

  /** Tells the receipt again after a connect, because nobody may have it. */
  connected(): void {
    const record = this.on.journal.disposal();
    if (record?.state === 'ordered') this.tell(record);
  }

  /** Takes an order. The open job ends first: by itself once the banks were swapped, else at once. */
  ordered(order: string): void {
    const { config, journal, mcu, job } = this.on;
    if (this.isOver) return;
    const before = journal.disposal();
    if (before && equalBytes(before.order, digestOf(order))) return this.tell(before);
    if (!mcu.flash.dualBank) return this.refuse({ code: 'single_bank_mode', detail: 'there is no room for a journal' });
    if (!config.forgetRoot) return this.refuse({ code: 'disposal_unsupported', detail: 'the firmware erases no keys' });
    if (job.open && !isBeforeSwap(job.open.stage)) {
      this.waiting = order;
      return;
    }
    const read = checkDisposal(this.on, order, journal.sequence);
    if ('code' in read) return this.refuse(read);
    this.take(order, read.sequence);
  }

  /** A job has ended: an order that waited for that is taken now. */
  jobEnded(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.ordered(waiting);
  }

  /** The server has the receipt. From here on nothing is told any more. */
  acknowledged(acknowledgement: string): void {
    const { journal } = this.on;
    const record = journal.disposal();
    if (record?.state !== 'ordered') return;
    const { sequence } = record;
    const receipt = toHex(sha256(this.receiptOf(record)));
    const refusal = checkAcknowledgement(this.on, acknowledgement, { sequence, receipt });
    if (refusal) return this.refuse(refusal);
    journal.acknowledgeDisposal();
    this.goOn();
  }

  /** Asks the firmware again, at {@link dueUs}. */
  wake(): void {
    if (this.on.mcu.clock.nowUs >= this.dueUs) this.goOn();
  }

  private take(order: string, sequence: number): void {
    const { journal, job, endNow } = this.on;
    if (job.open)
      job.finish('cancelled', { code: 'disposal_ordered', detail: 'the device was ordered to forget its keys' });
    const { active, time } = endNow();
    journal.orderDisposal({ state: 'ordered', sequence, order: digestOf(order), active, time });
    this.tell(journal.disposal()!);
  }

  /** Erases the keys, then what the journal says of the device's life. The mark is changed only when they are gone. */
  private goOn(): void {
    const { config, journal, mcu, outbox } = this.on;
    this.dueUs = Infinity;
    if (!this.isOver) return;
    outbox.end();
    if (journal.disposal()!.state === 'forgotten') return;
    if (config.forgetRoot?.() === true) journal.forget();
    else this.dueUs = mcu.clock.nowUs + POLL_US;
  }

  private tell(record: DisposalRecord): void {
    const receipt = toBase64Url(this.receiptOf(record));
    this.on.outbox.report({ type: 'disposal', sequence: record.sequence, receipt });
  }

  /** The receipt with its MAC. It is made from the journal alone, so it is always the same. */
  private receiptOf({ sequence, order, active, time }: DisposalRecord): Uint8Array {
    const { config, journal } = this.on;
    const facts = { device: config.deviceId, counter: journal.counter, order: toHex(order) };
    const bytes = encodeDisposalReceipt({ ...facts, sequence, active, time });
    return concatBytes(bytes, receiptMac(deriveReceiptKey(config.deviceRoot), bytes));
  }

  private refuse({ code: fault, detail, sequence }: DisposalRefusal): void {
    this.on.outbox.report({ type: 'disposal', ...(sequence !== undefined && { sequence }), fault, detail });
  }
}

const digestOf = (order: string): Uint8Array => sha256(utf8(order));
