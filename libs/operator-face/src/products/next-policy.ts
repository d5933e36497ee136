import { isDeepStrictEqual } from 'node:util';

import { readSigningPolicy, type SigningPolicy, type SigningRequest } from '@twinbank/keys';
import { verifySuccession, type PolicySignature } from '@twinbank/package';
import { faultOf } from '@twinbank/protocol';

/** A policy that is asked for, and what is said to show that the team wants it. */
export interface SigningOrder extends Omit<SigningRequest, 'roots'> {
  readonly rootKeys?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly rootThreshold?: number | undefined;
  /** For which product and with which number it was signed. */
  readonly product?: string | undefined;
  readonly sequence?: number | undefined;
  readonly signatures?: readonly PolicySignature[] | undefined;
}

/** A policy that is to hold, and who signed that. */
export interface Succession {
  readonly signing: SigningPolicy;
  /** The signatures that were checked; none where the policy before has no keys. */
  readonly signatures: readonly PolicySignature[];
  /** The ids of their keys. */
  readonly signedBy: readonly string[];
}

/**
 * The policy of a product that follows the one that holds; the same one if it says the same. Where a team has keys, as many of them
 * have to have signed the next policy as its releases need, so that no token alone takes a product away from its team.
 *
 * @param serverKids the ids of the signing keys that the server has
 * @throws Fault `signing_key_private`, `signing_key_unsupported`, `signing_policy_invalid`, `signing_policy_outdated`,
 * `root_keys_held`, `signing_follows_key_set`, `signatures_missing`, `signature_algorithm`, `signature_repeated`, `signing_key_unknown`, `signature_invalid`
 */
export function nextPolicy(
  product: string,
  held: SigningPolicy,
  order: SigningOrder,
  serverKids: readonly string[],
): Succession {
  const sequence = held.sequence + 1;
  const asked = { ...readSigningPolicy({ ...order, ...rootsOf(order) }, serverKids), sequence };
  const next = withRoots(product, asked, held);
  const { keySet } = held;
  if (isDeepStrictEqual({ ...next, sequence: held.sequence, ...(keySet && { keySet }) }, held))
    return { signing: held, ...UNSIGNED };
  if (keySet)
    throw faultOf(
      'signing_follows_key_set',
      `key set ${keySet.version} says who signs releases of ${product}: its root keys sign the next one`,
      { version: keySet.version },
    );
  if ((order.product ?? product) !== product || (order.sequence ?? sequence) !== sequence)
    throw faultOf('signing_policy_outdated', `the next policy of ${product} has the number ${sequence}`, { sequence });
  if (held.keys.length === 0) return { signing: next, ...UNSIGNED };
  const signatures = order.signatures ?? [];
  return { signing: next, signatures, signedBy: verifySuccession(held, { product, ...asked }, signatures) };
}

function rootsOf({ rootKeys: keys, rootThreshold }: SigningOrder): Pick<SigningRequest, 'roots'> {
  if (keys) return { roots: { keys, threshold: rootThreshold ?? 1 } };
  if (rootThreshold === undefined) return {};
  throw faultOf('signing_policy_invalid', 'rootThreshold is the number of rootKeys that have to sign', {
    field: 'rootThreshold',
  });
}

/** Root keys are in devices that exist, so they stay as they were named first; a change need not name them again. */
function withRoots(product: string, asked: SigningPolicy, { roots }: SigningPolicy): SigningPolicy {
  if (roots === undefined) return asked;
  if (asked.roots !== undefined && !isDeepStrictEqual(asked.roots, roots))
    throw faultOf(
      'root_keys_held',
      `${product} has root keys, which its devices were given: a key set signed by them names others`,
    );
  return { ...asked, roots };
}

const UNSIGNED = { signatures: [], signedBy: [] } as const;
