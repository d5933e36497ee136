import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { toBase64Url } from '@twinbank/primitives';

import { createKeyRingText } from '../key-ring.js';
import {
  isSealedRing,
  readSealedRing,
  ringQuestion,
  sealRing,
  TOKEN_ANSWER_BYTES,
  tokenKeyOf,
  unsealRing,
  type TokenKey,
} from './sealed-ring.js';

const by: TokenKey = { token: 'server', id: '01', mechanism: 'SHA256-HMAC' };
const salt = new Uint8Array(32).fill(5);
/** What a token would answer whose key is 32 bytes of this value. */
const answerOf = (key: number, question: Uint8Array): Uint8Array =>
  new Uint8Array(createHmac('sha256', new Uint8Array(32).fill(key)).update(question).digest());
const text = createKeyRingText((length) => new Uint8Array(length).fill(7));
const sealed = sealRing({ text, by, salt, answer: answerOf(1, ringQuestion(salt)) });
const code = (what: () => unknown): string | undefined => {
  try {
    what();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a sealed key ring', () => {
  it('shows whose answer opens it, and nothing of what is inside', () => {
    expect(readSealedRing(sealed)).toMatchObject({ by, salt });
    expect(sealed).not.toContain(toBase64Url(new Uint8Array(32).fill(7)));
    expect([isSealedRing(sealed), isSealedRing(text), isSealedRing('scribble'), isSealedRing('null')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('is opened by the same answer, and by none of another key or to another question', () => {
    const ring = readSealedRing(sealed);
    expect(unsealRing(ring, answerOf(1, ringQuestion(ring.salt)))).toBe(text);
    expect(code(() => unsealRing(ring, answerOf(2, ringQuestion(ring.salt))))).toBe('key_ring_seal_broken');
    const elsewhere = ringQuestion(new Uint8Array(32).fill(6));
    expect(code(() => unsealRing(ring, answerOf(1, elsewhere)))).toBe('key_ring_seal_broken');
  });

  it('is not opened if its head names another key, or any of its bytes was changed', () => {
    const answer = answerOf(1, ringQuestion(salt));
    const ring = readSealedRing(sealed);
    for (const other of [{ token: 'other' }, { id: '02' }, { mechanism: 'EDDSA' as const }])
      expect(code(() => unsealRing({ ...ring, by: { ...by, ...other } }, answer))).toBe('key_ring_seal_broken');
    for (const at of [0, 8, 30, ring.sealed.length - 1]) {
      const changed = ring.sealed.slice();
      changed[at]! ^= 1;
      expect(code(() => unsealRing({ ...ring, sealed: changed }, answer))).toBe('key_ring_seal_broken');
    }
    expect(code(() => unsealRing({ ...ring, sealed: ring.sealed.slice(0, 50) }, answer))).toBe('key_ring_seal_broken');
  });

  it('is sealed by HKDF and AES-256-GCM as the documentation says, with the names joined with lengths', () => {
    // Computed by Node’s own HKDF: what was sealed today must be opened for as long as devices live.
    const answer = answerOf(1, ringQuestion(salt));
    const joined = ['twinbank/1 sealed ring', 'SHA256-HMAC', 'server', '01'].map((part) =>
      Buffer.concat([Buffer.from([0, part.length]), Buffer.from(part)]),
    );
    const key = hkdfSync('sha256', answer, salt, Buffer.concat(joined), 32);
    const fileKey = hkdfSync('sha256', Buffer.from(key), salt.slice(0, 16), 'twinbank/1 sealed', 32);
    const bytes = Buffer.from(readSealedRing(sealed).sealed);
    expect(bytes.subarray(0, 24)).toEqual(Buffer.concat([Buffer.from('TWBLOB1\n'), salt.slice(0, 16)]));
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(fileKey), Buffer.from([...new Uint8Array(11), 1]));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(`${decipher.update(bytes.subarray(24, -16), undefined, 'utf8')}${decipher.final('utf8')}`).toBe(text);
  });

  it('is refused with the name of the field if its head cannot be', () => {
    const file = JSON.parse(sealed) as Record<string, unknown>;
    const cases: [object, RegExp][] = [
      [{ twinbankSealedRing: 2 }, /twinbankSealedRing/],
      [{ token: '' }, /token/],
      [{ token: 'x'.repeat(33) }, /label of a token/],
      [{ token: 'a\nb' }, /label of a token/],
      [{ id: '0' }, /id of a key/],
      [{ id: 'zz' }, /id of a key/],
      [{ mechanism: 'ECDSA' }, /SHA256-HMAC, EDDSA/],
      [{ salt: 'AAAA' }, /salt/],
      [{ sealed: '***' }, /sealed/],
      [{ more: 1 }, /more/],
    ];
    for (const [change, message] of cases)
      expect(() => readSealedRing(JSON.stringify({ ...file, ...change }))).toThrow(
        expect.objectContaining({ code: 'request_invalid', detail: expect.stringMatching(message) }),
      );
    expect(() => readSealedRing('{')).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('takes answers that are a MAC or a signature, and none that somebody could guess', () => {
    for (const length of [0, TOKEN_ANSWER_BYTES.min - 1, TOKEN_ANSWER_BYTES.max + 1])
      expect(code(() => sealRing({ text, by, salt, answer: new Uint8Array(length) }))).toBe('key_token_failed');
  });
});

describe('the name of a key in a token', () => {
  it('has its id in small letters, however somebody wrote it', () =>
    expect(tokenKeyOf({ token: 'server', id: 'AB01', mechanism: 'EDDSA' })).toEqual({
      token: 'server',
      id: 'ab01',
      mechanism: 'EDDSA',
    }));
});
