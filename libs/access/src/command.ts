import type { Actor } from './actor.js';

/** What every command carries until its effect is recorded. */
export interface Command {
  readonly by: Actor;
  /** When it was given, in milliseconds since 1970. */
  readonly nowMs: number;
}
