import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 of the bytes: 32 bytes [FIPS 180-4].
 *
 * @example
 * ```ts
 * import { sha256 } from '@twinbank/keys';
 * import { toHex } from '@twinbank/primitives';
 *
 * console.log(toHex(sha256(new TextEncoder().encode('abc')))); // ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
 * ```
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** SHA-256 computed in pieces. */
export class Sha256 {
  private readonly hash: Hash = createHash('sha256');

  /** Adds bytes. */
  update(bytes: Uint8Array): this {
    this.hash.update(bytes);
    return this;
  }

  /** The digest of everything added: 32 bytes. The object cannot be used afterwards. */
  digest(): Uint8Array {
    return new Uint8Array(this.hash.digest());
  }
}
