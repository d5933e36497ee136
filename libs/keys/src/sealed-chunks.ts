import { createCipheriv, createDecipheriv } from 'node:crypto';

import { concatBytes, equalBytes, utf8 } from '@twinbank/primitives';

import { hkdfSha256 } from './hkdf.js';

/**
 * A content of any length, encrypted and authenticated in chunks, so that neither side has to hold all of it, and a
 * truncated or reordered content is noticed (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, as
 * in age).
 *
 * ```
 * "TWBLOB1\n" · 16-byte salt · chunk · chunk · … · last chunk
 * chunk: AES-256-GCM of up to 64 KiB, followed by a 16-byte tag; nonce = 11-byte big-endian number · (last ? 1 : 0)
 * file key: HKDF-SHA256(key, salt, "twinbank/1 sealed")
 * ```
 */
export const SEALED_CHUNK_BYTES = 64 * 1024;
/** Length in bytes of the salt; each content gets a new one. */
export const SEALED_SALT_BYTES = 16;

const MAGIC = utf8('TWBLOB1\n');
const INFO = utf8('twinbank/1 sealed');
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + SEALED_SALT_BYTES;

/** Encrypts one content, chunk by chunk. */
export class ChunkSealer {
  private readonly fileKey: Uint8Array;
  private number = 0;
  /** To be written before the chunks. */
  readonly header: Uint8Array;

  /**
   * @param key 32 bytes
   * @param salt 16 random bytes, never used before with this key
   */
  constructor({ key, salt }: { readonly key: Uint8Array; readonly salt: Uint8Array }) {
    if (salt.length !== SEALED_SALT_BYTES) throw new RangeError(`the salt has ${SEALED_SALT_BYTES} bytes`);
    this.fileKey = fileKeyOf(key, salt);
    this.header = concatBytes(MAGIC, salt);
  }

  /**
   * Encrypts the next chunk. All but the last must have {@link SEALED_CHUNK_BYTES}; only an empty content has an
   * empty last chunk.
   */
  seal(chunk: Uint8Array, last: boolean): Uint8Array {
    if (chunk.length > SEALED_CHUNK_BYTES || (!last && chunk.length !== SEALED_CHUNK_BYTES))
      throw new RangeError('all chunks but the last have the full length');
    const cipher = createCipheriv(ALGORITHM, this.fileKey, nonceOf(this.number++, last));
    return concatBytes(cipher.update(chunk), cipher.final(), cipher.getAuthTag());
  }
}

/**
 * The content of header and chunks; undefined if it was not sealed with this key, or was changed, truncated or
 * extended since.
 */
export function unsealChunks({
  key,
  sealed,
}: {
  readonly key: Uint8Array;
  readonly sealed: Uint8Array;
}): Uint8Array | undefined {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || !equalBytes(sealed.subarray(0, MAGIC.length), MAGIC))
    return undefined;
  const fileKey = fileKeyOf(key, sealed.subarray(MAGIC.length, HEADER_BYTES));
  const chunks: Uint8Array[] = [];
  for (let at = HEADER_BYTES, number = 0; at < sealed.length; number++) {
    const end = Math.min(at + SEALED_CHUNK_BYTES + TAG_BYTES, sealed.length);
    const chunk = unseal(fileKey, sealed.subarray(at, end), nonceOf(number, end === sealed.length));
    if (!chunk) return undefined;
    chunks.push(chunk);
    at = end;
  }
  return concatBytes(...chunks);
}

function unseal(fileKey: Uint8Array, sealed: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, fileKey, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const chunk = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    return concatBytes(chunk, decipher.final());
  } catch {
    return undefined;
  }
}

function fileKeyOf(key: Uint8Array, salt: Uint8Array): Uint8Array {
  if (key.length !== KEY_BYTES) throw new RangeError(`the key has ${KEY_BYTES} bytes`);
  return hkdfSha256({ secret: key, salt, info: INFO, length: KEY_BYTES });
}

function nonceOf(number: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setBigUint64(NONCE_BYTES - 9, BigInt(number));
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}
