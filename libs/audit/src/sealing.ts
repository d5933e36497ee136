import type { TrustedKeys } from '@twinbank/keys';
import { isFault } from '@twinbank/primitives';

import { CHAIN_START, type ChainHead } from './chain.js';
import { readCheckpoint } from './checkpoint.js';
import { AUDIT_OBJECT, CHAIN_BROKEN, type AuditDraft } from './entry.js';

/** Entries in one batch: at most this many are linked together and covered by one signature. */
export const BATCH_MAX = 500;

/** The end of the stored chain: its last entry and its last checkpoint. */
export interface ChainState {
  readonly head: ChainHead;
  readonly checkpoint?: (ChainHead & { readonly jws: string }) | undefined;
}

/**
 * Why a server must not silently continue the stored chain; undefined if nothing is wrong. Every batch ends with a
 * signed checkpoint. So whoever can write to the database but does not have the key cannot change sealed entries and
 * have the server sign the result later: the last entry would have no valid signature.
 *
 * @param known how far the server has seen the chain go itself
 */
export function breakOf({ head, checkpoint }: ChainState, known: ChainHead, keys: TrustedKeys): string | undefined {
  if (head.sequence < known.sequence)
    return `the log ends at entry ${head.sequence}; it had gone on to entry ${known.sequence}`;
  if (head.sequence === known.sequence && head.hash !== known.hash) return `entry ${head.sequence} had another hash`;
  if (head.sequence === CHAIN_START.sequence && checkpoint === undefined) return undefined;
  if (checkpoint?.sequence !== head.sequence || checkpoint.hash !== head.hash)
    return `entry ${head.sequence} is the last one and bears no signature`;
  return signatureFault(checkpoint, keys);
}

/** The entry that records the break for good. */
export const scarOf = (reason: string, { head }: ChainState, known: ChainHead, atMs: number): AuditDraft => ({
  atMs,
  actor: { kind: 'system', name: 'server' },
  action: CHAIN_BROKEN,
  object: AUDIT_OBJECT,
  outcome: 'done',
  reason,
  before: { ...known },
  after: { ...head },
});

function signatureFault(checkpoint: ChainHead & { readonly jws: string }, keys: TrustedKeys): string | undefined {
  try {
    const signed = readCheckpoint(checkpoint.jws, keys);
    if (signed.sequence === checkpoint.sequence && signed.hash === checkpoint.hash) return undefined;
    return `the last checkpoint was signed for entry ${signed.sequence} and another hash`;
  } catch (error) {
    if (isFault(error)) return `the last checkpoint: ${error.detail}`;
    throw error;
  }
}
