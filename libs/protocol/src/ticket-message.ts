import { FieldReader, readJsonObject } from './json-reader.js';
import { readSignedKeySet, type SignedKeySet } from './key-set/signed-key-set.js';
import { LIMITS } from './limits.js';

/**
 * A message on the `ticket` topic: a ticket for a release, a request to stop the job, an order of disposal, or what acknowledges its receipt, all
 * retained; or a key set, which is not. An empty payload means that there is nothing to do.
 */
export type TicketMessage =
  | {
      readonly type: 'order';
      readonly job: number;
      readonly transfer: number;
      readonly ticket: string;
      readonly manifest: string;
    }
  | { readonly type: 'cancel'; readonly job: number }
  | ({ readonly type: 'key-set' } & SignedKeySet)
  /** The device is to forget its keys: the order as a compact JWS. */
  | { readonly type: 'disposal'; readonly order: string }
  /** The server has the receipt of that, signed: now they may go. */
  | { readonly type: 'disposed'; readonly acknowledgement: string }
  | { readonly type: 'none' };

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
/** Characters of an order of disposal, or of what acknowledges its receipt, at most. */
export const DISPOSAL_LENGTH_MAX = 1024;
const NOTHING = new Uint8Array(0);

/** Encodes a ticket message. */
export function encodeTicketMessage(message: TicketMessage): Uint8Array {
  if (message.type === 'none') return NOTHING;
  return new TextEncoder().encode(JSON.stringify({ v: 1, ...fieldsOf(message) }));
}

function fieldsOf(message: Exclude<TicketMessage, { type: 'none' }>): object {
  if (message.type === 'cancel') return { cancel: message.job };
  if (message.type === 'disposal') return { disposal: message.order };
  if (message.type === 'disposed') return { disposed: message.acknowledgement };
  const { type: _, ...fields } = message;
  return fields;
}

/**
 * Reads a ticket message. It is a command: unknown fields are refused.
 *
 * @throws Fault `message_too_large`, `message_malformed`
 *
 * @example
 * ```ts
 * import { decodeTicketMessage, encodeTicketMessage } from '@twinbank/protocol';
 *
 * console.log(decodeTicketMessage(encodeTicketMessage({ type: 'cancel', job: 7 })).type); // cancel
 * console.log(decodeTicketMessage(new Uint8Array(0)).type); // none
 * ```
 */
export function decodeTicketMessage(bytes: Uint8Array): TicketMessage {
  if (bytes.length === 0) return { type: 'none' };
  const fields = new FieldReader(readJsonObject(bytes, LIMITS.ticketBytes));
  fields.whole('v', 1, 1);
  if (fields.has('cancel')) return { type: 'cancel', job: fields.only('v', 'cancel').whole('cancel', 1, 0x7fffffff) };
  if (fields.has('keySet')) return { type: 'key-set', ...readSignedKeySet(fields.only('v', 'keySet', 'signatures')) };
  const signed = (name: 'disposal' | 'disposed'): string =>
    fields.only('v', name).text(name, DISPOSAL_LENGTH_MAX, COMPACT_JWS);
  if (fields.has('disposal')) return { type: 'disposal', order: signed('disposal') };
  if (fields.has('disposed')) return { type: 'disposed', acknowledgement: signed('disposed') };
  fields.only('v', 'job', 'transfer', 'ticket', 'manifest');
  return {
    type: 'order',
    job: fields.whole('job', 1, 0x7fffffff),
    transfer: fields.whole('transfer', 1, 0xffffffff),
    ticket: fields.text('ticket', 4096, COMPACT_JWS),
    manifest: fields.text('manifest', LIMITS.ticketBytes, COMPACT_JWS),
  };
}
