import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { createKeyRingText, readSealedRing, rotateKeyRingText, type TokenKey } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

import { PlainCustody, TokenCustody } from './key-custody.js';
import type { KeyToken } from './pkcs11-token.js';

let drawn = 0;
const random = (length: number): Uint8Array => new Uint8Array(length).fill(++drawn);
const ring = createKeyRingText(random);
const by: TokenKey = { token: 'server', id: '01', mechanism: 'SHA256-HMAC' };

/** A token in memory: keys by id, and whether it is plugged in. */
class FakeToken implements KeyToken {
  plugged = true;
  asked = 0;
  constructor(private readonly secret = 1) {}
  async answer({ id }: TokenKey, question: Uint8Array): Promise<Uint8Array> {
    this.asked++;
    if (!this.plugged) throw faultOf('key_token_away');
    return new Uint8Array(createHmac('sha256', `${this.secret} ${id}`).update(question).digest());
  }
}
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no fault',
    (error: unknown) => (error as { code?: string }).code,
  );

describe('a ring in a file as it is', () => {
  it('is what is stored, and needs nothing to be opened', async () => {
    const custody = new PlainCustody();
    expect(await custody.open(await custody.store(ring))).toBe(ring);
    await custody.check();
    expect(await codeOf(custody.store('scribble'))).toBe('request_invalid');
  });

  it('is none that a token has sealed: the token is named, and what is to be set', async () => {
    const sealed = await new TokenCustody(new FakeToken(), random, by).store(ring);
    await expect(new PlainCustody().open(sealed)).rejects.toMatchObject({
      code: 'key_ring_sealed',
      detail: expect.stringMatching(/the token server: set KEY_TOKEN_MODULE/),
    });
  });
});

describe('a ring that a token seals', () => {
  it('comes back by the same token, and by no other one', async () => {
    const token = new FakeToken();
    const sealed = await new TokenCustody(token, random, by).store(ring);
    const custody = new TokenCustody(token, random);
    expect(await custody.open(sealed)).toBe(ring);
    expect(custody.by).toEqual(by);
    expect(await codeOf(new TokenCustody(new FakeToken(2), random).open(sealed))).toBe('key_ring_seal_broken');
  });

  it('is asked for once when it is opened: the token’s speed limits nothing', async () => {
    const token = new FakeToken();
    const sealed = await new TokenCustody(token, random, by).store(ring);
    token.asked = 0;
    await new TokenCustody(token, random).open(sealed);
    expect(token.asked).toBe(1);
  });

  it('is rotated under the key that sealed it, each time with another salt', async () => {
    const token = new FakeToken();
    const sealed = await new TokenCustody(token, random, by).store(ring);
    const custody = new TokenCustody(token, random);
    const next = rotateKeyRingText(await custody.open(sealed), random);
    const sealedNext = await custody.store(next);
    expect(readSealedRing(sealedNext).by).toEqual(by);
    expect(readSealedRing(sealedNext).salt).not.toEqual(readSealedRing(sealed).salt);
    expect(await new TokenCustody(token, random).open(sealedNext)).toBe(next);
  });

  it('is not sealed by a token that answers differently each time, by no key at all, nor if it is no ring', async () => {
    const unsteady: KeyToken = { answer: () => Promise.resolve(random(32)) };
    expect(await codeOf(new TokenCustody(unsteady, random, by).store(ring))).toBe('key_token_unsteady');
    expect(await codeOf(new TokenCustody(new FakeToken(), random).store(ring))).toBe('request_invalid');
    expect(await codeOf(new TokenCustody(new FakeToken(), random, by).store('scribble'))).toBe('request_invalid');
  });

  it('is not taken as it is: whoever set a token does not want the keys to lie on the disk', async () => {
    const token = new FakeToken();
    expect(await codeOf(new TokenCustody(token, random).open(ring))).toBe('key_ring_unsealed');
    expect(token.asked).toBe(0);
  });

  it('is looked after: gone, back, and not in the place of another token', async () => {
    const token = new FakeToken();
    const custody = new TokenCustody(token, random);
    await custody.open(await new TokenCustody(token, random, by).store(ring));
    await custody.check();
    token.plugged = false;
    expect(await codeOf(custody.check())).toBe('key_token_away');
    token.plugged = true;
    await custody.check();
    Object.assign(token, { secret: 2 });
    expect(await codeOf(custody.check())).toBe('key_ring_seal_broken');
  });

  it('that was never opened has nothing that could be missing', async () => {
    const token = new FakeToken();
    await new TokenCustody(token, random, by).check();
    expect(token.asked).toBe(0);
  });
});
