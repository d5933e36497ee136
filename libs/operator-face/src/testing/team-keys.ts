import { JWS_TYPES, type SigningKey, type SigningPolicy } from '@twinbank/keys';
import { policyDocument, policySignatures, signDocument, type PolicySignature } from '@twinbank/package';

import type { ServerUnderTest } from './server-under-test.js';

/** The public key of a team, as a request has it [RFC 8037 §A.2]. */
export const TEAM_KEY = {
  name: 'release-2026',
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
};

/** A change of a product's signers, as a request has it. */
export type SignersBody = Pick<SigningPolicy, 'keys' | 'serverKey'> & Partial<Pick<SigningPolicy, 'threshold'>>;

/** The change as the next policy of the product, signed by those of these keys that hold. */
export async function signedChange(
  server: ServerUnderTest,
  product: string,
  body: SignersBody,
  by: readonly SigningKey[],
): Promise<SignersBody & { readonly sequence: number; readonly signatures: readonly PolicySignature[] }> {
  const { signing } = (await server.send('GET', `products/${product}`)).json;
  const sequence = (signing.sequence as number) + 1;
  let document = policyDocument({ threshold: 1, ...body, product, sequence }, []);
  const names = (signing as SigningPolicy).keys.map(({ jwk }) => jwk.kid);
  for (const key of by.filter(({ kid }) => names.includes(kid)))
    document = await signDocument(document, key, JWS_TYPES.signing);
  return { ...body, sequence, signatures: policySignatures(document) };
}
