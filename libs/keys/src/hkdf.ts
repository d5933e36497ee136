import { hkdfSync } from 'node:crypto';

/**
 * HKDF with SHA-256, extract and expand [RFC 5869].
 *
 * @param length bytes wanted, at most 8160
 */
export function hkdfSha256({
  secret,
  salt,
  info,
  length,
}: {
  secret: Uint8Array;
  salt: Uint8Array;
  info: Uint8Array;
  length: number;
}): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, length));
}
