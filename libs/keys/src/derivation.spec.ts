import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromBase64Url, toHex, utf8 } from '@twinbank/primitives';

import {
  deriveAuthKey,
  deriveBrokerPassword,
  deriveDeviceRoot,
  deriveImageKey,
  GENERATION_MAX,
  KEY_BYTES,
  NONCE_BYTES,
  type ImageKeyInputs,
} from './derivation.js';
import { sha256 } from './digest.js';

const MASTER = Uint8Array.from({ length: 32 }, (_, index) => index);
const ROOT = deriveDeviceRoot({ master: MASTER, product: 'pump', deviceId: 'dev-1' });
const IMAGE: ImageKeyInputs = {
  deviceRoot: ROOT,
  releaseSalt: new Uint8Array(32).fill(5),
  product: 'pump',
  version: '1.1.0',
  digest: sha256(utf8('stream')),
  cipher: 'A128CTR',
};

/** HKDF by the openssl command, with the fields of `info` length-prefixed by this test. */
function opensslHkdf(secret: Uint8Array, salt: Uint8Array, fields: readonly Uint8Array[], length: number): string {
  const info = fields.map((field) => field.length.toString(16).padStart(4, '0') + toHex(field)).join('');
  const options = ['digest:SHA256', `hexkey:${toHex(secret)}`, `hexsalt:${toHex(salt)}`, `hexinfo:${info}`].flatMap(
    (option) => ['-kdfopt', option],
  );
  return toHex(execFileSync('openssl', ['kdf', '-binary', '-keylen', String(length), ...options, 'HKDF']));
}

describe('the keys of a device', () => {
  it('are what openssl kdf derives from the same inputs', () => {
    // openssl does not accept an empty salt; to HMAC, 32 zero bytes are the same key [RFC 5869 §2.2].
    const noSalt = new Uint8Array(32);
    const root = deriveDeviceRoot({ master: MASTER, product: 'pump', deviceId: 'dev-1' });
    expect(toHex(root)).toBe(opensslHkdf(MASTER, utf8('pump'), [utf8('twinbank/1 device'), utf8('dev-1')], 32));
    expect(toHex(deriveAuthKey(ROOT))).toBe(opensslHkdf(ROOT, noSalt, [utf8('twinbank/1 auth')], 32));
    expect(toHex(fromBase64Url(deriveBrokerPassword(ROOT))!)).toBe(
      opensslHkdf(ROOT, noSalt, [utf8('twinbank/1 broker password')], 24),
    );
  });

  it.each(['A128CTR', 'A256CTR'] as const)('and so are key and nonce of an image: %s', (cipher) => {
    const { key, nonce } = deriveImageKey({ ...IMAGE, cipher });
    const fields = [utf8('twinbank/1 image'), utf8(cipher), utf8('pump'), utf8('1.1.0'), IMAGE.digest];
    expect(toHex(key) + toHex(nonce)).toBe(
      opensslHkdf(ROOT, IMAGE.releaseSalt, fields, KEY_BYTES[cipher] + NONCE_BYTES),
    );
    expect([key.length, nonce.length]).toEqual([KEY_BYTES[cipher], 12]);
  });

  it('have a generation after the id once the device was re-keyed, and none before', () => {
    const rootOf = (generation?: number): string =>
      toHex(
        deriveDeviceRoot({
          master: MASTER,
          product: 'pump',
          deviceId: 'dev-1',
          ...(generation !== undefined && { generation }),
        }),
      );
    const fields = [utf8('twinbank/1 device'), utf8('dev-1'), Uint8Array.of(0x01, 0x02, 0x03, 0x04)];
    expect(rootOf(0x01020304)).toBe(opensslHkdf(MASTER, utf8('pump'), fields, 32));
    expect([rootOf(0), rootOf()]).toEqual([toHex(ROOT), toHex(ROOT)]);
    for (const wrong of [-1, 1.5, Number.NaN, GENERATION_MAX + 1]) expect(() => rootOf(wrong)).toThrow(RangeError);
  });

  it('are the same for the same device and generation only, whatever the id', () => {
    // Ids are any characters here, so that one could end like the bytes of a generation.
    const key = fc.record({
      deviceId: fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', '\0', '\u0001', '\u0004') }),
      generation: fc.oneof(fc.nat(3), fc.constantFrom(0x04, 0x0400, 0x01000000, GENERATION_MAX)),
    });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [a, b] = [one, other].map((of) => toHex(deriveDeviceRoot({ master: MASTER, product: 'pump', ...of })));
        expect(a === b).toBe(one.deviceId === other.deviceId && one.generation === other.generation);
      }),
    );
  });

  it('have a password of 32 characters that is valid in any password file', () =>
    expect(deriveBrokerPassword(ROOT)).toMatch(/^[A-Za-z0-9_-]{32}$/));

  it('differ from one another, and for every different input', () => {
    const roots = [
      ROOT,
      deriveDeviceRoot({ master: MASTER, product: 'pump', deviceId: 'dev-2' }),
      deriveDeviceRoot({ master: MASTER, product: 'valve', deviceId: 'dev-1' }),
      deriveDeviceRoot({ master: new Uint8Array(32), product: 'pump', deviceId: 'dev-1' }),
    ];
    const others = roots.flatMap((root) => [toHex(root), toHex(deriveAuthKey(root)), deriveBrokerPassword(root)]);
    expect(new Set(others).size).toBe(12);
  });
});

