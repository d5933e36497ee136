import { hkdfSync } from 'node:crypto';

/**
 * HKDF with SHA-256, extract and expand [RFC 5869].
 *
 * @param length bytes wanted, at most 8160
 *
 * @example
 * ```ts
 * import { hkdfSha256 } from '@twinbank/keys';
 * import { fromHex, toHex } from '@twinbank/primitives';
 *
 * // [RFC 5869 A.1]
 * const bytes = hkdfSha256({
 *   secret: new Uint8Array(22).fill(0x0b),
 *   salt: fromHex('000102030405060708090a0b0c')!,
 *   info: fromHex('f0f1f2f3f4f5f6f7f8f9')!,
 *   length: 42,
 * });
 * console.log(toHex(bytes.subarray(0, 16))); // 3cb25f25faacd57a90434f64d0362f2a
 * ```
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
