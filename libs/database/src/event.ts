import type { Actor } from '@twinbank/access';
import type { EventKind } from '@twinbank/events';

/** What the audit log records about a change in addition to its event. */
export interface Change {
  /** The changed object, as the path below `/api/v1`. Default: the job, device or campaign of the event. */
  readonly object?: string | undefined;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  /** Default: the data of the event. */
  readonly after?: Readonly<Record<string, unknown>> | undefined;
}

/** Something that happened, for the record. */
export interface EventDraft {
  readonly atMs: number;
  /** What, as the catalogue of events names it. */
  readonly kind: EventKind;
  readonly campaignId?: number | undefined;
  readonly jobId?: number | undefined;
  readonly deviceId?: string | undefined;
  /**
   * Project of the event, if neither its campaign, nor its device, nor the product in `data` determines it. Without any
   * of these, the event belongs to the installation.
   */
  readonly project?: string | undefined;
  /** Who did or decided it. */
  readonly actor: Actor;
  /** Reason and facts; must be JSON and hold no secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What the event changed, for the audit log. */
  readonly change?: Change | undefined;
}

/**
 * An event as it stands in the log. Another version of the server may have written it: its kind may be none that this one
 * knows, and its actor is missing where it was written before actors were kept.
 */
export interface Event extends Omit<EventDraft, 'kind' | 'actor' | 'change'> {
  readonly id: number;
  readonly kind: string;
  readonly actor?: Actor | undefined;
}
