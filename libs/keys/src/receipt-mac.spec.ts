import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { toHex, utf8 } from '@twinbank/primitives';

import { deriveAuthKey } from './derivation.js';
import { deriveReceiptKey, isReceiptMac, receiptMac } from './receipt-mac.js';

const ROOT = Uint8Array.from({ length: 32 }, (_, index) => 7 * index);
const OTHER = Uint8Array.from({ length: 32 }, (_, index) => 11 * index);
const RECEIPT = utf8('what a receipt says');

describe('the MAC of a receipt', () => {
  it('is made with a key and an HMAC that openssl makes too', () => {
    const info = `0012${toHex(utf8('twinbank/1 receipt'))}`;
    const options = ['digest:SHA256', `hexkey:${toHex(ROOT)}`, `hexsalt:${'00'.repeat(32)}`, `hexinfo:${info}`];
    const kdf = ['kdf', '-binary', '-keylen', '32', ...options.flatMap((option) => ['-kdfopt', option]), 'HKDF'];
    const key = execFileSync('openssl', kdf);
    expect(toHex(deriveReceiptKey(ROOT))).toBe(toHex(key));
    const hmac = ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${toHex(key)}`, '-binary'];
    expect(toHex(receiptMac(key, RECEIPT))).toBe(toHex(execFileSync('openssl', hmac, { input: RECEIPT })));
  });

  it('is made with a key that signs nothing else', () =>
    expect(toHex(deriveReceiptKey(ROOT))).not.toBe(toHex(deriveAuthKey(ROOT))));

  it('holds for the same bytes under the key of the same device only', () => {
    const mac = receiptMac(deriveReceiptKey(ROOT), RECEIPT);
    expect(isReceiptMac(deriveReceiptKey(ROOT), RECEIPT, mac)).toBe(true);
    expect(isReceiptMac(deriveReceiptKey(OTHER), RECEIPT, mac)).toBe(false);
    expect(isReceiptMac(deriveAuthKey(ROOT), RECEIPT, mac)).toBe(false);
    expect(isReceiptMac(deriveReceiptKey(ROOT), utf8('what another says'), mac)).toBe(false);
  });

  it('does not hold with one bit changed, cut short, or longer', () => {
    const key = deriveReceiptKey(ROOT);
    const mac = receiptMac(key, RECEIPT);
    for (let at = 0; at < mac.length; at++) {
      const wrong = mac.slice();
      wrong[at]! ^= 1;
      expect(isReceiptMac(key, RECEIPT, wrong)).toBe(false);
    }
    for (const wrong of [mac.subarray(0, 16), new Uint8Array(0), Uint8Array.of(...mac, 0)])
      expect(isReceiptMac(key, RECEIPT, wrong)).toBe(false);
  });
});
