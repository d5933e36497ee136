import type { KeySetRecord, Product } from '@twinbank/database';
import { keySetKeys, manifestKeysOf, rootKeysOf, type KeyRing, type PublicJwk, type SigningKey } from '@twinbank/keys';
import { faultOf, type SignedKeySet } from '@twinbank/protocol';

/** What a device of a product is given at its factory, so that it takes what is signed for the product. */
export interface FactoryTrust {
  readonly manifestKeys: readonly PublicJwk[];
  readonly ticketKeys: readonly PublicJwk[];
  /** Whose signatures on key sets it takes; missing if the product names none. */
  readonly rootKeys?: readonly PublicJwk[];
  readonly rootThreshold?: number;
  /** The newest key set, which it may take at once; missing if there is none. */
  readonly keySet?: SignedKeySet;
}

/**
 * The public keys by which devices of a product check manifests.
 *
 * @throws Fault `manifest_key_missing` if there are none: no release could ever be signed for such a device
 */
export function manifestKeysFor(
  { name, signing }: Pick<Product, 'name' | 'signing'>,
  { manifestKeys }: Pick<KeyRing, 'manifestKeys'>,
): readonly PublicJwk[] {
  const keys = manifestKeysOf(signing, ...manifestKeys.map(({ publicJwk }) => publicJwk));
  if (keys.length > 0) return keys;
  throw faultOf(
    'manifest_key_missing',
    `nobody signs releases of ${name}: this server has no manifest key, and the product names none`,
  );
}

/**
 * Refuses to give devices keys by a set that has expired: with a clock they would not take it, and nobody knows whether its keys are still
 * to be trusted.
 *
 * @throws Fault `key_set_expired`
 */
export function requireFreshKeySet(newest: Pick<KeySetRecord, 'product' | 'set'> | undefined, nowMs: number): void {
  if (!newest || nowMs < newest.set.expiresAtMs) return;
  const { version, expiresAtMs } = newest.set;
  throw faultOf(
    'key_set_expired',
    `key set ${version} of ${newest.product} ended at ${new Date(expiresAtMs).toISOString()}: make and upload a newer one (twinbank key-set new)`,
    { version },
  );
}

/**
 * What a device of a product is given: the keys of the newest key set, with its root keys, which have signed it; or else those of the
 * product and all of the server, so that devices which are made now know the later ones when the older ones are given up.
 */
export function factoryTrust(
  { signing }: Pick<Product, 'signing'>,
  newest: Pick<KeySetRecord, 'set' | 'signed'> | undefined,
  { manifestKeys, ticketKeys }: Pick<KeyRing, 'manifestKeys' | 'ticketKeys'>,
): FactoryTrust {
  const publicOf = ({ publicJwk }: SigningKey): PublicJwk => publicJwk;
  const roots = newest ? rootKeysOf(newest.set) : signing.roots;
  return {
    manifestKeys: newest ? keySetKeys(newest.set, 'manifest') : manifestKeysOf(signing, ...manifestKeys.map(publicOf)),
    ticketKeys: newest ? keySetKeys(newest.set, 'ticket') : ticketKeys.map(publicOf),
    ...(roots && { rootKeys: roots.keys, rootThreshold: roots.threshold }),
    ...(newest && { keySet: newest.signed }),
  };
}
