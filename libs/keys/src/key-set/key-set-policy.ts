import { faultOf, type KeySet } from '@twinbank/protocol';

import { oldestNamed } from '../key-ring.js';
import type { PublicJwk } from '../signing-key.js';
import { manifestKeysOf, type SigningPolicy } from '../signing/signing-policy.js';
import { keySetKeys } from './root-keys.js';

/** The public halves of the keys with which a server signs. */
export interface ServerKeys {
  /** For releases, the first; undefined if it signs none. */
  readonly manifestKey?: PublicJwk | undefined;
  /** Further ones for releases, oldest first. */
  readonly laterManifestKeys?: readonly PublicJwk[];
  readonly ticketKey: PublicJwk;
}

/**
 * Who may sign the releases of a product by a key set: its manifest keys, as many of them as it says. The server signs images
 * where a key of its own is among them, by the oldest of these, and one signature is enough. A key keeps the name that the policy before had for it.
 *
 * @param before the policy that held until now; its number is counted on
 * @param server the keys by which the server signs
 * @throws Fault `signing_policy_invalid` if the team could not sign any package: too many of the keys that it would need are the server's
 *
 * @example
 * ```ts
 * import { SERVER_SIGNS, signingKeyFromSeed, signingOfKeySet } from '@twinbank/keys';
 * import { fromBase64Url } from '@twinbank/primitives';
 *
 * const { publicJwk } = await signingKeyFromSeed(new Uint8Array(32).fill(1));
 * const keys = [{ x: fromBase64Url(publicJwk.x)!, uses: ['root', 'manifest', 'ticket'] as const }];
 * const more = { issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 };
 * const set = { product: 'pump', version: 3, ...more, keys };
 * const { sequence, serverKey, keySet } = signingOfKeySet(set, SERVER_SIGNS, { ticketKey: publicJwk });
 * console.log(sequence, serverKey, keySet?.version); // 1 false 3
 * ```
 */
export function signingOfKeySet(
  set: KeySet,
  before: SigningPolicy,
  { manifestKey: first, laterManifestKeys = [], ticketKey }: ServerKeys,
): SigningPolicy {
  const { version, manifestThreshold: threshold } = set;
  const all = keySetKeys(set, 'manifest');
  const own = first ? [first, ...laterManifestKeys] : [];
  const isOwn = ({ kid }: PublicJwk): boolean => own.some((key) => key.kid === kid);
  const serverKid =
    threshold === 1
      ? oldestNamed(
          own,
          all.map(({ kid }) => kid),
        )?.kid
      : undefined;
  const team = all.filter((key) => !isOwn(key));
  if (serverKid === undefined && team.length < threshold)
    throw faultOf(
      'signing_policy_invalid',
      `${threshold} of the keys for releases have to sign, and ${team.length} of them are not the server’s, which signs no package`,
      { field: 'keys' },
    );
  const names = namesFor(team, before, version);
  return {
    keys: team.map((jwk, index) => ({ name: names[index]!, jwk })),
    threshold,
    serverKey: serverKid !== undefined,
    sequence: before.sequence + 1,
    ...(before.roots && { roots: before.roots }),
    keySet: {
      ...{ version, ...(serverKid !== undefined && { serverKid }) },
      factory: before.keySet?.factory ?? {
        manifest: manifestKeysOf(before, first).map(({ kid }) => kid),
        ticket: [ticketKey.kid],
      },
    },
  };
}

/** A name for each key, all of them different. */
function namesFor(keys: readonly PublicJwk[], { keys: before }: SigningPolicy, version: number): readonly string[] {
  const known = new Map(before.map(({ name, jwk }) => [jwk.kid, name]));
  const taken = new Set(keys.flatMap(({ kid }) => known.get(kid) ?? []));
  let count = 0;
  const next = (): string => {
    for (;;) {
      const name = `key-set-${version}-${(count += 1)}`;
      if (!taken.has(name)) return name;
    }
  };
  return keys.map(({ kid }) => known.get(kid) ?? next());
}
