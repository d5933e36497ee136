import type { Actor } from '@twinbank/access';
import type { AuditDraft, AuditOutcome, AuditValues } from '@twinbank/audit';

import { known } from '../sql.js';

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
