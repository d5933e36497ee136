import type { JobState } from '@twinbank/campaign';

/** What this server last published for a device. */
export type Published =
  | { readonly kind: 'order'; readonly transfer: number }
  | { readonly kind: 'none' }
  /** The device was asked to stop a job that it works on. */
  | { readonly kind: 'cancel'; readonly job: number };

/** How the device stands by the database, read after that was published. */
export interface TicketFacts {
  /** The transfer of its offer that is out, accepted or not. */
  readonly openTransfer: number | undefined;
  /** The state of the job that it was asked to stop. */
  readonly cancelled: JobState | undefined;
}

/** What is to be published instead: the ticket that is out, nothing, or what was published stays. */
export type Settlement = 'stays' | 'order' | 'none';

/** States in which a device has had its own last word on a job, and need not be asked to stop. */
const TOLD: readonly JobState[] = ['succeeded', 'failed', 'rejected', 'cancelled'];

/**
 * Whether what was published for a device is still right. Between reading what is to be published and publishing it another server, or another
 * report, may have ended the job, or begun the next: a ticket would stay for a job that is over, or be wiped from its topic.
 */
export function settle(published: Published, { openTransfer, cancelled }: TicketFacts): Settlement {
  switch (published.kind) {
    case 'order':
      if (openTransfer === published.transfer) return 'stays';
      return openTransfer === undefined ? 'none' : 'order';
    case 'none':
      return openTransfer === undefined ? 'stays' : 'order';
    case 'cancel':
      if (cancelled === undefined || !TOLD.includes(cancelled)) return 'stays';
      return openTransfer === undefined ? 'none' : 'order';
  }
}
