import type { Actor } from '@twinbank/access';
import type { AuditDraft, AuditOutcome, AuditValues } from '@twinbank/audit';

import { known, storable, timeOf } from '../sql.js';

/** Which entries to list. All given conditions must hold. */
export interface AuditFilter {
  /** Name of the actor. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** An object; also matches everything below it. */
  readonly object?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly requestId?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Entries before this time; the time itself is excluded. */
  readonly toMs?: number | undefined;
}

/** The columns of an entry. */
export const ENTRY_COLUMNS =
  'at, actor, action, object, outcome, code, count, project, reason, before, after, sequence, hash';

/** A row with these columns. */
export interface EntryRow extends Record<string, unknown> {
  readonly at: Date;
  readonly actor: Actor | null;
  readonly action: string;
  readonly object: string;
  readonly outcome: AuditOutcome;
  readonly code: string | null;
  readonly count: number | null;
  readonly project: string | null;
  readonly reason: string | null;
  readonly before: AuditValues | null;
  readonly after: AuditValues | null;
  readonly sequence: string | null;
  readonly hash: string | null;
}

/** The content of the row, without its place in the chain. */
export function entryOf(row: EntryRow): AuditDraft {
  const { at, action, object, outcome, actor, code, count, project, reason, before, after } = row;
  const said = known({ actor, code, count, project, reason, before, after });
  return { atMs: at.getTime(), action, object, outcome, ...said };
}

/** The conditions of a filter as SQL over sealed entries, and their values. */
export function whereOf(
  { actor, action, object, outcome, requestId, fromMs, toMs }: AuditFilter,
  before: number | undefined,
): { readonly conditions: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const conditions = ['sequence IS NOT NULL'];
  const add = (condition: string, ...given: readonly unknown[]): void => {
    conditions.push(condition.replace(/\?(\d)/g, (_, number: string) => `$${values.length + Number(number)}`));
    values.push(...given);
  };
  if (before !== undefined) add('sequence < ?1', before);
  if (actor !== undefined) add(`actor ->> 'name' = ?1`, storable(actor));
  if (action !== undefined) add('action = ?1', storable(action));
  // Matches the object and everything below it: '0' is the character right after '/'.
  if (object !== undefined)
    add('(object = ?1 OR (object > ?2 AND object < ?3))', ...['', '/', '0'].map((end) => storable(object) + end));
  if (outcome !== undefined) add('outcome = ?1', outcome);
  if (requestId !== undefined) add(`actor ? 'requestId' AND actor ->> 'requestId' = ?1`, storable(requestId));
  if (fromMs !== undefined) add('at >= ?1', timeOf(fromMs));
  if (toMs !== undefined) add('at < ?1', timeOf(toMs));
  return { conditions: conditions.join(' AND '), values };
}
