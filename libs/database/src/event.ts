import type { Actor } from '@twinbank/access';

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
  /** What, as a stable snake_case word. */
  readonly kind: string;
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

/** An event as it stands in the log; its actor is unknown where it was written before actors were kept. */
export interface Event extends Omit<EventDraft, 'actor' | 'change'> {
  readonly id: number;
  readonly actor?: Actor | undefined;
}
