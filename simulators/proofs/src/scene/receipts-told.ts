import { deriveReceiptKey, isReceiptMac, sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import {
  decodeReceipt,
  splitReceipt,
  type BankReport,
  type FaultCode,
  type Receipt,
  type Report,
  type TicketMessage,
} from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import { DEVICE_ID, DEVICE_ROOT } from './orders.js';
import type { Story } from './scene-spec.js';
import type { Scene } from './scene-facts.js';

type Order = Extract<TicketMessage, { type: 'order' }>;
type Result = Extract<Report, { type: 'result' }>;

/** Faults of a ticket that the device cannot trust, or does not look at any more: it keeps nothing of it, not even the release that it names. */
const UNTRUSTED: readonly (FaultCode | undefined)[] = [
  ...(['signature_invalid', 'ticket_malformed', 'ticket_foreign', 'ticket_mismatch', 'ticket_expired'] as const),
  ...(['ticket_replayed', 'manifest_malformed', 'single_bank_mode', 'disposal_ordered'] as const),
];

/** Stories in which a bank may lose its image after the end of a job: the receipt says what it held then. */
const FADING: readonly (Story | undefined)[] = ['decays', 'worn', 'tired'];

const KEY = deriveReceiptKey(DEVICE_ROOT);

/**
 * Checks the receipt of a result: it is the device's, it agrees with the result, with the banks and with the order, and
 * it is what was told before of the same attempt.
 *
 * @param told the last receipt of an attempt that the device keeps; empty if none was told
 * @returns the same for the next result
 */
export function hearReceipt(scene: Scene, result: Result, told: string): string {
  const text = result.receipt ?? '';
  const receipt = authentic(text);
  agrees(receipt, result, FADING.includes(scene.spec.story));
  const order = ordersOf(scene).find(({ job }) => job === result.job);
  const release = order && toHex(sha256(utf8(order.manifest)));
  if (receipt.release === undefined) {
    if (!UNTRUSTED.includes(result.fault)) wrong(`job ${result.job} ended, and its receipt names no release`);
    return told;
  }
  if (receipt.release !== release) wrong(`the receipt of job ${result.job} names another release than its ticket`);
  const before = told === '' ? undefined : authentic(told);
  if (before?.transfer === receipt.transfer && told !== text)
    wrong(`the receipt of job ${result.job} is told again, and says something else than before`);
  return text;
}

function authentic(text: string): Receipt {
  const parts = splitReceipt(text);
  if (!parts) return wrong('a result comes without a receipt');
  if (!isReceiptMac(KEY, parts.bytes, parts.mac)) return wrong('the MAC of a receipt is not that of the device');
  return decodeReceipt(parts.bytes);
}

/** The receipt says what the result says. */
function agrees(receipt: Receipt, { job, transfer, stage, fault, status }: Result, fading: boolean): void {
  const said = [receipt.device, receipt.job, receipt.transfer, receipt.stage, receipt.fault, receipt.counter];
  const told = [DEVICE_ID, job, transfer, stage, fault, status.counter];
  if (said.join() !== told.join()) wrong(`the receipt says ${said.join()}, and the result ${told.join()}`);
  const held = status.banks.map(({ state, digest }: BankReport) => (state === 'valid' ? digest : undefined));
  if (!fading && (receipt.banks.join() !== held.join() || receipt.active !== status.active))
    wrong(`the receipt says of the banks what they do not hold: ${receipt.banks.join()}, not ${held.join()}`);
}

const ordersOf = ({ updates, hostile }: Scene): Order[] => [
  ...updates.flatMap(({ orders }) => orders.messages),
  ...[...(hostile?.before ?? []), ...(hostile?.twins ?? []), ...(hostile?.after ?? [])].map(({ message }) => message),
];

function wrong(detail: string): never {
  throw new Violation('receipts-hold', detail);
}
