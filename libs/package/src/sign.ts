import {
  algorithmOf,
  es256Of,
  JWS_TYPES,
  JwsSigner,
  TrustedKeys,
  verifyJws,
  type JwsType,
  type PublicJwk,
  type SigningKey,
} from '@twinbank/keys';
import { fromBase64Url, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf, LIMITS } from '@twinbank/protocol';

import { documentsHeader } from './documents.js';
import { SIGNATURE_BYTES, SIGNATURES_MAX, type ReleasePackage } from './package-format.js';
import { compactOf, keyIdOf, type SignedDocument } from './signature.js';

/** A key that signs somewhere else, such as in a token that does not give it out. */
export interface DocumentSigner {
  readonly publicJwk: PublicJwk;
  /**
   * The signature of the bytes: of Ed25519 its 64 bytes [RFC 8032 §5.1.6]; of P-256 that of their SHA-256, r and s as 64 bytes or their DER, with whichever of s
   * and n − s ({@link es256Of}).
   */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * Adds a signature by a key of the team. The first signature of a package is the one that devices get.
 *
 * @throws Fault `signature_repeated` if the key has signed it already; `package_too_large` if it has eight
 */
export async function signPackage(release: ReleasePackage, key: SigningKey): Promise<ReleasePackage> {
  return { ...release, ...(await signDocument(release, key, JWS_TYPES.manifest)) };
}

/**
 * Adds a signature to a document of a kind.
 *
 * @throws Fault `signature_repeated` if the key has signed it already; `package_too_large` if it has eight
 */
export async function signDocument(document: SignedDocument, key: SigningKey, type: JwsType): Promise<SignedDocument> {
  requireRoom(document, key.kid, type);
  const { signatures, payload } = document;
  const compact = await (await JwsSigner.of(key)).signBytes(payload, type, namedIn(document));
  const [header, , signature] = compact.split('.').map((part) => fromBase64Url(part)!);
  return { payload, signatures: [...signatures, { header: header!, signature: signature! }] };
}

/**
 * Adds a signature that is made elsewhere; the same bytes as {@link signDocument} with the same key. What comes back is verified before it
 * is added: a wrong key in the token would otherwise show on the day of the release.
 *
 * @throws Fault as {@link signDocument}; `signature_invalid` if it is no signature by the key; whatever the signer throws
 */
export async function signDocumentBy(
  document: SignedDocument,
  { publicJwk, sign }: DocumentSigner,
  type: JwsType,
): Promise<SignedDocument> {
  const { kid } = publicJwk;
  requireRoom(document, kid, type);
  const { signatures, payload } = document;
  const alg = algorithmOf(publicJwk);
  const header = utf8(JSON.stringify({ alg, kid, typ: type, ...namedIn(document) }));
  const answer = await sign(utf8([header, payload].map(toBase64Url).join('.')));
  const signature = alg === 'ES256' ? es256Of(answer) : answer;
  if (signature.length !== SIGNATURE_BYTES)
    throw faultOf('signature_invalid', `a signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}`);
  const added = { header, signature };
  const compact = compactOf({ payload }, added);
  verifyJws({ compact, keys: new TrustedKeys([publicJwk]), type, maxBytes: LIMITS.ticketBytes });
  return { payload, signatures: [...signatures, added] };
}

/** What a header says of the documents that go with what is signed; nothing where there are none. */
function namedIn({ documents }: SignedDocument): { readonly documents?: object } {
  const named = documentsHeader(documents);
  return named ? { documents: named } : {};
}

function requireRoom({ signatures }: SignedDocument, kid: string, type: JwsType): void {
  if (signatures.some((signature) => keyIdOf(signature, type) === kid))
    throw faultOf('signature_repeated', `${kid} has signed this already`, { kid });
  if (signatures.length >= SIGNATURES_MAX)
    throw faultOf('package_too_large', `there are at most ${SIGNATURES_MAX} signatures`, { limit: SIGNATURES_MAX });
}