describe('the key of an image', () => {
  it('changes with every one of its inputs', () => {
    const changed: Partial<ImageKeyInputs>[] = [
      { deviceRoot: new Uint8Array(32) },
      { releaseSalt: new Uint8Array(32) },
      { product: 'valve' },
      { version: '1.1.1' },
      { digest: sha256(utf8('another stream')) },
    ];
    const keys = [{}, ...changed].map((change) => toHex(deriveImageKey({ ...IMAGE, ...change }).key));
    expect(new Set(keys).size).toBe(changed.length + 1);
  });

  it('never begins like that of the other cipher', () => {
    const [short, long] = [deriveImageKey(IMAGE), deriveImageKey({ ...IMAGE, cipher: 'A256CTR' })];
    expect(toHex(long.key).startsWith(toHex(short.key))).toBe(false);
  });

  it('differs when letters move from one field to the next', () => {
    const [one, other] = [
      deriveImageKey({ ...IMAGE, product: 'pump1', version: '1.0.0' }),
      deriveImageKey({ ...IMAGE, product: 'pump', version: '11.0.0' }),
    ];
    expect(toHex(one.key)).not.toBe(toHex(other.key));
  });
});

describe('no key and nonce are used for two plaintexts', () => {
  // Few names and contents, so that equal and nearly equal inputs occur often. All salts are equal, which is the
  // worst case.
  const name = fc.constantFrom('a', 'b', 'ab', 'a1', 'a.b', 'A128CTR', 'device');
  const release = fc.record({
    product: name,
    version: fc.constantFrom('1.0.0', '1.0.0-a', '11.0.0', '1.0.01-a'),
    stream: fc.uint8Array({ maxLength: 3, max: 2 }),
  });
  const encryption = fc.record({
    epoch: fc.nat(2),
    deviceId: name,
    release,
    cipher: fc.constantFrom('A128CTR' as const, 'A256CTR' as const),
    salt: fc.constantFrom(new Uint8Array(32), new Uint8Array(32).fill(1)),
  });

  it('over generated masters, products, devices, releases, versions, salts and ciphers', () => {
    fc.assert(
      fc.property(fc.array(encryption, { minLength: 2, maxLength: 30 }), (encryptions) => {
        const met = new Map<string, string>();
        for (const {
          epoch,
          deviceId,
          release: { product, version, stream },
          cipher,
          salt,
        } of encryptions) {
          const deviceRoot = deriveDeviceRoot({ master: new Uint8Array(32).fill(epoch), product, deviceId });
          const { key, nonce } = deriveImageKey({
            deviceRoot,
            releaseSalt: salt,
            product,
            version,
            digest: sha256(stream),
            cipher,
          });
          // Even keys of AES-128 and AES-256 that begin alike would be too close: compare the bytes that both have.
          const pair = toHex(key.subarray(0, 16)) + toHex(nonce);
          const everything = JSON.stringify([epoch, deviceId, product, version, cipher, toHex(salt), toHex(stream)]);
          expect(met.get(pair) ?? everything).toBe(everything);
          met.set(pair, everything);
        }
      }),
      { numRuns: 300 },
    );
  });
});
