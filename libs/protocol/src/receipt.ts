import { concatBytes, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from '@twinbank/primitives';

import { faultOf } from './faults.js';
import { NAME, NAME_LENGTH_MAX } from './names.js';
import { FINAL_STAGES, type Stage } from './stages.js';

/**
 * A device's last word on an attempt at a job: what its receipt says, and what the device authenticates with a key that
 * is used for nothing else. The device makes it once, when the attempt ends, and never says it differently afterwards.
 */
export interface Receipt {
  /** The device that made it. */
  readonly device: string;
  readonly job: number;
  readonly transfer: number;
  /** How the attempt ended: a final stage. */
  readonly stage: Stage;
  /** Code of the fault; an older server may not know it. */
  readonly fault?: string;
  /**
   * SHA-256 (hex) of the release's manifest, as the ticket names it. Left out if the device refused a ticket that it
   * could not trust: then it knows of no release.
   */
  readonly release?: string;
  /** SHA-256 (hex) of the image in bank 1 and bank 2, each read back and whole; undefined for a bank without one. */
  readonly banks: readonly [string | undefined, string | undefined];
  /** The bank that ran when the attempt ended. */
  readonly active: 1 | 2;
  /** Security counter when the attempt ended. */
  readonly counter: number;
  /** When the attempt ended, in the device's own time. */
  readonly time: DeviceTime;
}

/**
 * A device's own time: milliseconds since 1970 by its clock; or the number of its start, if it has no clock and counts
 * its starts; or nothing.
 */
export type DeviceTime =
  | { readonly kind: 'none' }
  | { readonly kind: 'clock'; readonly unixMs: number }
  | { readonly kind: 'start'; readonly start: number };

/** Bytes of the MAC at the end of a receipt as it is sent: the whole HMAC-SHA-256. */
export const RECEIPT_MAC_BYTES = 32;

const LAYOUT = 1;
const FIXED_BYTES = 120;
const DIGEST_BYTES = 32;
const FAULT_LENGTH_MAX = 64;
const FAULT_CODE = /^[a-z][a-z0-9_]*$/;
/** The kinds of a device's time, by their number in a receipt. */
export const TIME_KINDS = ['none', 'clock', 'start'] as const;
const NO_DIGEST = '0'.repeat(2 * DIGEST_BYTES);

/** Longest receipt with its MAC, in bytes, and as base64url in characters. */
export const RECEIPT_BYTES_MAX = FIXED_BYTES + 1 + FAULT_LENGTH_MAX + 1 + NAME_LENGTH_MAX + RECEIPT_MAC_BYTES;
export const RECEIPT_TEXT_MAX = Math.ceil((RECEIPT_BYTES_MAX * 8) / 6);

/**
 * The bytes of a receipt, over which its MAC is computed. Numbers are big-endian.
 *
 * ```
 * byte   0       1      2       3      4    8         12       16    24       56      88      120
 *        +-------+------+-------+------+----+---------+--------+-----+--------+-------+-------+---------------+
 *        | 1     | stage| active| kind | job| transfer| counter| time| release| bank 1| bank 2| fault, device |
 *        |       |      | bank  |of time|   |         |        |     |        |       |       | each after its|
 *        |       |      |       |      |    |         |        |     |        |       |       | length (1 byte)
 *        +-------+------+-------+------+----+---------+--------+-----+--------+-------+-------+---------------+
 * ```
 *
 * @example
 * ```ts
 * import { decodeReceipt, encodeReceipt } from '@twinbank/protocol';
 *
 * const bytes = encodeReceipt({
 *   device: 'm-0001',
 *   job: 7,
 *   transfer: 9,
 *   stage: 'done',
 *   release: 'a'.repeat(64),
 *   banks: ['b'.repeat(64), undefined],
 *   active: 1,
 *   counter: 3,
 *   time: { kind: 'none' },
 * });
 * console.log(bytes.length, decodeReceipt(bytes).stage); // 128 done
 * ```
 */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const { device, job, transfer, stage, fault = '', release, banks, active, counter, time } = receipt;
  const head = new Uint8Array(24);
  const view = new DataView(head.buffer);
  head.set([LAYOUT, FINAL_STAGES.indexOf(stage) + 1, active, TIME_KINDS.indexOf(time.kind)]);
  view.setUint32(4, job);
  view.setUint32(8, transfer);
  view.setUint32(12, counter);
  view.setBigUint64(16, BigInt(numberOfTime(time)));
  const digests = [release, ...banks].map((digest) => fromHex(digest ?? NO_DIGEST)!);
  const texts = [fault, device].map(utf8).flatMap((text) => [Uint8Array.of(text.length), text]);
  return concatBytes(head, ...digests, ...texts);
}

