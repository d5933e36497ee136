import { describe, expect, it } from '@jest/globals';

import { deriveBrokerPassword } from './derivation.js';
import { mosquittoPasswordHash, mosquittoPasswordLine } from './mosquitto-password.js';

/** Lines written by mosquitto_passwd of Mosquitto 2.0.11: password, hash. */
const WRITTEN: readonly (readonly [string, string])[] = [
  [
    'secret-password-1',
    '$7$101$S3F9oMIWCZSUbtFv$wCBVSICDFY1iKu0pWd2LGJNhjinFhdHAFkV9bDxp5uYQ6nZqlSiGWlFZagtVf7/tEmMiprgZPDul4XMU7uIJTg==',
  ],
];

describe('the hash of a Mosquitto password', () => {
  it.each(WRITTEN)('of %s equals what mosquitto_passwd writes', (password, hash) => {
    const salt = Buffer.from(hash.split('$')[3]!, 'base64');
    expect(mosquittoPasswordHash(password, salt)).toBe(hash);
  });

  it('differs for different salts', () => {
    expect(mosquittoPasswordHash('x', new Uint8Array(12))).not.toBe(
      mosquittoPasswordHash('x', new Uint8Array(12).fill(1)),
    );
  });
});

describe('the line of a device in Mosquitto’s password file', () => {
  const root = new Uint8Array(32).fill(7);

  it('is its id and the hash of the password derived from its root, with the salt given in the line', () => {
    const line = mosquittoPasswordLine('motor-0001', root);
    const [, id, hash] = /^([^:]+):(.+)\n$/.exec(line)!;
    const salt = Buffer.from(hash!.split('$')[3]!, 'base64');
    expect(salt).toHaveLength(12);
    expect([id, hash]).toEqual(['motor-0001', mosquittoPasswordHash(deriveBrokerPassword(root), salt)]);
  });

  it('is the same in every export, and differs in salt and hash between devices', () => {
    expect(mosquittoPasswordLine('d', root)).toBe(mosquittoPasswordLine('d', root));
    const [one, other] = [root, new Uint8Array(32)].map((each) => mosquittoPasswordLine('d', each).split('$'));
    expect([one![3] === other![3], one![4] === other![4]]).toEqual([false, false]);
  });
});
