import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { canonicalJson } from './canonical-json.js';
import type { AuditDraft, AuditEntry } from './entry.js';

/** The end of a chain: the sequence number of its last entry, and the hash of that entry. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of an empty chain: every chain begins here. */
export const CHAIN_START: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** Hashed with every entry, so that a hash that was made for another purpose cannot pass as the hash of an entry. */
export const CHAIN_PURPOSE = 'twinbank/1 audit entry';

/**
 * The hash of an entry: SHA-256 over the canonical JSON [RFC 8785] of the purpose, the hash of the entry before it, its
 * sequence number, and its content. Therefore each hash covers all entries up to its own.
 *
 * @example
 * ```ts
 * import { CHAIN_START, hashOf } from '@twinbank/audit';
 *
 * const entry = { atMs: 0, action: 'product_created', object: 'products/motor', outcome: 'done', sequence: 1 } as const;
 * console.log(hashOf(entry, CHAIN_START.hash).slice(0, 16)); // 0450a23853bd3c3b
 * ```
 */
export function hashOf(entry: AuditDraft & { readonly sequence: number }, previous: string): string {
  const said = saidBy(entry);
  return toHex(sha256(utf8(canonicalJson({ purpose: CHAIN_PURPOSE, previous, entry: said }))));
}

/** Appends entries to a chain: gives each its sequence number and its hash. */
export function link<Draft extends AuditDraft>(
  head: ChainHead,
  drafts: readonly Draft[],
): { readonly entries: readonly (Draft & AuditEntry)[]; readonly head: ChainHead } {
  let { sequence, hash } = head;
  const entries = drafts.map((draft) => {
    sequence += 1;
    hash = hashOf({ ...draft, sequence }, hash);
    return { ...draft, sequence, hash };
  });
  return { entries, head: { sequence, hash } };
}

/** The content of an entry, as it is hashed and exported. Its hash and other columns of the row are not part of it. */
export function saidBy(entry: AuditDraft & { readonly sequence: number }): Readonly<Record<string, unknown>> {
  const { sequence, atMs, actor, action, object, outcome, code, count, project, reason, before, after } = entry;
  const at = new Date(atMs).toISOString();
  const said = { sequence, at, actor, action, object, outcome, code, count, project, reason, before, after };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
