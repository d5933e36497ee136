import type { UpdateTerms } from '@twinbank/campaign';
import type { Ticket } from '@twinbank/image';

/**
 * When a device may swap its banks, milliseconds since 1970: not before the one, before the other. It may download at once.
 */
export interface SwapTimes {
  readonly swapNotBefore?: number;
  readonly swapNotAfter?: number;
}

/** Everything that a ticket is made from, besides the release and the campaign's terms. */
export interface Offer {
  readonly jobId: number;
  /** The attempt's number on the wire. */
  readonly transfer: number;
  readonly deviceId: string;
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  /** The sequence number of this ticket, counted per device. */
  readonly sequence: number;
  readonly campaignId: number;
  readonly releaseId: number;
  readonly offeredAtMs: number;
  /** The present deadline of the attempt. The ticket is valid for longer ({@link ticketOf}). */
  readonly deadlineAtMs: number;
}

/** What the tickets of one campaign have in common. */
export interface TicketTerms {
  readonly release: Pick<Ticket, 'releaseSalt'> & { readonly manifestDigest: Ticket['release'] };
  readonly terms: UpdateTerms;
  /** How long an attempt may take in all, from the offer to the result. */
  readonly attemptMs: number;
  /** Left out: an update. `revert`: a swap back, without blocks; only with policy `keep-previous`. */
  readonly kind?: Ticket['kind'];
}

/**
 * By when an attempt that a device accepted must have ended: `runMs` after it, or after the device may swap at the
 * latest. Waiting for the maintenance window is no work, so it must not use up the time for it. A window that does not
 * close gives the time from its beginning.
 */
export function runDeadlineMs(acceptedAtMs: number, runMs: number, { swapNotBefore, swapNotAfter }: SwapTimes): number {
  return Math.max(acceptedAtMs, swapNotAfter ?? swapNotBefore ?? acceptedAtMs) + runMs;
}

/**
 * The ticket of an offer. The same offer always gives the same ticket, so a device that already has it just
 * continues.
 *
 * @param times the maintenance window of the device; must be the same each time, so it is part of the offer
 */
export function ticketOf(
  offer: Offer,
  { release, terms, attemptMs, kind }: TicketTerms,
  times: SwapTimes = {},
): Ticket {
  const { policy, mode, cipher, slotDeadlineMs, onNoSlot, confirmTimeoutMs } = terms;
  return {
    ...(kind && { kind }),
    device: offer.deviceId,
    job: offer.jobId,
    transfer: offer.transfer,
    sequence: offer.sequence,
    release: release.manifestDigest,
    cipher,
    releaseSalt: release.releaseSalt,
    policy,
    mode,
    slotDeadlineMs,
    onNoSlot,
    ...swapTimesOf(times),
    confirmTimeoutMs,
    issuedAtMs: offer.offeredAtMs,
    // Not the attempt's present deadline, which changes when the device accepts.
    expiresAtMs: Math.max(offer.offeredAtMs + attemptMs, times.swapNotAfter ?? 0),
  };
}

const swapTimesOf = ({ swapNotBefore, swapNotAfter }: SwapTimes): SwapTimes => ({
  ...(swapNotBefore !== undefined && { swapNotBefore }),
  ...(swapNotAfter !== undefined && { swapNotAfter }),
});
