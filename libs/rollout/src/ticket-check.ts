import type { JobState } from '@twinbank/campaign';

/** What this server last published for a device. */
export type Published =
  | { readonly kind: 'order'; readonly transfer: number }
  | { readonly kind: 'none' }
  /** The device was asked to stop a job that it works on. */
  | { readonly kind: 'cancel'; readonly job: number };

/** The device's state in the database, read after publishing. */
export interface TicketFacts {
  /** The transfer number of its present offer, accepted or not. */
  readonly openTransfer: number | undefined;
  /** The state of the job that it was asked to stop. */
  readonly cancelled: JobState | undefined;
}

/**
 * `stays`: what was published is right. `order`: publish the present ticket instead. `none`: publish an empty
 * ticket.
 */
export type Settlement = 'stays' | 'order' | 'none';

/** States in which the device itself has reported the end of an attempt, and need not be asked to stop. */
const TOLD: readonly JobState[] = ['soaking', 'succeeded', 'failed', 'rejected', 'cancelled'];

/**
 * Whether what was published for a device is still right. Between reading and publishing, another server or another
 * report may have ended the job or begun the next attempt: then a ticket would remain for a job that is over, or
 * the next ticket would be wiped from its topic.
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
