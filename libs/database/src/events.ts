import type { Page, PageRequest } from './page.js';

/** Something that happened, for the record. */
export interface EventDraft {
  readonly atMs: number;
  /** What, as a stable snake_case word. */
  readonly kind: string;
  readonly campaignId?: number | undefined;
  readonly jobId?: number | undefined;
  readonly deviceId?: string | undefined;
  /** Reason and facts; must be JSON and hold no secret. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Event extends EventDraft {
  readonly id: number;
}

/** The log of what happened: only ever added to. */
export abstract class Events {
  abstract append(events: readonly EventDraft[]): Promise<void>;
  /** Oldest first. */
  abstract list(
    filter: { readonly campaignId?: number | undefined; readonly jobId?: number | undefined; readonly deviceId?: string | undefined },
    page: PageRequest<number>,
  ): Promise<Page<Event, number>>;
}
