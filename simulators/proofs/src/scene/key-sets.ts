import { JwsSigner, signingKeyFromSeed, signKeySet, type RootKeys, type SigningKey } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet, KeyUse, SignedKeySet, TicketMessage } from '@twinbank/protocol';

import type { SceneKeys } from './orders.js';
import { PRODUCT } from './sample-image.js';

/** The key sets of a scene in which keys are replaced. */
export interface SceneKeySets {
  /** Who may sign the first set: the factory's. */
  readonly rootKeys: RootKeys;
  /** Who signs the orders: keys that only a set makes known to the device. */
  readonly signers: Pick<SceneKeys, 'manifest' | 'ticket'>;
  /** The sets, in the order of their versions. */
  readonly sets: readonly KeySet[];
  /**
   * What is sent at each connect, before the order: the sets that lead to its keys, one that nobody may have signed, and the first
   * one again.
   */
  readonly atConnect: readonly TicketMessage[];
  /** What is sent once the banks are swapped. */
  readonly onceSwapped: TicketMessage;
}

/**
 * The first set changes the roots and makes the new keys known beside the factory's; the second one, which only the new roots sign,
 * takes the factory's away; the third one adds a key during the trial of the image.
 */
export async function sceneKeySets(): Promise<SceneKeySets> {
  const keyOf = (first: number): Promise<SigningKey> => signingKeyFromSeed(new Uint8Array(32).fill(first));
  const [oldManifest, oldTicket, manifest, ticket] = await Promise.all([1, 2, 3, 4].map(keyOf));
  const [firstRoot, root] = await Promise.all([5, 6].map(keyOf));
  const common = [named(root!, 'root'), named(manifest!, 'manifest'), named(ticket!, 'ticket')];
  const sets = [
    setOf(1, [...common, named(oldManifest!, 'manifest'), named(oldTicket!, 'ticket')]),
    setOf(2, common),
    setOf(3, [...common, named(oldTicket!, 'ticket')]),
  ];
  const [both, roots] = [[firstRoot!, root!], [root!]];
  const signed = [
    await signKeySet(sets[0]!, both),
    await signKeySet(sets[1]!, roots),
    await signKeySet(sets[2]!, roots),
  ];
  // By the keys that the server has: it must not be able to name its own keys.
  const forged = await signKeySet(setOf(9, [named(manifest!, 'root', 'manifest', 'ticket')]), [manifest!, ticket!]);
  return {
    rootKeys: { keys: [firstRoot!.publicJwk], threshold: 1 },
    signers: { manifest: await JwsSigner.of(manifest!), ticket: await JwsSigner.of(ticket!) },
    sets,
    atConnect: [signed[0]!, forged, signed[1]!, signed[0]!].map(message),
    onceSwapped: message(signed[2]!),
  };
}

const message = (signed: SignedKeySet): TicketMessage => ({ type: 'key-set', ...signed });

const named = ({ publicJwk }: SigningKey, ...uses: readonly KeyUse[]): KeySet['keys'][number] => ({
  x: fromBase64Url(publicJwk.x)!,
  uses,
});

const setOf = (version: number, keys: KeySet['keys']): KeySet => ({
  ...{ product: PRODUCT, version, issuedAtMs: 0, expiresAtMs: 1_000_000, rootThreshold: 1, manifestThreshold: 1 },
  keys,
});
