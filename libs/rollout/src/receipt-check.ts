import { readFault, type BankReport, type FaultCode, type Receipt, type Report } from '@twinbank/protocol';

type Result = Extract<Report, { type: 'result' }>;

/** An attempt at a job as the server ordered it. */
export interface OrderedAttempt {
  readonly transfer: number;
  readonly jobId: number;
  readonly deviceId: string;
  /** SHA-256 (hex) of the release's manifest, as in the ticket. */
  readonly release: string;
}

/** Why a receipt proves nothing, although its MAC is right. */
export interface ReceiptFault {
  readonly code: FaultCode;
  readonly detail: string;
}

/**
 * Holds a receipt against the result that carries it, and against the order; undefined if they agree. A receipt without
 * a release is that of a ticket that the device could not trust: it proves the refusal, and no more.
 *
 * @param sender the device that sent the result, and made the receipt by its MAC
 * @param attempt the attempt that the receipt names; undefined if there is none
 */
export function receiptFaultOf(
  receipt: Receipt,
  result: Result,
  { sender, attempt }: { readonly sender: string; readonly attempt: OrderedAttempt | undefined },
): ReceiptFault | undefined {
  if (receipt.device !== sender) return mismatch(`it names ${receipt.device}`);
  const { job, transfer, stage, release } = receipt;
  if (attempt?.transfer !== transfer || attempt.jobId !== job || attempt.deviceId !== sender)
    return mismatch(`this device has no attempt ${transfer} at a job ${job}`);
  if (release === undefined ? stage !== 'rejected' : release !== attempt.release)
    return mismatch(`it names ${release ?? 'no'} release, which is not what was ordered`);
  return contradiction(receipt, result);
}

/** What the receipt says otherwise than the result that carries it. */
function contradiction(receipt: Receipt, result: Result): ReceiptFault | undefined {
  const { job, transfer, stage, fault, active, counter } = receipt;
  const { status } = result;
  if (job !== result.job || transfer !== (result.transfer ?? transfer))
    return mismatch('the result is about another attempt');
  if (stage !== result.stage || (fault && readFault(fault)) !== result.fault)
    return mismatch(`it says ${stage} ${fault ?? ''}, and the result ${result.stage} ${result.fault ?? ''}`);
  if (active !== status.active || counter !== status.counter || !sameBanks(receipt.banks, status.banks))
    return mismatch('it says something else of the banks or the counter than the result');
  return undefined;
}

const sameBanks = (said: Receipt['banks'], told: readonly BankReport[]): boolean =>
  told.every(({ state, digest }, index) => (state === 'valid' ? digest : undefined) === said[index]);

const mismatch = (detail: string): ReceiptFault => ({ code: 'receipt_mismatch', detail: `the receipt: ${detail}` });
