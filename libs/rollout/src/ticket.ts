import type { SwapTimes, UpdateTerms } from '@twinbank/campaign';
import type { Ticket } from '@twinbank/image';

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
  /** Its device's maintenance window, fixed with the attempt. */
  readonly swapTimes?: SwapTimes;
}

/** What the tickets of one campaign have in common. */
export interface TicketTerms {
  readonly release: Pick<Ticket, 'releaseSalt'> & { readonly manifestDigest: Ticket['release'] };
  readonly terms: UpdateTerms;
  /** How long an attempt may take in all, from the offer to the result. */
  readonly attemptMs: number;
  /**
   * Left out: an update. `revert`: a swap back, without blocks; only with policy `keep-previous`. `download-only`: no swap. `device-choice`: a
   * swap when the device wants it.
   */
  readonly kind?: Ticket['kind'];
}

/**
 * The ticket of an offer. The same offer always gives the same ticket, so a device that already has it just
 * continues.
 */
export function ticketOf(offer: Offer, { release, terms, attemptMs, kind }: TicketTerms): Ticket {
  const { swapTimes = {} } = offer;
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
    ...swapTimesOf(swapTimes),
    confirmTimeoutMs,
    issuedAtMs: offer.offeredAtMs,
    // Not the attempt's present deadline, which changes when the device accepts.
    expiresAtMs: Math.max(offer.offeredAtMs + attemptMs, swapTimes.swapNotAfter ?? 0, swapTimes.postponableUntil ?? 0),
  };
}

const swapTimesOf = ({ swapNotBefore, swapNotAfter, postponableUntil }: SwapTimes): SwapTimes => ({
  ...(swapNotBefore !== undefined && { swapNotBefore }),
  ...(swapNotAfter !== undefined && { swapNotAfter }),
  ...(postponableUntil !== undefined && { postponableUntil }),
});
