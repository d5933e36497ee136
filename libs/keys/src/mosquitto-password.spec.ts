import { describe, expect, it } from '@jest/globals';

import { mosquittoPasswordHash } from './mosquitto-password.js';

/** Lines that mosquitto_passwd of Mosquitto 2.0.11 wrote: password, hash. */
const WRITTEN: readonly (readonly [string, string])[] = [
  [
    'secret-password-1',
    '$7$101$S3F9oMIWCZSUbtFv$wCBVSICDFY1iKu0pWd2LGJNhjinFhdHAFkV9bDxp5uYQ6nZqlSiGWlFZagtVf7/tEmMiprgZPDul4XMU7uIJTg==',
  ],
];

describe('the hash of a Mosquitto password', () => {
  it.each(WRITTEN)('of %s is the one that mosquitto_passwd writes', (password, hash) => {
    const salt = Buffer.from(hash.split('$')[3]!, 'base64');
    expect(mosquittoPasswordHash(password, salt)).toBe(hash);
  });

  it('differs from salt to salt', () => {
    expect(mosquittoPasswordHash('x', new Uint8Array(12))).not.toBe(
      mosquittoPasswordHash('x', new Uint8Array(12).fill(1)),
    );
  });
});
