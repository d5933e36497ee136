import type { Actor } from '@twinbank/access';

/** The outcome of what somebody tried to do. */
export const AUDIT_OUTCOMES = ['done', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Values before or after a change, as JSON. They contain no secrets. */
export type AuditValues = Readonly<Record<string, unknown>>;

/** The record of a change or of a refused attempt, before it has a place in the chain. */
export interface AuditDraft {
  readonly atMs: number;
  /** Who did it; absent if nobody knows. */
  readonly actor?: Actor | undefined;
  /** What was done: the kind of the event that records the change, or the method and route of a refused request. */
  readonly action: string;
  /** What it was done to: the path below `/api/v1`, for example `campaigns/12`. */
  readonly object: string;
  readonly outcome: AuditOutcome;
  /** Code of the fault with which it was refused. */
  readonly code?: string | undefined;
  /** If the entry stands for several refusals: how many. */
  readonly count?: number | undefined;
  /** Project that the object belongs to. */
  readonly project?: string | undefined;
  /** The reason, in the words of the actor. */
  readonly reason?: string | undefined;
  readonly before?: AuditValues | undefined;
  readonly after?: AuditValues | undefined;
}

/** An entry with its place in the chain. */
export interface AuditEntry extends AuditDraft {
  /** Counts from 1 without gaps, in the order in which entries were sealed. */
  readonly sequence: number;
  /** SHA-256 (hexadecimal) over this entry and the hash before it. */
  readonly hash: string;
}

/**
 * Action of the entry that a server writes when the stored chain does not continue from the entry that the server last
 * knew, or its end is not validly signed.
 */
export const CHAIN_BROKEN = 'audit_chain_broken';

/** Object of entries about the audit log itself. */
export const AUDIT_OBJECT = 'audit';
