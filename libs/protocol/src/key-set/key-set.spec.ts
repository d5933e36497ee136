import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import { LIMITS } from '../limits.js';
import { encodeTicketMessage } from '../ticket-message.js';
import { decodeKeySet, encodeKeySet, isP256Key, KEY_USES, keysFor, type KeySet } from './key-set.js';

const key = (first: number, ...uses: KeySet['keys'][number]['uses']): KeySet['keys'][number] => ({
  x: new Uint8Array(32).fill(first),
  uses,
});
const SET: KeySet = {
  ...{ product: 'pump', version: 2, issuedAtMs: 1_795_348_800_000, expiresAtMs: 1_826_884_800_000 },
  ...{ rootThreshold: 2, manifestThreshold: 1 },
  keys: [key(1, 'root', 'manifest'), key(2, 'root'), key(3, 'ticket')],
};

/** The document with some fields changed. */
const written = (change: Record<string, unknown>): Uint8Array =>
  utf8(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(encodeKeySet(SET))) as object), ...change }));
const refusal = (bytes: Uint8Array): string | undefined => {
  try {
    decodeKeySet(bytes);
    return undefined;
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.detail}`;
    throw error;
  }
};
const xOf = (first: number): string => toBase64Url(new Uint8Array(32).fill(first));

describe('a key set', () => {
  it('is read as it was written, and has one spelling', () => {
    const bytes = encodeKeySet(SET);
    expect(decodeKeySet(bytes)).toEqual(SET);
    expect(new TextDecoder().decode(bytes)).toBe(
      '{"format":1,"product":"pump","version":2,"issuedAtMs":1795348800000,"expiresAtMs":1826884800000,' +
        `"rootThreshold":2,"manifestThreshold":1,"keys":[{"x":"${xOf(1)}","uses":["root","manifest"]},` +
        `{"x":"${xOf(2)}","uses":["root"]},{"x":"${xOf(3)}","uses":["ticket"]}]}`,
    );
    expect(keysFor(SET, 'root')).toEqual([SET.keys[0], SET.keys[1]]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['another format', { format: 2 }, /format/],
    ['a field that is not known', { more: 1 }, /unknown field more/],
    ['version 0', { version: 0 }, /version/],
    ['no name of a product', { product: '' }, /product/],
    ['an end before its beginning', { expiresAtMs: SET.issuedAtMs }, /expiresAtMs/],
    ['a threshold of none', { rootThreshold: 0 }, /rootThreshold/],
    ['more roots needed than there are', { rootThreshold: 3 }, /rootThreshold/],
    ['more signatures of a package than keys', { manifestThreshold: 2 }, /manifestThreshold/],
    ['no keys', { keys: [] }, /none for root/],
    ['nobody who signs tickets', { keys: [{ x: xOf(1), uses: ['root', 'manifest'] }] }, /ticket/],
    ['a key twice', { keys: [1, 2, 1].map((x) => ({ x: xOf(x), uses: [...KEY_USES] })) }, /twice/],
    ['a key for nothing', { keys: [{ x: xOf(1), uses: [] }] }, /uses/],
    ['uses in another order', { keys: [{ x: xOf(1), uses: ['manifest', 'root', 'ticket'] }] }, /uses/],
    ['a use twice', { keys: [{ x: xOf(1), uses: ['root', 'root', 'ticket'] }] }, /uses/],
    ['a use that is not known', { keys: [{ x: xOf(1), uses: ['audit'] }] }, /uses/],
    ['a short key', { keys: [{ x: 'AAAA', uses: [...KEY_USES] }] }, /x/],
    ['a key with more than it has', { keys: [{ x: xOf(1), uses: [...KEY_USES], d: 'x' }] }, /unknown field/],
    ['nine keys', { keys: Array.from({ length: 9 }, (_, i) => ({ x: xOf(i + 1), uses: [...KEY_USES] })) }, /keys/],
  ])('is refused with %s', (_, change, said) => {
    expect(refusal(written(change))).toMatch(/^key_set_malformed: /);
    expect(refusal(written(change))).toMatch(said);
  });

  describe('with keys of P-256', () => {
    const short = (first: number, x: number): Uint8Array => Uint8Array.of(first, ...new Uint8Array(32).fill(x));
    const p256 = (first: number, x: number, ...uses: KeySet['keys'][number]['uses']) => ({ x: short(first, x), uses });
    const named = (...keys: object[]): Record<string, unknown> => ({ keys, rootThreshold: 1 });
    const ticket = { x: xOf(3), uses: ['ticket'] };

    it('is read as it was written, with their short form under a name of its own', () => {
      const set: KeySet = { ...SET, keys: [p256(2, 1, 'root', 'manifest'), p256(3, 2, 'root'), key(3, 'ticket')] };
      const bytes = encodeKeySet(set);
      expect(decodeKeySet(bytes)).toEqual(set);
      expect(set.keys.map(isP256Key)).toEqual([true, true, false]);
      expect(new TextDecoder().decode(bytes)).toContain(
        `"keys":[{"p256":"${toBase64Url(short(2, 1))}","uses":["root","manifest"]},`,
      );
    });

    it.each<[string, object[], RegExp]>([
      ['one for tickets', [{ p256: toBase64Url(short(2, 1)), uses: [...KEY_USES] }, ticket], /signs no tickets/],
      ['one that is long', [{ p256: toBase64Url(new Uint8Array(65).fill(4)), uses: ['root'] }, ticket], /p256/],
      ['one of 32 bytes', [{ p256: xOf(2), uses: ['root', 'manifest'] }, ticket], /p256/],
      ['33 bytes as x', [{ x: toBase64Url(short(2, 1)), uses: ['root', 'manifest'] }, ticket], /x/],
      ['a hybrid form', [{ p256: toBase64Url(short(6, 1)), uses: ['root', 'manifest'] }, ticket], /02 or 03/],
      ['both kinds in one', [{ p256: toBase64Url(short(2, 1)), x: xOf(1), uses: ['root'] }, ticket], /unknown field/],
      ['null beside it', [{ p256: toBase64Url(short(2, 1)), x: null, uses: ['root'] }, ticket], /unknown field/],
      ['null in its place', [{ p256: null, x: xOf(1), uses: ['root', 'manifest'] }, ticket], /unknown field|p256/],
      [
        'a key and its negative',
        [2, 3]
          .map((first) => ({ p256: toBase64Url(short(first, 1)), uses: ['root', 'manifest'] }))
          .concat(ticket as never),
        /two of P-256 with one x/,
      ],
      [
        'a key twice',
        [2, 2]
          .map((first) => ({ p256: toBase64Url(short(first, 1)), uses: ['root', 'manifest'] }))
          .concat(ticket as never),
        /twice/,
      ],
    ])('is refused with %s', (_, keys, said) => {
      expect(refusal(written(named(...keys)))).toMatch(/^key_set_malformed: /);
      expect(refusal(written(named(...keys)))).toMatch(said);
    });
  });

  it('is refused if a name comes twice, whatever a parser would make of it', () => {
    const text = new TextDecoder().decode(encodeKeySet(SET)).replace('"version":2', '"version":9,"version":2');
    expect(refusal(utf8(text))).toMatch(/^key_set_malformed/);
  });

  it('never throws anything but its fault', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void refusal(bytes)));
  });

  it('fits into its limit with eight keys and the longest numbers, and into 4 KiB with eight signatures', () => {
    const keys = Array.from({ length: 8 }, (_, i) => key(i + 1, ...KEY_USES));
    const far = { issuedAtMs: 1_099_511_627_774_000, expiresAtMs: 1_099_511_627_775_000 };
    const most = { ...SET, ...far, product: 'p'.repeat(64), version: 0x7fffffff, rootThreshold: 8, keys };
    const p256 = keys
      .slice(1)
      .map((_, i) => ({ x: new Uint8Array(33).fill(2).fill(i, 1), uses: ['root', 'manifest'] as const }));
    for (const set of [most, { ...most, keys: [key(9, ...KEY_USES), ...p256] }])
      expect(decodeKeySet(encodeKeySet(set))).toEqual(set);
    const bytes = encodeKeySet(most);
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.keySetBytes);
    expect(decodeKeySet(bytes)).toEqual(most);
    const header = { alg: 'EdDSA', kid: 'k'.repeat(43), typ: 'twinbank-key-set+jws' };
    const signature = { protected: toBase64Url(utf8(JSON.stringify(header))), signature: 's'.repeat(86) };
    const message = { keySet: toBase64Url(bytes), signatures: Array.from({ length: 8 }, () => signature) };
    expect(encodeTicketMessage({ type: 'key-set', ...message }).length).toBeLessThanOrEqual(4096);
  });
});
