import type { DisposalReceipt, FaultCode } from '@twinbank/protocol';

import { believedSequence } from '../ticket-sequence.js';

/** An order of disposal that was sent to a device. */
export interface SentDisposal {
  readonly sequence: number;
  /** SHA-256 (hex) of the ASCII of its compact JWS. */
  readonly digest: string;
}

/** Orders of one device that are remembered beside the newest: it may have taken one before it heard of the next. */
export const EARLIER_ORDERS_MAX = 8;
/** A device that refuses an order, or says that it is beyond it, is given another one no sooner than this. */
export const ORDER_AGAIN_MS = 60_000;

/**
 * What is wrong with a receipt that was made with the key of `sender`; undefined if it is that of an order which this device was sent. So
 * a device cannot tell the receipt of another one, nor one for an order that it never saw.
 */
export function disposalReceiptFault(
  receipt: DisposalReceipt,
  sender: string,
  sent: readonly SentDisposal[],
): { readonly code: FaultCode; readonly detail: string } | undefined {
  if (receipt.device !== sender)
    return { code: 'receipt_mismatch', detail: `the receipt is that of ${receipt.device}, not of ${sender}` };
  const order = sent.find(({ sequence }) => sequence === receipt.sequence);
  if (order === undefined)
    return { code: 'receipt_mismatch', detail: `no order of disposal ${receipt.sequence} was sent to it` };
  if (order.digest !== receipt.order)
    return {
      code: 'receipt_mismatch',
      detail: `the order ${receipt.sequence} that it took is not the one that was sent`,
    };
  return undefined;
}

/** Refusals of an order, or of what acknowledges its receipt, that another one may overcome: signed by another key, or of a higher number. */
const OVERCOME: ReadonlySet<FaultCode> = new Set([
  'signature_invalid',
  'key_revoked',
  'ticket_replayed',
  'ticket_malformed',
]);

/** What is known of an order that was not taken yet. */
export interface OpenDisposal {
  readonly sequence: number;
  readonly issuedAtMs: number;
  readonly fault?: FaultCode | undefined;
}

/**
 * The number of the order that a device is to get in place of the one it has; undefined if that one stands. It never has the number of a
 * ticket that the device has taken, and comes at most once in {@link ORDER_AGAIN_MS}, whatever the device says.
 *
 * @param said the number of the last ticket that the device says it has taken; one of the order itself is that order
 */
export function nextOrderOf(open: OpenDisposal, said: number | undefined, nowMs: number): number | undefined {
  const taken = believedSequence(said);
  const isBehind = taken !== undefined && taken > open.sequence;
  const isRefused = open.fault !== undefined && OVERCOME.has(open.fault);
  if ((!isBehind && !isRefused) || nowMs - open.issuedAtMs < ORDER_AGAIN_MS) return undefined;
  return Math.max(open.sequence, taken ?? 0) + 1;
}

/** Whether what acknowledges a receipt is to be signed anew, because the device refused it for its signature. */
export const isOvercome = (fault: FaultCode | undefined): boolean => fault !== undefined && OVERCOME.has(fault);
