import { decodeDisposalAcknowledgement, decodeDisposalOrder, type DisposalOrder } from '@twinbank/image';
import { JWS_TYPES, verifyJws, type JwsType } from '@twinbank/keys';
import { isFault } from '@twinbank/primitives';
import { DISPOSAL_LENGTH_MAX, readFault } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import { explained } from '../ticket/authentication.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { Trust } from '../trust/trust.js';

/** What a device checks such a document against. */
interface Holder {
  readonly config: Pick<AgentConfig, 'deviceId'>;
  readonly trust: Pick<Trust, 'ticketKeys' | 'manifestKeys' | 'isRevoked'>;
}

/** Why a document is not taken, and of which order it is, if that could be read. */
export interface DisposalRefusal extends Refusal {
  readonly sequence?: number;
}

/**
 * Checks an order of disposal: a ticket key that holds signed it, it is for this device, and it is newer than every ticket and order that was
 * taken. It does not expire.
 *
 * @param taken the highest sequence that was taken
 */
export function checkDisposal(holder: Holder, order: string, taken: number): DisposalOrder | DisposalRefusal {
  const read = readSigned(holder, [order, JWS_TYPES.disposal], decodeDisposalOrder);
  if ('code' in read || read.sequence > taken) return read;
  const detail = `the order has sequence ${read.sequence}; ${taken} was taken before`;
  return { code: 'ticket_replayed', detail, sequence: read.sequence };
}

/**
 * Checks what acknowledges a receipt: a ticket key that holds signed it, and it is of exactly this receipt; undefined if so.
 *
 * @param told what the device tells: the order's sequence, and the SHA-256 (hex) of its receipt with the MAC
 */
export function checkAcknowledgement(
  holder: Holder,
  acknowledgement: string,
  told: { readonly sequence: number; readonly receipt: string },
): DisposalRefusal | undefined {
  const read = readSigned(holder, [acknowledgement, JWS_TYPES.disposed], decodeDisposalAcknowledgement);
  if ('code' in read) return read;
  if (read.sequence === told.sequence && read.receipt === told.receipt) return undefined;
  const detail = 'it acknowledges another receipt than the one that this device tells';
  return { code: 'disposal_mismatch', detail, sequence: read.sequence };
}

function readSigned<T extends DisposalOrder>(
  { config, trust }: Holder,
  [compact, type]: readonly [string, JwsType],
  decode: (payload: Record<string, unknown>) => T,
): T | DisposalRefusal {
  try {
    const payload = explained(trust, [compact, 'ticketKeys'], () =>
      verifyJws({ compact, keys: trust.ticketKeys, type, maxBytes: DISPOSAL_LENGTH_MAX }),
    );
    const read = decode(payload);
    const { device, sequence } = read;
    if (device === config.deviceId) return read;
    return { code: 'ticket_foreign', detail: `it was made out to ${device}`, sequence };
  } catch (error) {
    if (isFault(error)) return { code: readFault(error.code), detail: error.detail };
    throw error;
  }
}
