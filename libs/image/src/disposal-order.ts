import { isFault } from '@twinbank/primitives';
import { faultOf, FieldReader, NAME, NAME_LENGTH_MAX } from '@twinbank/protocol';

/**
 * The server's signed instruction to one device at the end of its life: forget your keys. It does not expire: a device that was in a drawer
 * for years is to forget them, too, and an order that nobody takes back cannot be repeated to any harm.
 */
export interface DisposalOrder {
  readonly device: string;
  /** In the row of the device's tickets: above every one that it has taken. */
  readonly sequence: number;
  readonly issuedAtMs: number;
}

const TIME_MAX = 0xffffffffff * 1000;

/** The order as the JSON that is signed. */
export const encodeDisposalOrder = (order: DisposalOrder): Record<string, unknown> => ({ ...order });

/**
 * Reads an order of disposal. It is a command: unknown fields are refused.
 *
 * @throws Fault `ticket_malformed`
 *
 * @example
 * ```ts
 * import { decodeDisposalOrder } from '@twinbank/image';
 *
 * console.log(decodeDisposalOrder({ device: 'm-0001', sequence: 9, issuedAtMs: 0 }).sequence); // 9
 * ```
 */
export function decodeDisposalOrder(payload: Record<string, unknown>): DisposalOrder {
  try {
    const fields = new FieldReader(payload).only('device', 'sequence', 'issuedAtMs');
    return {
      device: fields.text('device', NAME_LENGTH_MAX, NAME),
      sequence: fields.whole('sequence', 1, 0x7fffffff),
      issuedAtMs: fields.whole('issuedAtMs', 0, TIME_MAX),
    };
  } catch (error) {
    if (isFault(error, 'message_malformed')) throw faultOf('ticket_malformed', error.detail);
    throw error;
  }
}
