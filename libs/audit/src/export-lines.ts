import { saidBy, type ChainHead } from './chain.js';
import type { AuditEntry } from './entry.js';

/**
 * A line of an export, newline-delimited JSON: `begin` says after which entry it begins (with the checkpoint there, where one is kept), each `entry` comes with its hash,
 * a `checkpoint` stands right after the entry that it was signed at, and `end` is signed when the export is made.
 */
export type ExportLine =
  | ({ readonly type: 'begin'; readonly checkpoint?: string } & ChainHead)
  | { readonly type: 'entry'; readonly hash: string; readonly entry: Readonly<Record<string, unknown>> }
  | { readonly type: 'checkpoint'; readonly jws: string }
  | { readonly type: 'end'; readonly jws: string };

/** Bytes that one line of an export may have: an entry with both sides full. */
export const EXPORT_LINE_BYTES_MAX = 8 * 1024 * 1024;

/** The line of an entry. */
export const entryLine = (entry: AuditEntry): ExportLine => ({ type: 'entry', hash: entry.hash, entry: saidBy(entry) });
