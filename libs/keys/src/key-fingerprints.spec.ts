import { createHash, hkdfSync } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { concatBytes, toHex, utf8 } from '@twinbank/primitives';

import { compareRing, fingerprintsOf, nameOfRing, type KeyFingerprint } from './key-fingerprints.js';
import {
  createKeyRingText,
  parseKeyRing,
  rotateKeyRingText,
  withNextManifestKey,
  withNextTicketKey,
  withoutManifestKey,
  type KeyRing,
} from './key-ring.js';

const seeded = (first: number) => {
  let next = first;
  return (length: number): Uint8Array => Uint8Array.from({ length }, () => next++ & 0xff);
};

describe('fingerprints of a key ring', () => {
  const text = createKeyRingText(seeded(1));
  let ring: KeyRing;
  let own: readonly KeyFingerprint[];
  beforeAll(async () => {
    ring = await parseKeyRing(text);
    own = fingerprintsOf(ring);
  });

  it('name every key that devices and images depend on', () => {
    expect(own.map(({ name }) => name)).toEqual(['master/1', 'manifest', 'ticket', 'storage']);
    expect(new Set(own.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  it('are the same for the same ring, and differ for every other ring', async () => {
    expect(fingerprintsOf(await parseKeyRing(text))).toEqual(own);
    const other = fingerprintsOf(await parseKeyRing(createKeyRingText(seeded(2))));
    expect(compareRing(other, own)).toEqual({
      missing: [],
      different: ['master/1', 'manifest', 'ticket', 'storage'],
      fresh: [],
    });
  });

  it('may lack that of the manifest key, which then is neither missing nor another one', async () => {
    const { manifestKey, ...rest } = ring;
    const bare = { ...rest, manifestKeys: [] };
    const without = fingerprintsOf(bare);
    expect(without).toEqual(own.filter(({ name }) => name !== 'manifest'));
    expect(compareRing(without, own)).toEqual({ missing: [], different: [], fresh: [] });
    expect(compareRing(own, without)).toMatchObject({ missing: [], fresh: [{ name: 'manifest' }] });
    expect(compareRing(without.slice(1), own).missing).toEqual(['master/1']);
    expect(manifestKey).toBeDefined();
  });

  it('are what databases have recorded: HKDF of a secret for its name, and the thumbprint of a public key', () => {
    const recorded = (secret: Uint8Array, what: string): string => {
      const fields = ['twinbank/1 fingerprint', what].map((text) =>
        concatBytes(Uint8Array.of(0, text.length), utf8(text)),
      );
      return toHex(new Uint8Array(hkdfSync('sha256', secret, '', concatBytes(...fields), 16)));
    };
    expect(own).toEqual([
      { name: 'master/1', fingerprint: recorded(ring.masters[0]!.secret, 'master') },
      { name: 'manifest', fingerprint: ring.manifestKey!.kid },
      { name: 'ticket', fingerprint: ring.ticketKey.kid },
      { name: 'storage', fingerprint: recorded(ring.storageKey, 'storage') },
    ]);
  });

  it('reveal no secret', () => {
    const shown = JSON.stringify(own);
    for (const secret of [ring.masters[0]!.secret, ring.storageKey]) {
      expect(shown).not.toContain(toHex(secret).slice(0, 16));
      expect(shown).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 12));
    }
    expect(shown).not.toContain(ring.ticketKey.privateJwk.d!.slice(0, 12));
  });

  it('report an added epoch as fresh, and a removed one as missing', async () => {
    const rotated = fingerprintsOf(await parseKeyRing(rotateKeyRingText(text, seeded(3))));
    expect(compareRing(rotated, own)).toEqual({ missing: [], different: [], fresh: [rotated[1]] });
    expect(compareRing(own, rotated)).toEqual({ missing: ['master/2'], different: [], fresh: [] });
  });

  it('report a later signing key as fresh, and one that a server was not given as missing, unless none signs manifests', async () => {
    const later = withNextManifestKey(withNextTicketKey(text, seeded(3)), seeded(4));
    const all = fingerprintsOf(await parseKeyRing(later));
    expect(compareRing(all, own)).toMatchObject({ missing: [], different: [] });
    expect(compareRing(all, own).fresh.map(({ name }) => name)).toEqual(['manifest/2', 'ticket/2']);
    expect(compareRing(own, all)).toEqual({ missing: ['manifest/2', 'ticket/2'], different: [], fresh: [] });
    const dropped = fingerprintsOf(await parseKeyRing(withoutManifestKey(later)));
    expect(compareRing(dropped, all)).toEqual({ missing: [], different: [], fresh: [] });
  });

  it('report an epoch of the same number with another key as different', async () => {
    const [mine, theirs] = await Promise.all(
      [3, 4].map(async (seed) => fingerprintsOf(await parseKeyRing(rotateKeyRingText(text, seeded(seed))))),
    );
    expect(compareRing(mine!, theirs!).different).toEqual(['master/2']);
  });

  it('have one common name, whatever their order', () => {
    expect(nameOfRing([...own].reverse())).toBe(nameOfRing(own));
    const lines = own.map(({ name, fingerprint }) => `${name} ${fingerprint}\n`).sort();
    expect(nameOfRing(own)).toBe(createHash('sha256').update(lines.join('')).digest('hex').slice(0, 16));
    expect(nameOfRing(own.slice(1))).not.toBe(nameOfRing(own));
  });
});
