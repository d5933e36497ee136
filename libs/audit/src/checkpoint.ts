import { JWS_TYPES, verifyJws, type JwsSigner, type TrustedKeys } from '@twinbank/keys';
import { FieldReader } from '@twinbank/protocol';

import type { ChainHead } from './chain.js';

/** Longest payload of a signed statement, in bytes: enough for two chain heads and a time. */
const PAYLOAD_BYTES_MAX = 1024;
const HASH = /^[0-9a-f]{64}$/;

/** A statement that the server signs when it seals a batch: the chain goes up to this entry, which has this hash. */
export interface Checkpoint extends ChainHead {
  readonly atMs: number;
}

/**
 * A statement that the server signs at the end of an export: where the export began and ended, and whether there were
 * more entries.
 */
export interface ExportEnd extends Checkpoint {
  readonly from: ChainHead;
  readonly more: boolean;
}

/** Signs a checkpoint. */
export function signCheckpoint(signer: JwsSigner, { sequence, hash, atMs }: Checkpoint): Promise<string> {
  const at = new Date(atMs).toISOString();
  return signer.sign({ kind: 'checkpoint', sequence, hash, at }, JWS_TYPES.audit);
}

/** Signs the end of an export. */
export function signExportEnd(signer: JwsSigner, { from, sequence, hash, atMs, more }: ExportEnd): Promise<string> {
  const at = new Date(atMs).toISOString();
  return signer.sign({ kind: 'end', from, sequence, hash, at, more }, JWS_TYPES.audit);
}

/** Reads a checkpoint and checks its signature. @throws Fault `signature_invalid`, `message_malformed` */
export function readCheckpoint(compact: string, keys: TrustedKeys): Checkpoint {
  return placeOf(fieldsOf(compact, keys, 'checkpoint').only('kind', 'sequence', 'hash', 'at'));
}

/** Reads the end of an export and checks its signature. @throws Fault `signature_invalid`, `message_malformed` */
export function readExportEnd(compact: string, keys: TrustedKeys): ExportEnd {
  const fields = fieldsOf(compact, keys, 'end').only('kind', 'from', 'sequence', 'hash', 'at', 'more');
  return {
    ...placeOf(fields),
    from: headOf(fields.nested('from').only('sequence', 'hash')),
    more: fields.flag('more'),
  };
}

/** Reads a place in the chain from a document. @throws Fault `message_malformed` */
export function headOf(fields: FieldReader): ChainHead {
  return { sequence: fields.whole('sequence', 0, Number.MAX_SAFE_INTEGER), hash: fields.text('hash', 64, HASH) };
}

function fieldsOf(compact: string, keys: TrustedKeys, kind: string): FieldReader {
  const fields = new FieldReader(verifyJws({ compact, keys, type: JWS_TYPES.audit, maxBytes: PAYLOAD_BYTES_MAX }));
  fields.oneOf('kind', [kind]);
  return fields;
}

function placeOf(fields: FieldReader): Checkpoint {
  return { ...headOf(fields), atMs: Date.parse(fields.text('at', 30)) };
}
