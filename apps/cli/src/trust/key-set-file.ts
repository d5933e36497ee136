import { keySetKeys, keySetPoint, readKeySetDocument, type PublicJwk } from '@twinbank/keys';
import type { SignedDocument } from '@twinbank/package';
import { fromBase64Url, isFault, toBase64Url, utf8 } from '@twinbank/primitives';
import {
  encodeKeySet,
  FieldReader,
  KEY_USES,
  readJsonObject,
  readSignedKeySet,
  type KeySet,
  type KeySetKey,
  type KeyUse,
  type SignedKeySet,
} from '@twinbank/protocol';

import { CliProblem } from '../shell/problem.js';

/** Longest file of a key set with eight signatures, and room for how somebody writes it. */
export const KEY_SET_FILE_MAX = 16 * 1024;

/** A key set in a file: the body of `POST /products/{product}/key-sets`. */
export interface KeySetFile {
  readonly set: KeySet;
  readonly signed: SignedKeySet;
}

/**
 * Reads the file of a key set. Nothing is verified.
 *
 * @throws CliProblem `file_malformed`; Fault `key_set_malformed`
 */
export function readKeySetFile(text: string, path: string): KeySetFile {
  const signed = written(text, path);
  return { set: readKeySetDocument(signed), signed };
}

function written(text: string, path: string): SignedKeySet {
  try {
    return readSignedKeySet(new FieldReader(readJsonObject(utf8(text), KEY_SET_FILE_MAX)).only('keySet', 'signatures'));
  } catch (error) {
    if (isFault(error)) throw new CliProblem('file_malformed', `${path} is no key set: ${error.detail}`);
    throw error;
  }
}

/** The text of the file. */
export const keySetText = ({ keySet, signatures }: SignedKeySet): string =>
  `${JSON.stringify({ keySet, signatures }, null, 2)}\n`;

/** A key set that nobody has signed yet. */
export const unsignedKeySet = (set: KeySet): SignedKeySet => ({
  keySet: toBase64Url(encodeKeySet(set)),
  signatures: [],
});

/** A key set as a document to be signed. */
export const documentOf = ({ keySet, signatures }: SignedKeySet): SignedDocument => ({
  payload: bytesOf(keySet),
  signatures: signatures.map((one) => ({ header: bytesOf(one.protected), signature: bytesOf(one.signature) })),
});

/** The signatures of a document, as the file has them. */
export const signedBy = (keySet: string, { signatures }: SignedDocument): SignedKeySet => ({
  keySet,
  signatures: signatures.map(({ header, signature }) => ({
    protected: toBase64Url(header),
    signature: toBase64Url(signature),
  })),
});

const bytesOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array(0);

/** Which keys a set is to name, for each use. */
export type NamedKeys = Readonly<Record<KeyUse, readonly PublicJwk[]>>;

/** The keys of a set, each once with all its uses, in the order in which they were named. */
export function keysOf(named: NamedKeys): readonly KeySetKey[] {
  const all = new Map(KEY_USES.flatMap((use) => named[use]).map((jwk) => [jwk.kid, jwk]));
  return [...all.values()].map((key) => ({
    x: keySetPoint(key),
    uses: KEY_USES.filter((use) => named[use].some(({ kid }) => kid === key.kid)),
  }));
}

/** What a set says, for people and for JSON. */
export const shownKeySet = ({ set, signed }: KeySetFile, signers: readonly string[]): object => ({
  product: set.product,
  version: set.version,
  issued: new Date(set.issuedAtMs).toISOString(),
  expires: new Date(set.expiresAtMs).toISOString(),
  ...Object.fromEntries(KEY_USES.map((use) => [use, keySetKeys(set, use).map(({ kid }) => kid)])),
  ...{ rootThreshold: set.rootThreshold, manifestThreshold: set.manifestThreshold, signedBy: signers },
  ...{ bytes: bytesOf(signed.keySet).length },
});
