import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { toHex } from '@twinbank/primitives';

import { MOSQUITTO_SALT_BYTES, mosquittoPasswordHash } from './mosquitto-password.js';

describe('mosquittoPasswordHash', () => {
  const salt = Uint8Array.from({ length: MOSQUITTO_SALT_BYTES }, (_, index) => 0xf0 + index);

  it('is the line that mosquitto_passwd writes, with the hash that openssl kdf gives', () => {
    const options = ['digest:SHA512', 'pass:not-a-secret', `hexsalt:${toHex(salt)}`, 'iter:101'].flatMap((option) => ['-kdfopt', option]);
    const hash = execFileSync('openssl', ['kdf', '-binary', '-keylen', '64', ...options, 'PBKDF2']).toString('base64');
    expect(mosquittoPasswordHash('not-a-secret', salt)).toBe(`$7$101$${Buffer.from(salt).toString('base64')}$${hash}`);
  });

  it('differs with password and salt', () => {
    const other = new Uint8Array(MOSQUITTO_SALT_BYTES);
    expect(new Set([mosquittoPasswordHash('a', salt), mosquittoPasswordHash('b', salt), mosquittoPasswordHash('a', other)]).size).toBe(3);
  });
});
