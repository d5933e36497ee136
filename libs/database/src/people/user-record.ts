import type { Command } from '@twinbank/access';
import type { EventKind } from '@twinbank/events';
import { faultOf } from '@twinbank/protocol';

import { isPgError, PG_CODES, type Query } from '../connection/session.js';
import { appendEvents } from '../events.js';

/** What happened to a user. */
export interface Recorded {
  readonly kind: EventKind;
  readonly name: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Records what happened to a user, with its change. */
export function recordUser(
  query: Query,
  { by, nowMs }: Command,
  { kind, name, before, after }: Recorded,
): Promise<void> {
  const change = { object: `users/${name}`, before, after };
  return appendEvents(query, [{ atMs: nowMs, kind, actor: by, data: { user: name, by: by.name }, change }]);
}

/** Does what stores the name of a user. @throws Fault `user_exists` */
export async function naming<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isPgError(error, PG_CODES.uniqueViolation)) throw faultOf('user_exists');
    throw error;
  }
}
