import { describe, expect, it } from '@jest/globals';
import { Mcu } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';
import { createDecipheriv } from 'node:crypto';

import { parseDecryption } from './decryption.js';

const KEY = '000102030405060708090a0b0c0d0e0f';
const IV = 'f0f1f2f3f4f5f6f7f8f9fafb00000000';

describe('key and IV of encrypted files', () => {
  it('are accepted only on parts with an AES unit of that key size', () => {
    expect(parseDecryption('STM32L083', { key: KEY, iv: IV }).cipher).toBe('A128CTR');
    expect(parseDecryption('STM32G484', { key: KEY + KEY, iv: IV }).cipher).toBe('A256CTR');
    expect(() => parseDecryption('STM32L083', { key: KEY + KEY, iv: IV })).toThrow('128 bits only');
    for (const part of ['STM32L073', 'STM32L476', 'STM32G474'] as const)
      expect(() => parseDecryption(part, { key: KEY, iv: IV })).toThrow('no AES unit');
  });

  it('are hexadecimal and of their exact length', () => {
    for (const [key, iv] of [
      ['xy', IV],
      [KEY + '00', IV],
      [KEY, IV + '00'],
      [KEY, 'f0f'],
      [KEY, ''],
    ] as const) {
      expect(() => parseDecryption('STM32L083', { key, iv })).toThrow('hexadecimal');
    }
  });

  it('are refused if the 32-bit counter would wrap within a bank', () => {
    const blocks = (96 * 1024) / 16;
    const ivEndingIn = (word: number): string => IV.slice(0, 24) + word.toString(16).padStart(8, '0');
    expect(() => parseDecryption('STM32L083', { key: KEY, iv: ivEndingIn(2 ** 32 - blocks + 1) })).toThrow(
      '6143 blocks before the 32-bit counter',
    );
    expect(() => parseDecryption('STM32L083', { key: KEY, iv: ivEndingIn(2 ** 32 - blocks) })).not.toThrow();
  });

  it('decrypt a whole bank as OpenSSL does if they are accepted, up to the last counter value', () => {
    const bytes = seededRng('bank').bytes(96 * 1024);
    for (const iv of [IV, `${IV.slice(0, 24)}ffffe800`]) {
      const mcu = new Mcu({ part: 'STM32L083' });
      const hardware = mcu.aes!.start(parseDecryption('STM32L083', { key: KEY, iv })).apply(0, bytes);
      const openssl = createDecipheriv('aes-128-ctr', Buffer.from(KEY, 'hex'), Buffer.from(iv, 'hex')).update(bytes);
      expect(equalBytes(hardware, openssl)).toBe(true);
    }
  });

  it('would differ from OpenSSL where the counter wraps if they are refused', () => {
    const iv = Buffer.from(`${IV.slice(0, 24)}ffffffff`, 'hex');
    const bytes = new Uint8Array(32);
    const hardware = new Mcu({ part: 'STM32L083' })
      .aes!.start({ cipher: 'A128CTR', key: Buffer.from(KEY, 'hex'), iv: new Uint8Array(iv) })
      .apply(0, bytes);
    const openssl = createDecipheriv('aes-128-ctr', Buffer.from(KEY, 'hex'), iv).update(bytes);
    expect(equalBytes(hardware.subarray(0, 16), openssl.subarray(0, 16))).toBe(true);
    expect(equalBytes(hardware.subarray(16), openssl.subarray(16))).toBe(false);
  });
});
