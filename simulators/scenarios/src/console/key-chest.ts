import { answerOf, type components } from '@twinbank/client';
import type { OperatorClient } from '@twinbank/fleet';
import { signingKeyFromSeed, signKeySet } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeyUse } from '@twinbank/protocol';

const SEED_BYTES = 32;
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Names root keys for a product, and stores a key set that two of them have signed; the server goes on to sign its images. */
export async function furnishKeys({ rest }: OperatorClient, product: string): Promise<void> {
  const roots = await Promise.all([1, 2, 3].map((seed) => signingKeyFromSeed(new Uint8Array(SEED_BYTES).fill(seed))));
  const rootKeys = roots.map(({ publicJwk }) => ({ ...publicJwk }));
  const params = { path: { product } };
  const body = { keys: [], threshold: 1, serverKey: true, rootKeys, rootThreshold: 2 };
  await answerOf(rest.POST('/api/v1/products/{product}/signing', { params, body }));
  const { ticketKey, manifestKey } = await answerOf(rest.GET('/api/v1/server-keys'));
  const named = (key: components['schemas']['PublicKeyAnswer'], ...uses: KeyUse[]) => ({
    x: fromBase64Url(key.x)!,
    uses,
  });
  const keys = [
    ...rootKeys.map((key) => named(key, 'root')),
    named(manifestKey!, 'manifest'),
    named(ticketKey, 'ticket'),
  ];
  const times = { issuedAtMs: Date.now(), expiresAtMs: Date.now() + YEAR_MS };
  const set = { product, version: 1, ...times, rootThreshold: 2, manifestThreshold: 1, keys };
  const signed = await signKeySet(set, roots.slice(0, 2));
  const stored = { keySet: signed.keySet, signatures: signed.signatures.map((one) => ({ ...one })) };
  await answerOf(rest.POST('/api/v1/products/{product}/key-sets', { params, body: stored }));
}
