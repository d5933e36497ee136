import { JWS_TYPES, signingKeyFromSeed, signKeySet, type SigningKey, type SigningPolicy } from '@twinbank/keys';
import { policyDocument, policySignatures, signDocument, type PolicySignature } from '@twinbank/package';

import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet, KeyUse, SignedKeySet } from '@twinbank/protocol';

import type { ServerUnderTest } from './server-under-test.js';

/** The public key of a team, as a request has it [RFC 8037 §A.2]. */
export const TEAM_KEY = {
  name: 'release-2026',
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
};

/** A change of a product's signers, as a request has it. */
export type SignersBody = Pick<SigningPolicy, 'keys' | 'serverKey'> &
  Partial<Pick<SigningPolicy, 'threshold' | 'roots'>>;

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

/** The root key of {@link aKeySetFor}. */
export const rootKey = (): Promise<SigningKey> => signingKeyFromSeed(new Uint8Array(32).fill(9));

/** Makes a product that names {@link rootKey}; returns its first key set. */
export async function aRootedProduct(server: ServerUnderTest, name: string): Promise<SignedKeySet> {
  await server.send('POST', 'products', { body: { name, part: 'STM32G484', hardware: ['A'], agent: 'own' } });
  const rootKeys = [(await rootKey()).publicJwk];
  await server.send('POST', `products/${name}/signing`, { body: { keys: [], serverKey: true, rootKeys } });
  return aKeySetFor(server, name, 1);
}

/** A key set by which the server signs all but the next one; the product must name {@link rootKey}. */
export async function aKeySetFor(
  { keyRing }: Pick<ServerUnderTest, 'keyRing'>,
  product: string,
  version: number,
  expiresAtMs = Date.now() + 3_600_000,
): Promise<SignedKeySet> {
  const root = await rootKey();
  const key = ({ publicJwk }: SigningKey, use: KeyUse): KeySet['keys'][number] => ({
    x: fromBase64Url(publicJwk.x)!,
    uses: [use],
  });
  const set = {
    ...{ product, version, issuedAtMs: 1000, expiresAtMs },
    ...{ rootThreshold: 1, manifestThreshold: 1 },
    keys: [key(root, 'root'), key(keyRing.manifestKey!, 'manifest'), key(keyRing.ticketKey, 'ticket')],
  };
  return signKeySet(set, [root]);
}
