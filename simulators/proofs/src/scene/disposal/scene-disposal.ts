import { createPrivateKey, sign } from 'node:crypto';

import { encodeDisposalAcknowledgement, encodeDisposalOrder, type Release } from '@twinbank/image';
import { deriveReceiptKey, isReceiptMac, JWS_TYPES, sha256, signingKeyFromSeed } from '@twinbank/keys';
import { fromBase64Url, toBase64Url, toHex, utf8 } from '@twinbank/primitives';
import { decodeDisposalReceipt, splitReceipt, type DisposalReport, type TicketMessage } from '@twinbank/protocol';

import { Violation } from '../../cuts/violation.js';
import { DEVICE_ID, DEVICE_ROOT, OrderBook, TICKET_SEED, type SceneKeys } from '../orders.js';
import type { SceneSpec } from '../scene-spec.js';
import type { KeyPages } from './key-pages.js';

/** Above the sequences of all tickets that the device may take before. */
const SEQUENCE = 500;
/** Of a ticket that comes after the order, and is newer than it. */
export const LATER_JOB = 800;

/** What there is in a scene at whose end the device forgets its keys. */
export interface SceneDisposal {
  readonly pages: KeyPages;
  readonly order: Extract<TicketMessage, { type: 'disposal' }>;
  /** A sound ticket that is newer than the order: it must be refused. */
  readonly later: TicketMessage;
  /** What acknowledges another receipt than the device's. */
  readonly foreign: TicketMessage;
  /** What acknowledges a receipt; made when the device has told it, as its content is not known before. */
  readonly acknowledge: (receipt: string) => TicketMessage;
}

/**
 * Makes the documents of a disposal. A receipt says when the order was taken, by a clock that tells another time after each cut, so what
 * acknowledges it is signed when it is told, each once.
 *
 * @param release a newer release, for the ticket that comes too late
 */
export async function sceneDisposal(
  keys: SceneKeys,
  spec: SceneSpec,
  { pages, release }: { readonly pages: KeyPages; readonly release: Release },
): Promise<SceneDisposal> {
  const terms = { device: DEVICE_ID, sequence: SEQUENCE, issuedAtMs: 0 };
  const book = await OrderBook.of(keys, release, { ...spec, firstJob: LATER_JOB, count: 1 });
  const signAtOnce = await signer();
  const signed = new Map<string, TicketMessage>();
  const acknowledge = (receipt: string): TicketMessage => {
    const known = signed.get(receipt) ?? {
      type: 'disposed',
      acknowledgement: signAtOnce(encodeDisposalAcknowledgement({ ...terms, receipt })),
    };
    signed.set(receipt, known);
    return known;
  };
  return {
    pages,
    order: { type: 'disposal', order: await keys.ticket.sign(encodeDisposalOrder(terms), JWS_TYPES.disposal) },
    later: book.messages[0]!,
    foreign: acknowledge('0'.repeat(64)),
    acknowledge: (receipt) => acknowledge(toHex(sha256(fromBase64Url(receipt)!))),
  };
}

/** Signs by the ticket key of the scenes without waiting: between two operations of a device nothing waits. */
async function signer(): Promise<(payload: Record<string, unknown>) => string> {
  const { kid, privateJwk } = await signingKeyFromSeed(new Uint8Array(32).fill(TICKET_SEED));
  const key = createPrivateKey({ key: privateJwk as Record<string, string>, format: 'jwk' });
  const part = (content: object): string => toBase64Url(utf8(JSON.stringify(content)));
  return (payload) => {
    const text = `${part({ alg: 'EdDSA', kid, typ: JWS_TYPES.disposed })}.${part(payload)}`;
    return `${text}.${toBase64Url(new Uint8Array(sign(null, utf8(text), key)))}`;
  };
}

const KEY = deriveReceiptKey(DEVICE_ROOT);

/**
 * Checks what a device says of its disposal: a receipt of its own key, of exactly this order, and the same each time; of a refusal nothing but that
 * the foreign acknowledgement is none.
 *
 * @param told the receipt that was told before; empty if none was
 */
export function hearDisposal({ order }: SceneDisposal, report: DisposalReport, told: string): string | undefined {
  const { receipt, fault } = report;
  if (receipt === undefined) {
    if (fault === 'disposal_mismatch' && told !== '') return undefined;
    return wrong(`the order is refused: ${fault} ${report.detail ?? ''}`);
  }
  const { bytes, mac } = splitReceipt(receipt) ?? wrong('it cannot be read');
  if (!isReceiptMac(KEY, bytes, mac)) wrong('the MAC of the receipt is not that of the device');
  const { device, sequence, order: digest } = decodeDisposalReceipt(bytes);
  if (device !== DEVICE_ID || sequence !== SEQUENCE || digest !== toHex(sha256(utf8(order.order))))
    wrong('the receipt is of another order');
  if (told !== '' && told !== receipt) wrong('the receipt is told again, and says something else than before');
  return receipt;
}

function wrong(detail: string): never {
  throw new Violation('disposal-in-order', detail);
}
