import type { Product } from '@twinbank/database';
import { manifestKeysOf, type KeyRing, type PublicJwk } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

/**
 * The public keys by which devices of a product check manifests.
 *
 * @throws Fault `manifest_key_missing` if there are none: no release could ever be signed for such a device
 */
export function manifestKeysFor(
  { name, signing }: Pick<Product, 'name' | 'signing'>,
  { manifestKey }: Pick<KeyRing, 'manifestKey'>,
): readonly PublicJwk[] {
  const keys = manifestKeysOf(signing, manifestKey?.publicJwk);
  if (keys.length > 0) return keys;
  throw faultOf(
    'manifest_key_missing',
    `nobody signs releases of ${name}: this server has no manifest key, and the product names none`,
  );
}
