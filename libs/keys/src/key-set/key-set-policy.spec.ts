import { beforeAll, describe, expect, it } from '@jest/globals';

import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet, KeyUse } from '@twinbank/protocol';

import { signingKeyFromSeed, type PublicJwk } from '../signing-key.js';
import { manifestKeysOf, SERVER_SIGNS, serverMaySign, type SigningPolicy } from '../signing/signing-policy.js';
import { signingOfKeySet } from './key-set-policy.js';

let [root, team, spare, server, ticket]: PublicJwk[] = [];
beforeAll(async () => {
  const made = await Promise.all([1, 2, 3, 4, 5].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))));
  [root, team, spare, server, ticket] = made.map(({ publicJwk }) => publicJwk);
});

const key = ({ x }: PublicJwk, ...uses: KeyUse[]): KeySet['keys'][number] => ({ x: fromBase64Url(x)!, uses });
const setOf = (manifest: readonly PublicJwk[], manifestThreshold = 1, version = 3): KeySet => ({
  ...{ product: 'pump', version, issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold },
  keys: [key(root!, 'root'), key(ticket!, 'ticket'), ...manifest.map((one) => key(one, 'manifest'))],
});
const policy = (set: KeySet, before: SigningPolicy = SERVER_SIGNS): SigningPolicy =>
  signingOfKeySet(set, before, { manifestKey: server!, ticketKey: ticket! });

describe('who may sign releases by a key set', () => {
  it('is who the set says: the team by as many as are needed, the server alone where its key is among them', () => {
    const alone = policy(setOf([team!, spare!], 2));
    expect(alone).toMatchObject({ threshold: 2, serverKey: false, sequence: 1, keySet: { version: 3 } });
    expect(alone.keys.map(({ jwk }) => jwk)).toEqual([team, spare]);
    const both = policy(setOf([team!, server!]));
    expect(both).toMatchObject({ serverKey: true, keySet: { version: 3, serverKid: server!.kid } });
    expect(manifestKeysOf(both, server)).toEqual([team, server]);
  });

  it('has the server sign by the oldest of its keys that the set names', () => {
    const keys = { manifestKey: server!, laterManifestKeys: [spare!], ticketKey: ticket! };
    const by = (...manifest: PublicJwk[]) => signingOfKeySet(setOf(manifest), SERVER_SIGNS, keys);
    expect(by(team!, spare!, server!)).toMatchObject({ serverKey: true, keySet: { serverKid: server!.kid } });
    const next = by(team!, spare!);
    expect(next).toMatchObject({ serverKey: true, keySet: { serverKid: spare!.kid } });
    expect([next.keys.map(({ jwk }) => jwk), manifestKeysOf(next, server, spare)]).toEqual([[team], [team, spare]]);
    // Before there is a set, devices are given all keys, and the first one signs.
    expect(manifestKeysOf(SERVER_SIGNS, server, spare)).toEqual([server, spare]);
    expect(next.keySet?.factory.manifest).toEqual([server!.kid]);
    // Two keys of the server are no two of the team.
    expect(() => signingOfKeySet(setOf([spare!, server!], 2), SERVER_SIGNS, keys)).toThrow(
      expect.objectContaining({ code: 'signing_policy_invalid' }),
    );
  });

  it('is not another key of the server than the one that the set names', () => {
    const both = policy(setOf([team!, server!]));
    expect([serverMaySign(both, server!), serverMaySign(both, spare!)]).toEqual([true, false]);
    expect(manifestKeysOf(both, spare)).toEqual([team]);
    // Without a key set, whichever key the server has counts, as ever.
    expect(serverMaySign(SERVER_SIGNS, spare!)).toBe(true);
  });

  it('is nobody where the server would have to sign packages, which it does not: such a set is refused', () => {
    expect(() => policy(setOf([team!, server!], 2))).toThrow(
      expect.objectContaining({ code: 'signing_policy_invalid' }),
    );
    expect(policy(setOf([team!, spare!, server!], 2))).toMatchObject({ serverKey: false, threshold: 2 });
    expect(policy(setOf([server!]))).toMatchObject({ keys: [], serverKey: true });
  });

  it('keeps the names that people gave, finds others, and remembers what the factory wrote before the first one', () => {
    const named = { ...SERVER_SIGNS, keys: [{ name: 'key-set-3-1', jwk: team! }], sequence: 4 };
    const first = policy(setOf([spare!, team!]), named);
    expect(first.keys.map(({ name }) => name)).toEqual(['key-set-3-2', 'key-set-3-1']);
    expect(first.sequence).toBe(5);
    const factory = { manifest: [team!.kid, server!.kid], ticket: [ticket!.kid] };
    expect(first.keySet?.factory).toEqual(factory);
    expect(policy(setOf([spare!], 1, 4), first).keySet).toEqual({ version: 4, factory });
  });

  it('carries the root keys of the factory along', () => {
    const roots = { keys: [root!], threshold: 1 };
    expect(policy(setOf([team!]), { ...SERVER_SIGNS, roots }).roots).toEqual(roots);
  });
});
