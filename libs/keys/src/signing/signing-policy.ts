import { faultOf } from '@twinbank/protocol';

import type { PublicJwk } from '../signing-key.js';
import { readTeamKey, signedByOne } from './public-key.js';

/** A public key of a team, with what people call it. */
export interface TeamKey {
  readonly name: string;
  readonly jwk: PublicJwk;
}

/** Who may sign the next key set, and how many of them have to. */
export interface RootKeys {
  readonly keys: readonly PublicJwk[];
  readonly threshold: number;
}

/** Who may sign the releases of a product. */
export interface SigningPolicy {
  readonly keys: readonly TeamKey[];
  /** How many different keys of these have to have signed a package, at least. */
  readonly threshold: number;
  /** Whether the server may sign images with its own key. Then one key alone is enough. */
  readonly serverKey: boolean;
  /** How often the product's policy was changed. The one that follows is signed with the next number, so none is taken twice. */
  readonly sequence: number;
  /** The root keys that the factory writes into devices, and who therefore sign the first key set. Once there, they stay. */
  readonly roots?: RootKeys;
  /**
   * Where the product has a key set: which one it follows, which of the keys of the set is the server's, and which keys the factory wrote
   * into devices before the first one, by their ids.
   */
  readonly keySet?: {
    readonly version: number;
    readonly serverKid?: string;
    readonly factory: { readonly manifest: readonly string[]; readonly ticket: readonly string[] };
  };
}

/** A policy as it was asked for: nothing in it is checked. */
export interface SigningRequest {
  readonly keys: readonly { readonly name: string; readonly jwk: Readonly<Record<string, unknown>> }[];
  readonly threshold: number;
  readonly serverKey: boolean;
  readonly roots?: { readonly keys: readonly Readonly<Record<string, unknown>>[]; readonly threshold: number };
}

/** The policy of products that have no other: the server signs what is uploaded. */
export const SERVER_SIGNS: SigningPolicy = { keys: [], threshold: 1, serverKey: true, sequence: 0 };

/** Most keys of a policy: each is in every device. */
export const SIGNING_KEYS_MAX = 8;
/** Most root keys of a product: a key set names others beside them, and has eight in all. */
export const ROOT_KEYS_MAX = 6;

/**
 * Checks a policy that is asked for.
 *
 * @param serverKids the ids of the signing keys that the server has, for whatever: none of them is a team key
 * @throws Fault `signing_key_private`, `signing_key_unsupported`, `signing_policy_invalid`
 *
 * @example
 * ```ts
 * import { readSigningPolicy, signingKeyFromSeed } from '@twinbank/keys';
 *
 * const { publicJwk } = await signingKeyFromSeed(new Uint8Array(32).fill(1));
 * const keys = [{ name: 'release-2026', jwk: { kty: 'OKP', crv: 'Ed25519', x: publicJwk.x } }];
 * const policy = readSigningPolicy({ keys, threshold: 1, serverKey: false });
 * console.log(policy.keys[0]?.jwk.kid === publicJwk.kid); // true
 * ```
 */
export function readSigningPolicy(
  request: SigningRequest,
  serverKids: readonly string[] = [],
): Omit<SigningPolicy, 'sequence'> {
  const { threshold, serverKey } = request;
  const keys = request.keys.map(({ name, jwk }) => ({ name, jwk: readTeamKey(jwk) }));
  const kids = keys.map(({ jwk }) => jwk.kid);
  if (keys.length > SIGNING_KEYS_MAX) throw refuse(`a product has at most ${SIGNING_KEYS_MAX} keys`);
  if (new Set(kids).size < kids.length) throw refuse('a key is named twice');
  if (signedByOne(keys.map(({ jwk }) => jwk))) throw refuse(ONE_HOLDER);
  if (new Set(keys.map(({ name }) => name)).size < kids.length) throw refuse('two keys have one name');
  if (kids.some((kid) => serverKids.includes(kid)))
    throw refuse('a key that the server has is none of the team’s: `serverKey` says whether the server may sign');
  requireFulfillable(kids.length, threshold, serverKey);
  const roots = request.roots && readRoots(request.roots, serverKids);
  return { keys, threshold, serverKey, ...(roots && { roots }) };
}

function readRoots({ keys, threshold }: NonNullable<SigningRequest['roots']>, serverKids: readonly string[]): RootKeys {
  const roots = keys.map(readTeamKey);
  const kids = roots.map(({ kid }) => kid);
  if (roots.length > ROOT_KEYS_MAX) throw refuse(`a product has at most ${ROOT_KEYS_MAX} root keys`, 'rootKeys');
  if (new Set(kids).size < kids.length) throw refuse('a root key is named twice', 'rootKeys');
  if (signedByOne(roots)) throw refuse(ONE_HOLDER, 'rootKeys');
  if (kids.some((kid) => serverKids.includes(kid)))
    throw refuse('a key that the server has is no root key: whoever steals the server could name any key', 'rootKeys');
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > roots.length)
    throw refuse(`${threshold} of ${roots.length} root keys cannot sign`, 'rootKeys');
  return { keys: roots, threshold };
}

function requireFulfillable(keys: number, threshold: number, serverKey: boolean): void {
  if (keys === 0 && !serverKey) throw refuse('nobody could sign');
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > Math.max(1, keys))
    throw refuse(`${threshold} of ${keys} keys cannot sign`);
  if (serverKey && threshold > 1) throw refuse('where the server may sign alone, no two signatures can be needed');
}

const ONE_HOLDER = 'two keys of P-256 have one x: whoever holds one of them holds both, and would count twice';

const refuse = (detail: string, field = 'keys'): Error => faultOf('signing_policy_invalid', detail, { field });

/** The public keys that devices of a product are given, so that they take what the policy allows. */
export function manifestKeysOf(
  policy: Pick<SigningPolicy, 'keys' | 'serverKey' | 'keySet'>,
  ...own: readonly (PublicJwk | undefined)[]
): readonly PublicJwk[] {
  const servers = own.flatMap((key) => (key && serverMaySign(policy, key) ? [key] : []));
  return [...policy.keys.map(({ jwk }) => jwk), ...servers];
}

/** Whether the server may sign images with this key: where the product has a key set, it must be the one that the set names. */
export const serverMaySign = (
  { serverKey, keySet }: Pick<SigningPolicy, 'serverKey' | 'keySet'>,
  own: PublicJwk,
): boolean => serverKey && (keySet === undefined || keySet.serverKid === own.kid);
