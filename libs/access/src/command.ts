import type { Actor } from './actor.js';

/** What every command carries on its way to the record of what it did. */
export interface Command {
  readonly by: Actor;
  /** When it was given, in milliseconds since 1970. */
  readonly nowMs: number;
}
