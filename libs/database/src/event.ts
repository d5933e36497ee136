import type { Actor } from '@twinbank/access';

/** What an event of a change says beyond itself, for the audit log. */
export interface Change {
  /** What was changed, as the address below `/api/v1` says it; without it, the job, device or campaign of the event. */
  readonly object?: string | undefined;
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  /** Without it, the data of the event. */
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
  /** Whose it is where neither campaign nor device nor the product in `data` says so; without any of them, the installation's. */
  readonly project?: string | undefined;
  /** Who did or decided it. */
  readonly actor: Actor;
  /** Reason and facts; must be JSON and hold no secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What it changed, for the audit log. */
  readonly change?: Change | undefined;
}

/** An event as it stands in the log; its actor is unknown where it was written before actors were kept. */
export interface Event extends Omit<EventDraft, 'actor' | 'change'> {
  readonly id: number;
  readonly actor?: Actor | undefined;
}
