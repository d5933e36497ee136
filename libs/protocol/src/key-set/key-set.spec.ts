import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import { LIMITS } from '../limits.js';
import { encodeTicketMessage } from '../ticket-message.js';
import { decodeKeySet, encodeKeySet, KEY_USES, keysFor, type KeySet } from './key-set.js';

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
    const bytes = encodeKeySet(most);
    expect(bytes.length).toBeLessThanOrEqual(LIMITS.keySetBytes);
    expect(decodeKeySet(bytes)).toEqual(most);
    const header = { alg: 'EdDSA', kid: 'k'.repeat(43), typ: 'twinbank-key-set+jws' };
    const signature = { protected: toBase64Url(utf8(JSON.stringify(header))), signature: 's'.repeat(86) };
    const message = { keySet: toBase64Url(bytes), signatures: Array.from({ length: 8 }, () => signature) };
    expect(encodeTicketMessage({ type: 'key-set', ...message }).length).toBeLessThanOrEqual(4096);
  });
});
