import { pbkdf2Sync } from 'node:crypto';

/** Rounds that mosquitto_passwd of Mosquitto 2.0 uses; the passwords hashed here are 24 random bytes, so more would add nothing. */
const ITERATIONS = 101;
const HASH_BYTES = 64;
/** Bytes of salt that mosquitto_passwd makes. */
export const MOSQUITTO_SALT_BYTES = 12;

/**
 * The hash of a password as Mosquitto's password file holds it: `$7$101$salt$hash`, PBKDF2 with HMAC-SHA-512, salt and hash in
 * base64 [mosquitto_passwd(1), RFC 8018 §5.2]. A line of the file is the user name, a colon and this.
 */
export function mosquittoPasswordHash(password: string, salt: Uint8Array): string {
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}
