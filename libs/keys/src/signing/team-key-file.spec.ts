import { beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt } from 'jose';

import { fromHex, isFault, utf8 } from '@twinbank/primitives';

import { p256KeyFromScalar, signingKeyFromSeed, type SigningKey } from '../signing-key.js';
import {
  newTeamKey,
  openTeamKey,
  publicTeamKey,
  revokedTeamKey,
  sealTeamKey,
  TEAM_KEY_FILE_MAX,
  teamKeyRecord,
} from './team-key-file.js';

const PASSPHRASE = 'correct horse battery';
let key: SigningKey;
let text: string;
beforeAll(async () => {
  key = await signingKeyFromSeed(new Uint8Array(32).fill(1));
  text = await sealTeamKey(new Uint8Array(32).fill(1), PASSPHRASE);
});
const edited = (change: object): string => JSON.stringify({ ...(JSON.parse(text) as object), ...change });
const refusal = async (open: () => unknown): Promise<string> => {
  try {
    await open();
  } catch (error) {
    if (isFault(error)) return error.message;
    throw error;
  }
  return 'taken';
};

describe('the file of a team’s key', () => {
  it('shows the public half to anybody, and the private one to whoever knows the passphrase', async () => {
    expect(publicTeamKey(text)).toEqual(key.publicJwk);
    expect(await openTeamKey(text, PASSPHRASE)).toEqual(key);
    expect(text).not.toContain(key.privateJwk.d);
    expect(await refusal(() => openTeamKey(text, `${PASSPHRASE}!`))).toContain('wrong passphrase');
    expect(await refusal(() => sealTeamKey(new Uint8Array(32), 'elevenchars'))).toContain('at least 12');
  });

  it('may be a public key alone, with or without its id, but no private one and no other kind', async () => {
    const { kid: _, ...bare } = key.publicJwk;
    expect(publicTeamKey(JSON.stringify(bare))).toEqual(key.publicJwk);
    expect(await refusal(() => openTeamKey(JSON.stringify(bare), PASSPHRASE))).toContain('no private key');
    expect(await refusal(() => publicTeamKey(JSON.stringify(key.privateJwk)))).toContain('signing_key_private');
    const weak = { ...bare, x: 'A'.repeat(43) };
    for (const jwk of [weak, { ...bare, kty: 'EC' }, { ...bare, kid: 'another' }, {}])
      expect(await refusal(() => publicTeamKey(JSON.stringify(jwk)))).toContain('signing_key_unsupported');
  });

  it('is refused where its halves differ or it was damaged, and never repeated', async () => {
    const other = await signingKeyFromSeed(new Uint8Array(32).fill(2));
    expect(await refusal(() => openTeamKey(edited({ public: other.publicJwk }), PASSPHRASE))).toContain(
      'different keys',
    );
    const damaged = (JSON.parse(text) as { encrypted: string }).encrypted.replace(/.\./, 'A.');
    expect(await refusal(() => openTeamKey(edited({ encrypted: damaged }), PASSPHRASE))).toContain('damaged');
    for (const bad of ['hush', '[]', '"hush"', '{', ' '.repeat(TEAM_KEY_FILE_MAX) + text])
      expect(await refusal(() => publicTeamKey(bad))).toBe('request_invalid: this is no key: it is no JSON object');
  });

  it('may hold a key of P-256, of which not every 32 random bytes are one', async () => {
    const order = fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')!;
    const drawn = [order, new Uint8Array(32), new Uint8Array(32).fill(7)];
    expect(newTeamKey('ed25519', () => order)).toEqual(order);
    const secret = newTeamKey('p256', () => drawn.shift()!);
    expect([secret, drawn]).toEqual([new Uint8Array(32).fill(7), []]);
    const made = await p256KeyFromScalar(secret);
    const sealed = await sealTeamKey(secret, PASSPHRASE, 'p256');
    expect([publicTeamKey(sealed), await openTeamKey(sealed, PASSPHRASE)]).toEqual([made.publicJwk, made]);
    expect(sealed).not.toContain(made.privateJwk.d);
    // The private half of an Ed25519 key is not taken for one of P-256, nor the other way round.
    const crossed = JSON.stringify({ ...(JSON.parse(text) as object), public: made.publicJwk });
    expect(await refusal(() => openTeamKey(crossed, PASSPHRASE))).toContain('different keys');
  });

  it('can say that its key is revoked, since when it first said so, and nothing else of it changes', async () => {
    expect(teamKeyRecord(text)).toEqual({ isPrivate: true });
    const noted = revokedTeamKey(text, Date.parse('2026-11-28T08:00:00Z'));
    expect(revokedTeamKey(noted, 1)).toBe(noted);
    expect(teamKeyRecord(noted)).toEqual({ isPrivate: true, revoked: '2026-11-28T08:00:00.000Z' });
    expect(await openTeamKey(noted, PASSPHRASE)).toEqual(key);
    const bare = revokedTeamKey(JSON.stringify(key.publicJwk), 0);
    expect([publicTeamKey(bare), teamKeyRecord(bare)]).toEqual([
      key.publicJwk,
      { isPrivate: false, revoked: '1970-01-01T00:00:00.000Z' },
    ]);
    expect(await refusal(() => revokedTeamKey('{}', 0))).toContain('signing_key_unsupported');
  });

  it('is not opened where it asks for more rounds than anybody needs, or holds something else', async () => {
    const sealed = (p2c: number, plaintext: string): Promise<string> =>
      new CompactEncrypt(utf8(plaintext))
        .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' })
        .setKeyManagementParameters({ p2c })
        .encrypt(utf8(PASSPHRASE));
    const hungry = edited({ encrypted: await sealed(2_000_001, JSON.stringify(key.privateJwk)) });
    expect(await refusal(() => openTeamKey(hungry, PASSPHRASE))).toContain('wrong passphrase, or a damaged file');
    for (const plaintext of ['{"d":"AAAA"}', '{}'])
      expect(
        await refusal(async () => openTeamKey(edited({ encrypted: await sealed(1000, plaintext) }), PASSPHRASE)),
      ).toContain('no Ed25519 key');
    const { publicJwk } = await p256KeyFromScalar(new Uint8Array(32).fill(7));
    const none = JSON.stringify({ d: 'A'.repeat(43) });
    const empty = edited({ public: publicJwk, encrypted: await sealed(1000, none) });
    expect(await refusal(() => openTeamKey(empty, PASSPHRASE))).toContain('no P-256 key');
  });
});
