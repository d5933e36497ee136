import {
  JWS_TYPES,
  keySetPoint,
  p256KeyFromScalar,
  type Ed25519Jwk,
  type P256Jwk,
  type SigningKey,
} from '@twinbank/keys';
import { toBase64Url, toHex, utf8 } from '@twinbank/primitives';
import { encodeKeySet, type KeySet, type KeyUse } from '@twinbank/protocol';

/** What a document with P-256 is about: the example of the protocol. */
interface Example {
  readonly product: string;
  readonly nowMs: number;
  /** The manifest, as the JSON that is signed. */
  readonly manifest: object;
  /** Who signs tickets: never a key of P-256. */
  readonly ticketKey: SigningKey<Ed25519Jwk>;
}

/** Signatures of P-256 contain chance: these were made once, by the keys and of the documents below; a test verifies them. */
const SIGNED = {
  manifest: '8w3lI3WpW4HG2vqr88G5zarMi7M0sTN6HTZZQZD7Ch1oVx-jPjdSAFSuUNKd_xBQQ6uMefeeDMcYLApJkMLSXA',
  keySet: 'j0O_lLExGtSKaDhNk--5fXbdkACS8Q1DWcwMBNji1psAl3qyzef7e5fgCKXCjVQXdXE7JvSPFmm3xLdEnYcGmQ',
} as const;

const rising = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => first + index);

/** The same manifest and a key set by keys of P-256, whose private halves are the seeds of the Ed25519 keys beside them, taken for numbers. */
export async function p256Vectors({ product, nowMs, manifest, ticketKey }: Example): Promise<object> {
  const [release, root] = [await p256KeyFromScalar(rising(0x20)), await p256KeyFromScalar(rising(0xa0))];
  const header = ({ kid }: SigningKey, typ: string): string =>
    toBase64Url(utf8(JSON.stringify({ alg: 'ES256', kid, typ })));
  const key = ({ publicJwk }: SigningKey, use: KeyUse): KeySet['keys'][number] => ({
    x: keySetPoint(publicJwk),
    uses: [use],
  });
  const set: KeySet = {
    ...{ product, version: 2, issuedAtMs: nowMs, expiresAtMs: nowMs + 365 * 86_400_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1 },
    keys: [key(root, 'root'), key(release, 'manifest'), key(ticketKey, 'ticket')],
  };
  const payload = toBase64Url(utf8(JSON.stringify(manifest)));
  return {
    manifest: { ...shown(release), jws: `${header(release, JWS_TYPES.manifest)}.${payload}.${SIGNED.manifest}` },
    keySet: {
      ...shown(root),
      keySet: toBase64Url(encodeKeySet(set)),
      signatures: [{ protected: header(root, JWS_TYPES.keySet), signature: SIGNED.keySet }],
    },
  };
}

const shown = ({ privateJwk, publicJwk }: SigningKey<P256Jwk>): object => ({
  ...{ d: privateJwk.d, publicJwk, short: toHex(keySetPoint(publicJwk)) },
});
