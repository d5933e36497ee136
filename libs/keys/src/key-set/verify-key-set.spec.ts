import { beforeAll, describe, expect, it } from '@jest/globals';

import { fromBase64Url, isFault, toBase64Url, utf8 } from '@twinbank/primitives';
import type { KeySet, KeyUse, SignedKeySet } from '@twinbank/protocol';

import { JWS_TYPES, JwsSigner, p256KeyFromScalar, signingKeyFromSeed, type SigningKey } from '../signing-key.js';
import { keySetPoint } from './root-keys.js';
import { signKeySet } from './sign-key-set.js';
import { verifyKeySet, verifySignatures, type HeldKeySet } from './verify-key-set.js';

let roots: SigningKey[];
let others: SigningKey[];
let ticket: SigningKey;
beforeAll(async () => {
  const made = await Promise.all(
    Array.from({ length: 7 }, (_, i) => signingKeyFromSeed(new Uint8Array(32).fill(i + 1))),
  );
  [roots, others, ticket] = [made.slice(0, 3), made.slice(3, 6), made[6]!];
});

const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
  x: keySetPoint(publicJwk),
  uses,
});
const setOf = (named: readonly SigningKey[], change: Partial<KeySet> = {}): KeySet => ({
  ...{ product: 'pump', version: 2, issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 2, manifestThreshold: 1 },
  keys: [...named.map((root) => key(root, 'root', 'manifest')), key(ticket, 'ticket')],
  ...change,
});
const held = (change: Partial<HeldKeySet> = {}): HeldKeySet => ({
  ...{ product: 'pump', version: 1, roots: { keys: roots.map(({ publicJwk }) => publicJwk), threshold: 2 } },
  ...change,
});
function refusal(signed: SignedKeySet, before = held(), nowMs?: number): string | undefined {
  try {
    verifyKeySet(signed, before, nowMs);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

describe('the next key set', () => {
  it('is taken with the signatures of as many roots as are needed', async () => {
    const set = setOf(roots);
    expect(verifyKeySet(await signKeySet(set, roots.slice(0, 2)), held(), 1500)).toEqual(set);
    expect(refusal(await signKeySet(set, roots.slice(0, 1)))).toBe('key_set_unsigned');
    expect(refusal(await signKeySet(set, []))).toBe('key_set_unsigned');
  });

  it('is signed by the roots that hold and by those that it names', async () => {
    const set = setOf(others);
    expect(refusal(await signKeySet(set, [roots[0]!, roots[1]!, others[0]!, others[1]!]))).toBeUndefined();
    expect(refusal(await signKeySet(set, [roots[0]!, roots[1]!, others[0]!]))).toBe('key_set_unsigned');
    expect(refusal(await signKeySet(set, [roots[0]!, others[0]!, others[1]!]))).toBe('key_set_unsigned');
    expect(refusal(await signKeySet(set, others))).toBe('key_set_unsigned');
  });

  it('counts no key that only may sign something else', async () => {
    const manifestOnly = setOf(roots, {
      rootThreshold: 1,
      keys: [key(roots[0]!, 'root'), key(roots[1]!, 'manifest'), key(ticket, 'ticket')],
    });
    const before = held({ roots: { keys: [roots[0]!.publicJwk], threshold: 1 } });
    expect(refusal(await signKeySet(manifestOnly, [roots[1]!, ticket]), before)).toBe('key_set_unsigned');
    expect(refusal(await signKeySet(manifestOnly, [roots[0]!]), before)).toBeUndefined();
  });

  it('counts one key once, and no signature that does not fit', async () => {
    const signed = await signKeySet(setOf(roots), roots.slice(0, 2));
    const [first, second] = signed.signatures;
    expect(refusal({ ...signed, signatures: [first!, first!] })).toBe('signature_invalid');
    expect(refusal({ ...signed, signatures: [first!, { ...second!, signature: first!.signature }] })).toBe(
      'signature_invalid',
    );
    const another = await signKeySet(setOf(roots, { version: 3 }), roots.slice(0, 2));
    expect(refusal({ ...another, signatures: signed.signatures })).toBe('signature_invalid');
  });

  it('is signed as a key set: a signature of another kind of document over the same bytes counts nothing', async () => {
    const signed = await signKeySet(setOf(roots), roots.slice(0, 1));
    for (const type of [JWS_TYPES.manifest, JWS_TYPES.ticket, JWS_TYPES.signing]) {
      const compact = await (await JwsSigner.of(roots[1]!)).signBytes(fromBase64Url(signed.keySet)!, type);
      const [header = '', , signature = ''] = compact.split('.');
      const more = { protected: header, signature };
      expect(refusal({ ...signed, signatures: [...signed.signatures, more] })).toBe('signature_invalid');
    }
  });

  it('may leave out versions, and leaves out signatures of older roots for those who need them', async () => {
    const set = setOf(roots, { version: 9 });
    expect(refusal(await signKeySet(set, [others[0]!, roots[0]!, roots[1]!]))).toBeUndefined();
  });

  it('is for the same product, has a higher version, and is taken before its end by whoever has a clock', async () => {
    const signed = await signKeySet(setOf(roots), roots);
    expect(refusal(signed, held({ product: 'motor' }))).toBe('key_set_foreign');
    expect(refusal(signed, held({ version: 2 }))).toBe('key_set_outdated');
    expect(refusal(signed, held({ version: 3 }))).toBe('key_set_outdated');
    expect(refusal(signed, held(), 1999)).toBeUndefined();
    expect(refusal(signed, held(), 2000)).toBe('key_set_expired');
    expect(refusal(signed, held())).toBeUndefined();
  });

  it('names no key with which anybody can sign', async () => {
    for (const uses of [['root'], ['manifest'], ['ticket']] as const) {
      const set = setOf(roots);
      const signed = await signKeySet({ ...set, keys: [...set.keys, { x: new Uint8Array(32), uses }] }, roots);
      expect(refusal(signed)).toBe('key_set_malformed');
    }
    expect(refusal({ keySet: 'A', signatures: [] })).toBe('key_set_malformed');
  });
});

describe('a key set with root keys of both kinds', () => {
  let p256: SigningKey[];
  beforeAll(async () => {
    p256 = await Promise.all([21, 22].map((first) => p256KeyFromScalar(new Uint8Array(32).fill(first))));
  });
  const mixed = (): HeldKeySet =>
    held({ roots: { keys: [roots[0]!, p256[0]!].map(({ publicJwk }) => publicJwk), threshold: 2 } });

  it('is taken with the signatures of both, and not with those of one alone', async () => {
    const set = setOf([roots[0]!, p256[0]!]);
    expect(verifyKeySet(await signKeySet(set, [roots[0]!, p256[0]!]), mixed(), 1500)).toEqual(set);
    for (const some of [[roots[0]!], [p256[0]!], [p256[0]!, p256[1]!]])
      expect(refusal(await signKeySet(set, some), mixed())).toBe('key_set_unsigned');
  });

  it('counts one key of P-256 once, however often and with whichever s it has signed', async () => {
    const set = setOf([roots[0]!, p256[0]!]);
    const [once, again] = [await signKeySet(set, [p256[0]!]), await signKeySet(set, [p256[0]!])];
    expect(once.signatures[0]!.signature).not.toBe(again.signatures[0]!.signature);
    const twice = { ...once, signatures: [...once.signatures, ...again.signatures] };
    expect(refusal(twice, mixed())).toBe('signature_invalid');
  });

  it('is refused with a signature of the one kind under the id of a key of the other', async () => {
    const set = setOf([roots[0]!, p256[0]!]);
    const signed = await signKeySet(set, [roots[0]!, p256[0]!]);
    const [first, second] = signed.signatures;
    const swapped = [
      { protected: first!.protected, signature: second!.signature },
      { protected: second!.protected, signature: first!.signature },
    ];
    expect(refusal({ ...signed, signatures: swapped }, mixed())).toBe('signature_invalid');
    const header = utf8(JSON.stringify({ alg: 'ES256', kid: roots[0]!.kid, typ: JWS_TYPES.keySet }));
    const confused = { ...second!, protected: toBase64Url(header) };
    expect(refusal({ ...signed, signatures: [confused, second!] }, mixed())).toBe('signature_invalid');
  });

  it('names no key that is no point of the curve', async () => {
    // No point has x = 1.
    const x = Uint8Array.of(2, ...new Uint8Array(31), 1);
    const set = setOf([roots[0]!, roots[1]!]);
    for (const uses of [['root'], ['manifest']] as const) {
      const signed = await signKeySet({ ...set, keys: [...set.keys, { x, uses }] }, roots);
      expect(refusal(signed)).toBe('key_set_malformed');
    }
  });
});

describe('the signatures of a key set that are kept', () => {
  const by = (some: readonly SigningKey[]) => [{ keys: some.map(({ publicJwk }) => publicJwk), threshold: 1 }];
  const refusalOf = (signed: SignedKeySet): string | undefined => {
    try {
      verifySignatures(signed, [...by(roots), ...by(others)]);
      return undefined;
    } catch (error) {
      if (isFault(error)) return error.code;
      throw error;
    }
  };

  it('are told by their keys, in order, of whichever roots they are', async () => {
    const signed = await signKeySet(setOf(roots), [others[1]!, roots[0]!]);
    const verified = verifySignatures(signed, [...by(roots), ...by(others)]);
    expect([...verified]).toEqual([
      [others[1]!.kid, signed.signatures[0]],
      [roots[0]!.kid, signed.signatures[1]],
    ]);
  });

  it('fit, each of them, and are by a root key, once', async () => {
    const [signed, strange] = [await signKeySet(setOf(roots), roots), await signKeySet(setOf(roots), [ticket])];
    const [first, second] = signed.signatures;
    const withOne = (one: SignedKeySet['signatures'][number]) => ({ ...signed, signatures: [first!, one] });
    expect(refusalOf(signed)).toBeUndefined();
    expect(refusalOf(withOne(strange.signatures[0]!))).toBe('signing_key_unknown');
    expect(refusalOf(withOne({ ...second!, signature: first!.signature }))).toBe('signature_invalid');
    expect(refusalOf(withOne(first!))).toBe('signature_invalid');
    for (const header of ['', 'e30', 'AA', '!'])
      expect(refusalOf(withOne({ ...second!, protected: header }))).toBe('key_set_malformed');
  });
});
