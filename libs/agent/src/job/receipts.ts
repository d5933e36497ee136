import { deriveReceiptKey, receiptMac } from '@twinbank/keys';
import { toHex } from '@twinbank/primitives';
import { encodeReceipt, joinReceipt, type Receipt, type Stage } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { Journal, JobEnd, JobRecord } from '../journal/journal.js';
import type { Refusal } from '../ticket/ticket-check.js';

/** What an unauthentic order names, and why it is refused. */
type RefusedOrder = Pick<JobRecord, 'job' | 'transfer'> & Pick<Refusal, 'code'>;

/**
 * Makes receipts. That of a job comes from the journal alone, where everything that it says was written with the job's
 * last stage: so it is the same each time that the result is told, whatever was reset, cut or worn between.
 */
export class Receipts {
  constructor(
    private readonly journal: Journal,
    private readonly config: Pick<AgentConfig, 'deviceId' | 'deviceRoot'>,
  ) {}

  /** The receipt of the job that ended; undefined if an agent that makes none began it or ended it. */
  ofJob(): string | undefined {
    const job = this.journal.job();
    if (!job?.end || !job.release) return undefined;
    const { job: number, transfer, stage, fault, end, release } = job;
    return this.sign({
      job: number,
      transfer,
      stage: stage as Stage,
      ...this.facts(end),
      release: toHex(release),
      fault,
    });
  }

  /** The receipt of an order that the device cannot trust, and keeps nothing of: it is made anew each time. */
  ofRefused({ job, transfer, code: fault }: RefusedOrder, now: JobEnd): string {
    return this.sign({ job, transfer, stage: 'rejected', ...this.facts(now), fault });
  }

  private facts({ active, held, time }: JobEnd): Pick<Receipt, 'device' | 'active' | 'banks' | 'counter' | 'time'> {
    const { journal, config } = this;
    const digestIn = (bank: 1 | 2): string | undefined =>
      held[bank - 1] ? toHex(journal.bank(bank)!.digest) : undefined;
    return { device: config.deviceId, active, banks: [digestIn(1), digestIn(2)], counter: journal.counter, time };
  }

  private sign({ fault, ...receipt }: Omit<Receipt, 'fault'> & { readonly fault: string | undefined }): string {
    const bytes = encodeReceipt({ ...receipt, ...(fault !== undefined && { fault }) });
    return joinReceipt(bytes, receiptMac(deriveReceiptKey(this.config.deviceRoot), bytes));
  }
}
