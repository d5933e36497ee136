import {
  algorithmOf,
  algorithmsFor,
  JWS_TYPES,
  TrustedKeys,
  verifyJws,
  type JwsType,
  type PublicJwk,
} from '@twinbank/keys';
import { fromBase64Url, isFault, toBase64Url } from '@twinbank/primitives';
import { faultOf, LIMITS, readJsonObject } from '@twinbank/protocol';

import { documentsHeader, documentsSigned, type DocumentKind } from './documents.js';
import {
  SIGNATURE_HEADER_BYTES_MAX,
  SIGNATURES_MAX,
  type PackageSignature,
  type ReleasePackage,
} from './package-format.js';

/** Longest key id: a thumbprint in base64url [RFC 7638]. */
const KID_LENGTH_MAX = 64;

/** A document with its signatures, as bytes that are signed; of a package with the documents that go with it, which each signature names. */
export type SignedDocument = Pick<ReleasePackage, 'signatures' | 'payload' | 'documents'>;

/** Who may sign, and how many of them have to. */
export interface Signers {
  readonly keys: readonly PublicJwk[];
  /** How many different keys of these have to have signed, at least. */
  readonly threshold: number;
}

/** A document with one of its signatures, as devices get manifests: a compact JWS [RFC 7515 §3.1]. */
export const compactOf = (
  { payload }: Pick<ReleasePackage, 'payload'>,
  { header, signature }: PackageSignature,
): string => [header, payload, signature].map(toBase64Url).join('.');

/**
 * The id of the key that a signature says it is by. Nothing is verified.
 *
 * @throws Fault `signature_algorithm` if a device would not look at such a signature: it checks EdDSA and ES256 of manifests only, so that
 * no header can talk it into `none`, or into taking a public key for a secret [RFC 8725 §3.1]
 */
export const keyIdOf = ({ header }: Pick<PackageSignature, 'header'>, type: JwsType = JWS_TYPES.manifest): string =>
  saidOf(header, type).kid;

/** Which key a signature says it is by, and by which algorithm. */
function saidOf(header: Uint8Array, type: JwsType): { readonly kid: string; readonly alg: unknown } {
  const { alg, kid, typ, crit } = readHeader(header);
  const algorithms: readonly unknown[] = algorithmsFor(type);
  if (!algorithms.includes(alg) || typ !== type || crit !== undefined)
    throw faultOf(
      'signature_algorithm',
      `the header of a signature does not say ${algorithms.join(' or ')}, and ${type}`,
    );
  if (typeof kid !== 'string' || kid.length > KID_LENGTH_MAX)
    throw faultOf('signature_algorithm', 'the header of a signature names no key');
  return { kid, alg };
}

/**
 * Checks every signature of a document; gives the ids of the keys, in the order of the signatures. A signature by a key that may
 * not sign is refused, not left out: it would be taken for one that counts.
 *
 * @throws Fault `signature_algorithm`, `signature_repeated`, `signing_key_unknown`, `signature_documents`, `signature_invalid`, `signatures_missing`
 */
export function verifySignatures(
  document: SignedDocument,
  { keys, threshold }: Signers,
  type: JwsType = JWS_TYPES.manifest,
): readonly string[] {
  const trusted = new TrustedKeys(keys);
  const signers: string[] = [];
  for (const signature of document.signatures.slice(0, SIGNATURES_MAX)) {
    const { kid, alg } = saidOf(signature.header, type);
    if (signers.includes(kid)) throw faultOf('signature_repeated', `${kid} has signed twice`, { kid });
    const key = keys.find((one) => one.kid === kid);
    if (!key) throw faultOf('signing_key_unknown', `${kid} is no key that may sign here`, { kid });
    if (algorithmOf(key) !== alg)
      throw faultOf('signature_algorithm', `${kid} signs by ${algorithmOf(key)}, and the header says otherwise`, {
        kid,
      });
    requireDocuments(document, signature, kid);
    const compact = compactOf(document, signature);
    verifyJws({ compact, keys: trusted, type, maxBytes: LIMITS.ticketBytes });
    signers.push(kid);
  }
  // One at least, whatever is asked for: without a signature there is nothing that a device takes.
  const needed = Math.max(1, threshold);
  if (signers.length < needed)
    throw faultOf('signatures_missing', `there are ${signers.length} signatures; ${needed} are needed`, {
      signatures: signers.length,
      needed,
    });
  return signers;
}

/** What the header of a signature names is what goes with the document: no more, no less, and nothing else. */
function requireDocuments({ documents }: SignedDocument, { header }: PackageSignature, kid: string): void {
  const said = readHeader(header)['documents'];
  if (JSON.stringify(said) === JSON.stringify(documentsHeader(documents))) return;
  throw faultOf('signature_documents', `${kid} has not signed the documents that the package names`, { kid });
}

/** The digests of the documents that the signer of a compact JWS has signed with it. Nothing is verified: it was, when the package was taken. */
export function documentsOfJws(compact: string): ReadonlyMap<DocumentKind, Uint8Array> {
  const header = fromBase64Url(compact.slice(0, Math.max(0, compact.indexOf('.'))));
  return header ? documentsSigned(readHeader(header)) : new Map();
}

function readHeader(header: Uint8Array): Record<string, unknown> {
  try {
    return readJsonObject(header, SIGNATURE_HEADER_BYTES_MAX);
  } catch (error) {
    if (isFault(error)) throw faultOf('signature_algorithm', `the header of a signature: ${error.detail}`);
    throw error;
  }
}
