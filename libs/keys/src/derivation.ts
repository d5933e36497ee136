import type { Cipher } from '@twinbank/parts';
import { lengthPrefixed, toBase64Url, utf8 } from '@twinbank/primitives';

import { hkdfSha256 } from './hkdf.js';

const NO_SALT = new Uint8Array(0);

/** Bytes of key that each cipher takes. */
export const KEY_BYTES = { A128CTR: 16, A256CTR: 32 } as const satisfies Record<Exclude<Cipher, 'none'>, number>;

/** Bytes of nonce before the 32-bit block counter. */
export const NONCE_BYTES = 12;

/** Largest number of a key's generation: it is derived as 32 bits, of which the first is 0. */
export const GENERATION_MAX = 0x7fffffff;

/**
 * The only secret that a device holds: 32 bytes, derived from the master key of its epoch and written in the factory.
 *
 * Each time the device is re-keyed, the generation goes up by one, and follows the id in the derivation as 4 bytes, the
 * highest first. Generation 0, the key that the device was provisioned with, has no such field.
 *
 * @param generation from 0 to {@link GENERATION_MAX}; default 0
 * @throws RangeError for any other generation: two of them must not give one key
 *
 * @example
 * ```ts
 * import { deriveDeviceRoot } from '@twinbank/keys';
 * import { toHex } from '@twinbank/primitives';
 *
 * const master = new Uint8Array(32).fill(7);
 * const root = deriveDeviceRoot({ master, product: 'motor-g4', deviceId: 'm-0001' });
 * console.log(toHex(root)); // e0750c912f13fa535cf95f0ea54c78391eb121a48942f30a57db0ba3dfddabd7
 * ```
 */
export function deriveDeviceRoot({
  master,
  product,
  deviceId,
  generation = 0,
}: {
  master: Uint8Array;
  product: string;
  deviceId: string;
  generation?: number;
}): Uint8Array {
  if (!Number.isInteger(generation) || generation < 0 || generation > GENERATION_MAX)
    throw new RangeError(`there is no generation ${generation}`);
  const fields = generation === 0 ? [deviceId] : [deviceId, uint32(generation)];
  return hkdfSha256({
    secret: master,
    salt: utf8(product),
    info: lengthPrefixed('twinbank/1 device', ...fields),
    length: 32,
  });
}

/** Four bytes, the highest first. */
function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/**
 * The HS256 key with which a device signs the token that is its MQTT password: 32 bytes.
 *
 * @example
 * ```ts
 * import { deriveAuthKey, signDeviceToken } from '@twinbank/keys';
 *
 * const deviceRoot = new Uint8Array(32).fill(1);
 * const password = await signDeviceToken({
 *   authKey: deriveAuthKey(deviceRoot),
 *   deviceId: 'm-0001',
 *   nowMs: 1_700_000_000_000,
 *   lifetimeMs: 600_000,
 * });
 * console.log(password.split('.').length); // 3
 * ```
 */
export function deriveAuthKey(deviceRoot: Uint8Array): Uint8Array {
  return hkdfSha256({ secret: deviceRoot, salt: NO_SALT, info: lengthPrefixed('twinbank/1 auth'), length: 32 });
}

/** The MQTT password for brokers that know only fixed passwords: 32 characters of base64url. */
export function deriveBrokerPassword(deviceRoot: Uint8Array): string {
  return toBase64Url(
    hkdfSha256({ secret: deviceRoot, salt: NO_SALT, info: lengthPrefixed('twinbank/1 broker password'), length: 24 }),
  );
}

/** What makes an image key unique: one device, one release, one cipher. */
export interface ImageKeyInputs {
  readonly deviceRoot: Uint8Array;
  /** 32 random bytes, generated with the release and sent in the ticket. */
  readonly releaseSalt: Uint8Array;
  readonly product: string;
  readonly version: string;
  /** SHA-256 of the whole plaintext stream (salt and sections), 32 bytes; the manifest contains it. */
  readonly digest: Uint8Array;
  readonly cipher: Exclude<Cipher, 'none'>;
}

/**
 * Key and nonce for one release on one device. The cipher's name is among the inputs, so that on a device with both key
 * sizes, neither key begins like the other.
 *
 * @example
 * ```ts
 * import { AesCtr, deriveImageKey } from '@twinbank/keys';
 * import { toHex } from '@twinbank/primitives';
 *
 * const cipher = 'A128CTR';
 * const { key, nonce } = deriveImageKey({
 *   deviceRoot: new Uint8Array(32).fill(1),
 *   releaseSalt: new Uint8Array(32).fill(2),
 *   product: 'motor-g4',
 *   version: '1.1.0',
 *   digest: new Uint8Array(32).fill(3),
 *   cipher,
 * });
 * const ciphertext = new AesCtr({ cipher, key, nonce }).apply(0, new TextEncoder().encode('block 0'));
 * console.log(key.length, nonce.length, toHex(ciphertext)); // 16 12 bd3b825c43e0b3
 * ```
 */
export function deriveImageKey(inputs: ImageKeyInputs): { key: Uint8Array; nonce: Uint8Array } {
  const keyBytes = KEY_BYTES[inputs.cipher];
  const info = lengthPrefixed('twinbank/1 image', inputs.cipher, inputs.product, inputs.version, inputs.digest);
  const bytes = hkdfSha256({
    secret: inputs.deviceRoot,
    salt: inputs.releaseSalt,
    info,
    length: keyBytes + NONCE_BYTES,
  });
  return { key: bytes.slice(0, keyBytes), nonce: bytes.slice(keyBytes) };
}
