import type { Actor } from '@twinbank/access';

/** How what somebody wanted ended: it was done, or refused. */
export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Values before or after a change; JSON without secrets. */
export type AuditValues = Readonly<Record<string, unknown>>;

/** What is written down of a change or of a refused attempt, before it has its place in the chain. */
export interface AuditDraft {
  readonly atMs: number;
  /** Who did it; absent where nobody knows, as with a request without a good token. */
  readonly actor?: Actor | undefined;
  /** What: the kind of the event that the change leaves, or method and route of a refused request. */
  readonly action: string;
  /** What it was done to, as the address below `/api/v1` says it: `campaigns/12`. */
  readonly object: string;
  readonly outcome: AuditOutcome;
  /** Code of the fault by which it was refused. */
  readonly code?: string | undefined;
  /** Where one entry stands for several refusals: how many. */
  readonly count?: number | undefined;
  /** Project that the object belongs to. */
  readonly project?: string | undefined;
  /** Why, in the words of whoever did it. */
  readonly reason?: string | undefined;
  readonly before?: AuditValues | undefined;
  readonly after?: AuditValues | undefined;
}

/** An entry with its place in the chain. */
export interface AuditEntry extends AuditDraft {
  /** From 1, without gaps, in the order in which entries were sealed. */
  readonly sequence: number;
  /** SHA-256 (hexadecimal) over this entry and the hash before it. */
  readonly hash: string;
}

/** The entry that a server writes where it finds that the chain does not go on from what it knows. */
export const CHAIN_BROKEN = 'audit_chain_broken';

/** Object of entries about the audit log itself. */
export const AUDIT_OBJECT = 'audit';
