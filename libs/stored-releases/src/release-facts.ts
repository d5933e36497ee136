import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';

import type { BlobStore } from '@twinbank/blobs';
import { decodeFacts, encodeFacts, FACTS_LENGTH_MAX, type ProgramFacts } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

/** Characters may take up to three bytes. */
const TEXT_BYTES_MAX = 3 * FACTS_LENGTH_MAX;

/** The facts of a program as they are stored beside the image, encrypted as that is. */
export interface StoredFacts {
  /** SHA-256 (hex) of the bytes: the key of their blob. */
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Most bytes that the blob may have. */
  readonly maxBytes: number;
}

/** What gzip adds to bytes that cannot be packed is far less than this. */
const PACKED_BYTES_MAX = TEXT_BYTES_MAX + 64 * 1024;

const SALT_BYTES = 16;

const unpacked = promisify(gunzip);

/**
 * Packs facts for the store; undefined if nothing is known, or too much to be kept. No two packages of the same facts are the same: a blob that
 * two releases shared would be taken, and given up, by one of them for both.
 */
export function packFacts(facts: ProgramFacts | undefined): StoredFacts | undefined {
  const salt = toHex(new Uint8Array(randomBytes(SALT_BYTES)));
  const text = facts && facts.knows !== 'nothing' ? encodeFacts(facts, salt) : undefined;
  if (text === undefined) return undefined;
  const bytes = new Uint8Array(gzipSync(utf8(text)));
  return { key: toHex(sha256(bytes)), bytes, maxBytes: PACKED_BYTES_MAX };
}

/** Reads facts from the store; undefined if there are none, or they cannot be read: then less is known. */
export async function readFacts(blobs: BlobStore, key: string | undefined): Promise<ProgramFacts | undefined> {
  if (key === undefined) return undefined;
  const bytes = await blobs.get(key).catch(() => undefined);
  if (!bytes) return undefined;
  try {
    return decodeFacts(new TextDecoder().decode(await unpacked(bytes, { maxOutputLength: TEXT_BYTES_MAX })));
  } catch {
    return undefined;
  }
}
