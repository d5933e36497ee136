import type { Command } from '@twinbank/access';

import type { Query } from '../connection/session.js';
import type { EventDraft } from '../event.js';
import { appendEvents } from '../events.js';
import type { Group } from './group.js';

const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtext('twinbank groups ' || $1))`;
const TOUCH = 'UPDATE device_groups SET version = version + 1 WHERE number = $1';

/**
 * Serialises, until the transaction ends, those who add or change groups of a project: none is added past the limit, and
 * none closes a circle with another.
 */
export async function holdGroups(query: Query, project: string): Promise<void> {
  await query({ text: ONE_AT_A_TIME }, [project]);
}

/** Raises the version of a group whose devices changed. */
export async function touchGroup(query: Query, number: number): Promise<void> {
  await query({ text: TOUCH }, [number]);
}

/** What is recorded of a change of a group. */
export interface Recorded {
  readonly kind: EventDraft['kind'];
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Records a change of a group. */
export function recordGroup(
  query: Query,
  { id, name, project }: Pick<Group, 'id' | 'name' | 'project'>,
  { kind, before, after, facts = {} }: Recorded,
  { by, nowMs }: Command,
): Promise<void> {
  const change = { object: `groups/${id}`, before, after };
  return appendEvents(query, [{ atMs: nowMs, kind, project, actor: by, data: { group: id, name, ...facts }, change }]);
}