/**
 * Reads the bytes of a receipt, without its MAC. There is exactly one way to write a receipt: everything else is refused.
 *
 * @throws Fault `receipt_invalid`
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length < FIXED_BYTES + 2) throw invalid('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stage = FINAL_STAGES[bytes[1]! - 1];
  const active = ([1, 2] as const).find((bank) => bank === bytes[2]);
  if (bytes[0] !== LAYOUT || stage === undefined || active === undefined)
    throw invalid('its layout, stage or active bank is not known');
  const { fault, device } = namesOf(bytes.subarray(FIXED_BYTES));
  const [release, bank1, bank2] = [24, 56, 88].map((at) => {
    const hex = toHex(bytes.subarray(at, at + DIGEST_BYTES));
    return hex === NO_DIGEST ? undefined : hex;
  });
  const [job, transfer, counter] = [view.getUint32(4), view.getUint32(8), view.getUint32(12)];
  const facts = { device, job, transfer, stage, banks: [bank1, bank2] as const, active, counter };
  const time = deviceTimeOf(bytes[3]!, view.getBigUint64(16));
  return { ...facts, time, ...(release !== undefined && { release }), ...(fault !== '' && { fault }) };
}

/** A receipt as a result carries it: its bytes and its MAC, as base64url. */
export const joinReceipt = (bytes: Uint8Array, mac: Uint8Array): string => toBase64Url(concatBytes(bytes, mac));

/**
 * Takes a receipt from a result apart; undefined if it cannot be one.
 *
 * @param text what the result carries
 */
export function splitReceipt(text: string): { readonly bytes: Uint8Array; readonly mac: Uint8Array } | undefined {
  const whole = text.length <= RECEIPT_TEXT_MAX ? fromBase64Url(text) : undefined;
  if (!whole || whole.length <= RECEIPT_MAC_BYTES) return undefined;
  const end = whole.length - RECEIPT_MAC_BYTES;
  return { bytes: whole.subarray(0, end), mac: whole.subarray(end) };
}

/** The number by which a receipt tells a time; 0 for none. */
export function numberOfTime(time: DeviceTime): number {
  if (time.kind === 'clock') return time.unixMs;
  return time.kind === 'start' ? time.start : 0;
}

/**
 * The time of a kind by its number, and of a value.
 *
 * @throws Fault `receipt_invalid`
 */
export function deviceTimeOf(number: number, value: bigint): DeviceTime {
  const kind = TIME_KINDS[number];
  if (kind === undefined || value > BigInt(Number.MAX_SAFE_INTEGER) || (kind === 'none' && value !== 0n))
    throw invalid('its time cannot be read');
  if (kind === 'clock') return { kind, unixMs: Number(value) };
  return kind === 'start' ? { kind, start: Number(value) } : { kind };
}

/** The two texts at the end of a receipt. */
function namesOf(bytes: Uint8Array): { readonly fault: string; readonly device: string } {
  const [fault, device, ...more] = textsOf(bytes);
  if (fault === undefined || device === undefined || more.length > 0) throw invalid('it has not two texts at its end');
  if (!NAME.test(device) || device.length > NAME_LENGTH_MAX) throw invalid('it names no device');
  if (fault !== '' && (!FAULT_CODE.test(fault) || fault.length > FAULT_LENGTH_MAX))
    throw invalid('its fault is no code');
  return { fault, device };
}

/** Texts that each follow their length; none if the last one is cut short. */
function textsOf(bytes: Uint8Array): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + bytes[at]!;
    if (end > bytes.length) return [];
    texts.push(String.fromCharCode(...bytes.subarray(at + 1, end)));
    at = end;
  }
  return texts;
}

const invalid = (detail: string): Error => faultOf('receipt_invalid', `the receipt cannot be read: ${detail}`);
