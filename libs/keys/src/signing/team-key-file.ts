import { compactDecrypt, CompactEncrypt } from 'jose';

import { fromBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { p256KeyFromScalar, signingKeyFromSeed, type PublicJwk, type SigningKey } from '../signing-key.js';
import { isP256Scalar } from './p256.js';
import { readTeamKey } from './public-key.js';

/** Longest text of a key file, in UTF-16 units. */
export const TEAM_KEY_FILE_MAX = 64 * 1024;
/** Shortest passphrase of a new key. */
export const PASSPHRASE_LENGTH_MIN = 12;

/** What a team's key may be, as the command line names it. */
export const TEAM_KEY_ALGORITHMS = ['ed25519', 'p256'] as const;
export type TeamKeyAlgorithm = (typeof TEAM_KEY_ALGORITHMS)[number];

const PRIVATE_BYTES = 32;
/** Rounds of PBKDF2 with SHA-512 (OWASP, 2023), and the most that a file may ask for. */
const [ROUNDS, ROUNDS_MAX] = [210_000, 2_000_000];
const ALGORITHMS = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' } as const;

/**
 * The private half of a new key, 32 bytes from a source of secret randomness. Of P-256 not every 32 bytes are a key: then others are asked for, so that each
 * key is as likely as any other [FIPS 186-5 §A.2.2].
 */
export function newTeamKey(algorithm: TeamKeyAlgorithm, random: (length: number) => Uint8Array): Uint8Array {
  for (;;) {
    const secret = random(PRIVATE_BYTES);
    if (algorithm === 'ed25519' || isP256Scalar(secret)) return secret;
  }
}

/**
 * The text of a file with a team's key: the public half readable, the private one encrypted by a passphrase (JWE with
 * PBES2-HS512+A256KW and A256GCM around a JWK) [RFC 7516 §3.1, RFC 7518 §4.8].
 *
 * @param secret 32 random bytes, as {@link newTeamKey} gives them
 * @throws Fault `request_invalid` if the passphrase is short
 */
export async function sealTeamKey(
  secret: Uint8Array,
  passphrase: string,
  algorithm: TeamKeyAlgorithm = 'ed25519',
): Promise<string> {
  if (passphrase.length < PASSPHRASE_LENGTH_MIN)
    throw faultOf('request_invalid', `a passphrase has at least ${PASSPHRASE_LENGTH_MIN} characters`);
  const { publicJwk, privateJwk } = await keyOf(secret, algorithm);
  const encrypted = await new CompactEncrypt(utf8(JSON.stringify(privateJwk)))
    .setProtectedHeader({ ...ALGORITHMS, cty: 'jwk+json' })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(utf8(passphrase));
  return `${JSON.stringify({ twinbankKey: 1, public: publicJwk, encrypted }, null, 2)}\n`;
}

/**
 * The public key in the text of a key file, or of a file with a public JWK.
 *
 * @throws Fault `request_invalid` if it is neither; `signing_key_private`, `signing_key_unsupported`. None repeats the text, which may
 * be a secret
 */
export function publicTeamKey(text: string): PublicJwk {
  const read = readText(text);
  return readTeamKey(isObject(read['public']) ? read['public'] : read);
}

/** What stands in a key file beside its keys: whether there is a private one, and since when nobody should sign with it. */
export interface TeamKeyRecord {
  readonly isPrivate: boolean;
  /** ISO 8601; undefined if the key is good. */
  readonly revoked?: string;
}

/**
 * What the text of a key file says beside its keys.
 *
 * @throws Fault `request_invalid` if it is no key file
 */
export function teamKeyRecord(text: string): TeamKeyRecord {
  const { encrypted, revoked } = readText(text);
  return { isPrivate: typeof encrypted === 'string', ...(typeof revoked === 'string' && { revoked }) };
}

/**
 * The text of a key file with a note that its key is revoked; unchanged if it has one. A note for whoever has the file and no more: what a
 * server takes is said by its policies, and what a device takes by the list in it.
 *
 * @param atMs when, in ms since 1970
 * @throws Fault as {@link publicTeamKey}
 */
export function revokedTeamKey(text: string, atMs: number): string {
  const jwk = publicTeamKey(text);
  const read = readText(text);
  if (typeof read['revoked'] === 'string') return text;
  const revoked = new Date(atMs).toISOString();
  const noted = isObject(read['public']) ? { ...read, revoked } : { twinbankKey: 1, public: jwk, revoked };
  return `${JSON.stringify(noted, null, 2)}\n`;
}

/**
 * The key in the text of a key file.
 *
 * @throws Fault `request_invalid` if there is no private key in it, the passphrase is wrong, or its halves are of different keys
 */
export async function openTeamKey(text: string, passphrase: string): Promise<SigningKey> {
  const { kid, crv } = publicTeamKey(text);
  const { encrypted } = readText(text);
  if (typeof encrypted !== 'string') throw faultOf('request_invalid', 'there is no private key in the file');
  const { plaintext } = await compactDecrypt(encrypted, utf8(passphrase), {
    keyManagementAlgorithms: [ALGORITHMS.alg],
    contentEncryptionAlgorithms: [ALGORITHMS.enc],
    maxPBES2Count: ROUNDS_MAX,
  }).catch(() => {
    throw faultOf('request_invalid', 'wrong passphrase, or a damaged file');
  });
  const { d } = readText(new TextDecoder().decode(plaintext));
  const secret = typeof d === 'string' ? fromBase64Url(d) : undefined;
  if (secret?.length !== PRIVATE_BYTES || (crv === 'P-256' && !isP256Scalar(secret)))
    throw faultOf('request_invalid', `what is encrypted is no ${crv} key`);
  const key = await keyOf(secret, crv === 'P-256' ? 'p256' : 'ed25519');
  if (key.kid !== kid) throw faultOf('request_invalid', 'the two halves are of different keys');
  return key;
}

const keyOf = (secret: Uint8Array, algorithm: TeamKeyAlgorithm): Promise<SigningKey> =>
  algorithm === 'p256' ? p256KeyFromScalar(secret) : signingKeyFromSeed(secret);

function readText(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = text.length > TEAM_KEY_FILE_MAX ? undefined : JSON.parse(text);
    if (isObject(read)) return read;
  } catch {
    // Its message would quote the text.
  }
  throw faultOf('request_invalid', 'this is no key: it is no JSON object');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
