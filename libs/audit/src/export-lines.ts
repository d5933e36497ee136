import { saidBy, type ChainHead } from './chain.js';
import type { AuditEntry } from './entry.js';

/**
 * A line of an export, which is newline-delimited JSON. `begin` names the entry after which the export begins, with its
 * checkpoint if one is kept. Each `entry` comes with its hash. A `checkpoint` follows the entry that it was signed for.
 * `end` is signed when the export is made.
 */
export type ExportLine =
  | ({ readonly type: 'begin'; readonly checkpoint?: string } & ChainHead)
  | { readonly type: 'entry'; readonly hash: string; readonly entry: Readonly<Record<string, unknown>> }
  | { readonly type: 'checkpoint'; readonly jws: string }
  | { readonly type: 'end'; readonly jws: string };

/** Longest line of an export, in bytes: fits an entry with the largest allowed values before and after the change. */
export const EXPORT_LINE_BYTES_MAX = 8 * 1024 * 1024;

/** The line of an entry. */
export const entryLine = (entry: AuditEntry): ExportLine => ({ type: 'entry', hash: entry.hash, entry: saidBy(entry) });
