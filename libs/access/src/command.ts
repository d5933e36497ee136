import type { Actor } from './actor.js';

/** Who gave a command and when. Every command carries this until its effect is recorded. */
export interface Command {
  readonly by: Actor;
  /** When the command was given, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The revisions of its object at which it may be carried out; without them, at any. */
  readonly onlyAt?: readonly string[] | undefined;
}
