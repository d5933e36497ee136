import { JWS_TYPES, JwsSigner, type JwsType, type SigningKey } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { SIGNATURES_MAX, type ReleasePackage } from './package-format.js';
import { keyIdOf, type SignedDocument } from './signature.js';

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
export async function signDocument(
  { signatures, payload }: SignedDocument,
  key: SigningKey,
  type: JwsType,
): Promise<SignedDocument> {
  if (signatures.some((signature) => keyIdOf(signature, type) === key.kid))
    throw faultOf('signature_repeated', `${key.kid} has signed this already`, { kid: key.kid });
  if (signatures.length >= SIGNATURES_MAX)
    throw faultOf('package_too_large', `there are at most ${SIGNATURES_MAX} signatures`, { limit: SIGNATURES_MAX });
  const compact = await (await JwsSigner.of(key)).signBytes(payload, type);
  const [header, , signature] = compact.split('.').map((part) => fromBase64Url(part)!);
  return { payload, signatures: [...signatures, { header: header!, signature: signature! }] };
}
