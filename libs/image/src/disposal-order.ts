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

/**
 * The server's signed word that it has the receipt of a disposal, has checked it, and keeps it. Only then does the device forget its keys: what it
 * says afterwards nobody could believe. That a broker has the receipt is not enough.
 */
export interface DisposalAcknowledgement extends DisposalOrder {
  /** SHA-256 (hex) of the receipt with its MAC, as the device told it. */
  readonly receipt: string;
}

const TIME_MAX = 0xffffffffff * 1000;
const DIGEST = /^[0-9a-f]{64}$/;

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
  return reading(() => orderOf(new FieldReader(payload).only('device', 'sequence', 'issuedAtMs')));
}

/** The acknowledgement as the JSON that is signed. */
export const encodeDisposalAcknowledgement = (said: DisposalAcknowledgement): Record<string, unknown> => ({ ...said });

/**
 * Reads what acknowledges a disposal. It is a command, too: unknown fields are refused.
 *
 * @throws Fault `ticket_malformed`
 */
export function decodeDisposalAcknowledgement(payload: Record<string, unknown>): DisposalAcknowledgement {
  return reading(() => {
    const fields = new FieldReader(payload).only('device', 'sequence', 'receipt', 'issuedAtMs');
    return { ...orderOf(fields), receipt: fields.text('receipt', 64, DIGEST) };
  });
}

const orderOf = (fields: FieldReader): DisposalOrder => ({
  device: fields.text('device', NAME_LENGTH_MAX, NAME),
  sequence: fields.whole('sequence', 1, 0x7fffffff),
  issuedAtMs: fields.whole('issuedAtMs', 0, TIME_MAX),
});

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isFault(error, 'message_malformed')) throw faultOf('ticket_malformed', error.detail);
    throw error;
  }
}
