import type { Ticket } from '@twinbank/image';

import type { JobRecord } from '../journal/journal.js';
import { postponableOf, windowOf } from '../swap/maintenance-window.js';

/** What the journal keeps of a ticket's terms. */
export function termsOf(ticket: Ticket): Omit<JobRecord, 'stage' | 'ticketDigest' | 'target' | 'release'> {
  const { kind, job, transfer, policy, mode, onNoSlot, slotDeadlineMs, confirmTimeoutMs } = ticket;
  const window = windowOf(ticket);
  const postponable = postponableOf(ticket);
  return {
    ...{ job, transfer, policy, mode, onNoSlot, slotDeadlineMs, confirmTimeoutMs },
    ...(window && { window }),
    ...(postponable && { postponable }),
    ...(kind === 'download-only' && { downloadOnly: true }),
    ...(kind === 'device-choice' && { byChoice: true }),
  };
}
