import { beforeAll, describe, expect, it } from '@jest/globals';

import {
  JWS_TYPES,
  SERVER_SIGNS,
  signingKeyFromSeed,
  type JwsType,
  type SigningKey,
  type SigningPolicy,
} from '@twinbank/keys';
import { policyDocument, policySignatures, signDocument, type PolicySignature } from '@twinbank/package';
import { isFault } from '@twinbank/primitives';

import { nextPolicy, type SigningOrder } from './next-policy.js';

let keys: SigningKey[];
beforeAll(async () => {
  keys = await Promise.all([1, 2, 3].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte))));
});
const PRODUCT = 'motor';
const policy = (by: readonly number[], threshold: number, sequence: number): SigningPolicy => ({
  keys: by.map((at) => ({ name: `key-${at}`, jwk: keys[at]!.publicJwk })),
  ...{ threshold, serverKey: by.length === 0, sequence },
});
const signatures = async (
  next: SigningPolicy,
  by: readonly number[],
  { product = PRODUCT, type = JWS_TYPES.signing }: { product?: string; type?: JwsType } = {},
): Promise<readonly PolicySignature[]> => {
  let document = policyDocument({ ...next, product }, []);
  for (const at of by) document = await signDocument(document, keys[at]!, type);
  return policySignatures(document);
};
const order = (
  { keys: named, threshold, serverKey }: SigningPolicy,
  more: Partial<SigningOrder> = {},
): SigningOrder => ({
  keys: named.map(({ name, jwk }) => ({ name, jwk: { ...jwk } })),
  ...{ threshold, serverKey, ...more },
});
const outcome = (held: SigningPolicy, asked: SigningOrder): unknown => {
  try {
    return nextPolicy(PRODUCT, held, asked, []).signing;
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
};

describe('the policy that follows', () => {
  it('is taken as it comes where no team has keys yet, and has the next number', () => {
    expect(outcome(SERVER_SIGNS, order(policy([0, 1], 2, 9)))).toEqual(policy([0, 1], 2, 1));
  });

  it('is the one that holds where nothing changes, without a signature', () => {
    const held = policy([0, 1], 2, 4);
    expect(outcome(held, order(held))).toBe(held);
    expect(outcome(held, order(held, { sequence: 1, product: 'other' }))).toBe(held);
  });

  it('has the signatures that the one before asks for, by its keys, and by no others', async () => {
    const [held, next] = [policy([0, 1], 2, 4), policy([2], 1, 5)];
    const by = async (...who: number[]) => outcome(held, order(next, { signatures: await signatures(next, who) }));
    expect(outcome(held, order(next))).toBe('signatures_missing');
    expect([await by(), await by(0), await by(0, 2), await by(2)]).toEqual([
      ...['signatures_missing', 'signatures_missing', 'signing_key_unknown', 'signing_key_unknown'],
    ]);
    expect([await by(0, 1), await by(1, 0)]).toEqual([next, next]);
    const [once] = await signatures(next, [0]);
    expect(outcome(held, order(next, { signatures: [once!, once!] }))).toBe('signature_repeated');
    const server = policy([], 1, 5);
    expect(outcome(held, order(server, { signatures: await signatures(server, [0]) }))).toBe('signatures_missing');
  });

  it('comes with the signatures that were checked, so that they can be kept; with none that nobody asked for', async () => {
    const [held, next] = [policy([0, 1], 2, 4), policy([2], 1, 5)];
    const signed = await signatures(next, [1, 0]);
    const signedBy = [keys[1]!.kid, keys[0]!.kid];
    expect(nextPolicy(PRODUCT, held, order(next, { signatures: signed }), [])).toEqual({
      ...{ signing: next, signatures: signed, signedBy },
    });
    const unchecked = nextPolicy(PRODUCT, SERVER_SIGNS, order(next, { signatures: signed }), []);
    expect(unchecked).toMatchObject({ signatures: [], signedBy: [] });
  });

  it('is what was signed, for this product and this number', async () => {
    const [held, next] = [policy([0], 1, 4), policy([0, 1], 1, 5)];
    const signed = await signatures(next, [0]);
    const refused = async (asked: SigningOrder) => outcome(held, asked);
    expect(await refused(order(policy([0, 1], 2, 5), { signatures: signed }))).toBe('signature_invalid');
    expect(await refused(order(policy([1, 0], 1, 5), { signatures: signed }))).toBe('signature_invalid');
    const foreign = await signatures(next, [0], { product: 'pump' });
    expect(await refused(order(next, { signatures: foreign }))).toBe('signature_invalid');
    expect(await refused(order(next, { signatures: foreign, product: 'pump' }))).toBe('signing_policy_outdated');
    for (const sequence of [4, 6]) {
      const old = await signatures({ ...next, sequence }, [0]);
      expect(await refused(order(next, { signatures: old }))).toBe('signature_invalid');
      expect(await refused(order(next, { signatures: old, sequence }))).toBe('signing_policy_outdated');
    }
    const asManifest = await signatures(next, [0], { type: JWS_TYPES.manifest });
    expect(await refused(order(next, { signatures: asManifest }))).toBe('signature_algorithm');
    for (const bad of [
      { protected: '!', signature: signed[0]!.signature },
      { ...signed[0]!, signature: 'AAAA' },
    ])
      expect(await refused(order(next, { signatures: [bad] }))).toBe('signature_invalid');
  });

  it('may be written in other words than those that are signed: another order of fields, no ids', async () => {
    const [held, next] = [policy([0], 1, 4), policy([0, 1], 1, 5)];
    const bare = next.keys.map(({ name, jwk: { x, crv, kty } }) => ({ jwk: { x, use: 'sig', crv, kty }, name }));
    const asked = { serverKey: false, threshold: 1, keys: bare, signatures: await signatures(next, [0]) };
    expect(outcome(held, asked)).toEqual(next);
  });
});
