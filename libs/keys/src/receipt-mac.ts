import { createHmac, timingSafeEqual } from 'node:crypto';

import { lengthPrefixed } from '@twinbank/primitives';

import { hkdfSha256 } from './hkdf.js';

const NO_SALT = new Uint8Array(0);

/**
 * The key with which a device authenticates its receipts, and nothing else: 32 bytes.
 *
 * @example
 * ```ts
 * import { deriveReceiptKey, receiptMac } from '@twinbank/keys';
 *
 * const mac = receiptMac(deriveReceiptKey(new Uint8Array(32).fill(1)), new TextEncoder().encode('a receipt'));
 * console.log(mac.length); // 32
 * ```
 */
export function deriveReceiptKey(deviceRoot: Uint8Array): Uint8Array {
  return hkdfSha256({ secret: deviceRoot, salt: NO_SALT, info: lengthPrefixed('twinbank/1 receipt'), length: 32 });
}

/** The MAC of a receipt: HMAC-SHA-256 over its bytes, not shortened [RFC 2104]. */
export function receiptMac(receiptKey: Uint8Array, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', receiptKey).update(bytes).digest());
}

/** Whether a MAC is that of these bytes. Takes the same time wherever it differs. */
export function isReceiptMac(receiptKey: Uint8Array, bytes: Uint8Array, mac: Uint8Array): boolean {
  const right = receiptMac(receiptKey, bytes);
  return mac.length === right.length && timingSafeEqual(mac, right);
}
