import { pbkdf2Sync } from 'node:crypto';

import { utf8 } from '@twinbank/primitives';

import { deriveBrokerPassword } from './derivation.js';
import { sha256 } from './digest.js';

/**
 * Rounds used by mosquitto_passwd of Mosquitto 2.0. The passwords hashed here are 24 random bytes, so more rounds
 * would not help.
 */
const ITERATIONS = 101;
const HASH_BYTES = 64;
/** Length in bytes of a salt made by mosquitto_passwd. */
export const MOSQUITTO_SALT_BYTES = 12;

/**
 * The hash of a password as Mosquitto's password file holds it: `$7$101$salt$hash`, PBKDF2 with HMAC-SHA-512, salt and hash in
 * base64 [mosquitto_passwd(1), RFC 8018 §5.2]. A line of the file is the user name, a colon and this.
 *
 * @example
 * ```ts
 * import { deriveBrokerPassword, mosquittoPasswordHash } from '@twinbank/keys';
 *
 * const password = deriveBrokerPassword(new Uint8Array(32).fill(1));
 * const line = `m-0001:${mosquittoPasswordHash(password, new Uint8Array(12))}`;
 * console.log(line.slice(0, 28)); // m-0001:$7$101$AAAAAAAAAAAAAA
 * ```
 */
export function mosquittoPasswordHash(password: string, salt: Uint8Array): string {
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}

/**
 * The line of Mosquitto's password file that admits a device: its id, and the hash of the password derived from its
 * root. 24 random bytes need no random salt; a salt derived from them keeps the file the same in every export.
 */
export function mosquittoPasswordLine(deviceId: string, deviceRoot: Uint8Array): string {
  const password = deriveBrokerPassword(deviceRoot);
  const salt = sha256(utf8(`twinbank/1 broker password salt ${password}`)).subarray(0, MOSQUITTO_SALT_BYTES);
  return `${deviceId}:${mosquittoPasswordHash(password, salt)}\n`;
}
