import type { DataSchema } from './event-data.js';

/** What an event concerns, which decides to which project it belongs. */
export type EventSubject =
  'campaign' | 'job' | 'device' | 'product' | 'project' | 'access' | 'group' | 'person' | 'server';

/** One kind of event. */
export interface EventEntry {
  /** What happened. */
  readonly what: string;
  readonly subject: EventSubject;
  readonly data: DataSchema;
  /** It is shown live and not kept: it has no id, nobody can ask for it again, and no webhook gets it. */
  readonly passing?: true;
}
