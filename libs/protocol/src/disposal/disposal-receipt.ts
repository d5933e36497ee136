import { concatBytes, fromHex, toHex, utf8 } from '@twinbank/primitives';

import { faultOf } from '../faults.js';
import { NAME, NAME_LENGTH_MAX } from '../names.js';
import { deviceTimeOf, numberOfTime, TIME_KINDS, type DeviceTime } from '../receipt.js';

/**
 * A device's last word of all: that it has taken the order of disposal and cannot go back. It is made from the journal alone, so it is the same
 * each time that it is told; the device authenticates it with the key of its receipts, which is among those that it is about to forget.
 */
export interface DisposalReceipt {
  /** The device that made it. */
  readonly device: string;
  /** That of the order. */
  readonly sequence: number;
  /** SHA-256 (hex) of the ASCII of the order's compact JWS: exactly this order was taken. */
  readonly order: string;
  /** The bank that ran when the order was taken. */
  readonly active: 1 | 2;
  /** Security counter when the order was taken; nothing raises it afterwards. */
  readonly counter: number;
  /** When the order was taken, in the device's own time. */
  readonly time: DeviceTime;
}

/** 1 is that of a job's receipt, so neither can be read as the other. */
const LAYOUT = 2;
const ORDER_AT = 20;
const ID_AT = 52;

/**
 * The bytes of a disposal receipt, over which its MAC is computed. Numbers are big-endian.
 *
 * ```
 * byte   0       1      2      3    4        8        12     20            52
 *        +-------+------+------+----+--------+--------+------+-------------+------------------------------+
 *        | 2     | kind |active| 0  |sequence| counter| time | SHA-256 of  | device, after its length     |
 *        |       |of time bank |    |        |        |      | the order   | (1 byte)                     |
 *        +-------+------+------+----+--------+--------+------+-------------+------------------------------+
 * ```
 *
 * @example
 * ```ts
 * import { decodeDisposalReceipt, encodeDisposalReceipt } from '@twinbank/protocol';
 *
 * const bytes = encodeDisposalReceipt({
 *   device: 'm-0001',
 *   sequence: 9,
 *   order: 'a'.repeat(64),
 *   active: 1,
 *   counter: 3,
 *   time: { kind: 'none' },
 * });
 * console.log(bytes.length, decodeDisposalReceipt(bytes).sequence); // 59 9
 * ```
 */
export function encodeDisposalReceipt({ device, sequence, order, active, counter, time }: DisposalReceipt): Uint8Array {
  const head = new Uint8Array(ORDER_AT);
  const view = new DataView(head.buffer);
  head.set([LAYOUT, TIME_KINDS.indexOf(time.kind), active]);
  view.setUint32(4, sequence);
  view.setUint32(8, counter);
  view.setBigUint64(12, BigInt(numberOfTime(time)));
  return concatBytes(head, fromHex(order)!, Uint8Array.of(device.length), utf8(device));
}

/**
 * Reads the bytes of a disposal receipt, without its MAC. There is exactly one way to write it: everything else is refused.
 *
 * @throws Fault `receipt_invalid`
 */
export function decodeDisposalReceipt(bytes: Uint8Array): DisposalReceipt {
  if (bytes.length <= ID_AT || bytes.length !== ID_AT + 1 + bytes[ID_AT]!) throw invalid('its length is wrong');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const active = ([1, 2] as const).find((bank) => bank === bytes[2]);
  if (bytes[0] !== LAYOUT || active === undefined || bytes[3] !== 0)
    throw invalid('its layout or active bank is not known');
  const device = String.fromCharCode(...bytes.subarray(ID_AT + 1));
  if (!NAME.test(device) || device.length > NAME_LENGTH_MAX) throw invalid('it names no device');
  const [sequence, counter] = [view.getUint32(4), view.getUint32(8)];
  if (sequence === 0 || sequence > 0x7fffffff) throw invalid('its sequence is that of no order');
  const time = deviceTimeOf(bytes[1]!, view.getBigUint64(12));
  return { device, sequence, order: toHex(bytes.subarray(ORDER_AT, ID_AT)), active, counter, time };
}

const invalid = (detail: string): Error => faultOf('receipt_invalid', `the receipt cannot be read: ${detail}`);
