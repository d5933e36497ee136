import type { Ticket } from '@twinbank/image';
import { isFault } from '@twinbank/primitives';
import { faultOf, type TicketMessage } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { Journal } from '../journal/journal.js';
import type { Trust } from '../trust/trust.js';
import { knowManifest, type KnownManifest } from './known-manifest.js';
import { readTakenTicket, readTicket, type Refusal } from './ticket-check.js';

/** A ticket message that orders something. */
export type Order = Extract<TicketMessage, { type: 'order' }>;

/** An order with valid signatures that is for this device and has not expired. */
export interface Authentic {
  readonly ticket: Ticket;
  readonly known: KnownManifest;
}

/** What a device checks an order against: its identity, the keys that it trusts, and the tickets that it has taken. */
interface Holder {
  readonly config: Pick<AgentConfig, 'deviceId' | 'manifestCache'>;
  readonly trust: Pick<Trust, 'ticketKeys' | 'manifestKeys' | 'isRevoked'>;
  readonly journal: Pick<Journal, 'sequence'>;
}

/**
 * Checks that an order comes from the server, is for this device, has not expired, and was not taken before.
 *
 * @param again true for the ticket of the open job, of which the journal has the digest: its signature was verified and its sequence taken,
 *   and a key set that takes the ticket's key away does not end the job
 */
export function authenticate(
  { config, trust, journal }: Holder,
  message: Order,
  unixMs: number,
  { again }: { again: boolean },
): Authentic | Refusal {
  try {
    const ticket = again
      ? readTakenTicket(message.ticket)
      : explained(trust, [message.ticket, 'ticketKeys'], () => readTicket(message.ticket, trust));
    const refusal = refusalOf(ticket, message, {
      deviceId: config.deviceId,
      unixMs,
      taken: again ? 0 : journal.sequence,
    });
    if (refusal) return refusal;
    const known = explained(trust, [message.manifest, 'manifestKeys'], () =>
      knowManifest(message.manifest, trust.manifestKeys, config.manifestCache),
    );
    if (known.release !== ticket.release)
      return { code: 'ticket_mismatch', detail: 'the ticket orders another release than the manifest describes' };
    return { ticket, known };
  } catch (error) {
    if (isFault(error)) return { code: error.code as Refusal['code'], detail: error.detail };
    throw error;
  }
}

/** Says of a signature that does not count whether its key was trusted before. */
export function explained<T>(
  trust: Holder['trust'],
  [compact, of]: readonly [string, 'ticketKeys' | 'manifestKeys'],
  read: () => T,
): T {
  try {
    return read();
  } catch (error) {
    throw isFault(error) && error.code === 'signature_invalid' && trust.isRevoked(compact, of)
      ? faultOf('key_revoked')
      : error;
  }
}

function refusalOf(
  ticket: Ticket,
  message: Order,
  now: { deviceId: string; unixMs: number; taken: number },
): Refusal | undefined {
  if (ticket.device !== now.deviceId)
    return { code: 'ticket_foreign', detail: `the ticket was made out to ${ticket.device}` };
  if (ticket.job !== message.job || ticket.transfer !== message.transfer) {
    return { code: 'ticket_mismatch', detail: 'the ticket names another job than the message around it' };
  }
  if (now.unixMs >= ticket.expiresAtMs) return { code: 'ticket_expired', detail: 'the ticket is past its expiry' };
  if (ticket.sequence <= now.taken)
    return {
      code: 'ticket_replayed',
      detail: `the ticket has sequence ${ticket.sequence}; ${now.taken} was taken before`,
    };
  return undefined;
}
