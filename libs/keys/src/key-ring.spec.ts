import { hkdfSync } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, fromBase64Url, isFault, seededRng, toBase64Url, toHex, utf8 } from '@twinbank/primitives';

import {
  createKeyRingText,
  currentMaster,
  masterOf,
  parseKeyRing,
  renewOperatorKey,
  rotateKeyRingText,
  oldestNamed,
  ownKids,
  withNextManifestKey,
  withNextTicketKey,
  withoutManifestKey,
} from './key-ring.js';
import { signingKeyFromSeed } from './signing-key.js';

const { bytes: random } = seededRng('key ring');
const TEXT = createKeyRingText(random);
type RingJson = {
  twinbankKeyRing: number;
  masters: { epoch: number; secret: string }[];
  manifestSeed: string;
  ticketSeed: string;
  serverSecret: string;
};
const RING = JSON.parse(TEXT) as RingJson;

const refusalOf = async (text: string): Promise<string> => {
  try {
    await parseKeyRing(text);
  } catch (error) {
    if (isFault(error, 'request_invalid')) return `${error.message} ${JSON.stringify(error.facts)}`;
    throw error;
  }
  throw new Error('it was taken');
};

describe('a new key ring', () => {
  it('has one master key, of epoch 1, and takes every secret from the given randomness', async () => {
    const ring = await parseKeyRing(createKeyRingText((length) => new Uint8Array(length).fill(0xab)));
    expect(ring.masters).toEqual([{ epoch: 1, secret: new Uint8Array(32).fill(0xab) }]);
    expect(ring.manifestKey!.privateJwk.d).toBe(toBase64Url(new Uint8Array(32).fill(0xab)));
  });

  it('has secrets that are all different', async () => {
    const ring = await parseKeyRing(TEXT);
    const secrets = [
      toHex(ring.masters[0]!.secret),
      ring.manifestKey!.privateJwk.d,
      ring.ticketKey.privateJwk.d,
      toHex(ring.operatorKey),
      toHex(ring.storageKey),
      toHex(ring.signInKey),
    ];
    expect(new Set(secrets).size).toBe(6);
    expect([ring.operatorKey.length, ring.storageKey.length]).toEqual([32, 32]);
  });

  it('derives the keys of audit, operators and storage from the server secret by HKDF, each for its purpose', async () => {
    const derived = (purpose: string): Uint8Array => {
      const info = concatBytes(Uint8Array.of(0, purpose.length), utf8(purpose));
      return new Uint8Array(hkdfSync('sha256', fromBase64Url(RING.serverSecret)!, '', info, 32));
    };
    const ring = await parseKeyRing(TEXT);
    expect(ring.operatorKey).toEqual(derived('twinbank/1 operator'));
    expect(ring.storageKey).toEqual(derived('twinbank/1 storage'));
    expect(ring.signInKey).toEqual(derived('twinbank/1 sign-in'));
    expect(ring.auditKey).toEqual(await signingKeyFromSeed(derived('twinbank/1 audit')));
  });

  it('gives the same ring each time it is read', async () =>
    expect(await parseKeyRing(TEXT)).toEqual(await parseKeyRing(TEXT)));
});

describe('rotating a key ring', () => {
  it('adds an epoch for new devices and keeps the old ones and all other keys', async () => {
    const [before, after] = [await parseKeyRing(TEXT), await parseKeyRing(rotateKeyRingText(TEXT, random))];
    expect(after.masters.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(masterOf(after, 1)).toEqual(before.masters[0]);
    expect(currentMaster(after).epoch).toBe(2);
    expect({ ...after, masters: [] }).toEqual({ ...before, masters: [] });
    expect(masterOf(after, 3)).toBeUndefined();
  });

  it('replaces only the operator key, also after the next rotation', async () => {
    const before = await parseKeyRing(TEXT);
    const text = renewOperatorKey(TEXT, random);
    const after = await parseKeyRing(text);
    expect(after.operatorKey).not.toEqual(before.operatorKey);
    expect({ ...after, operatorKey: before.operatorKey }).toEqual(before);
    expect((await parseKeyRing(rotateKeyRingText(text, random))).operatorKey).toEqual(after.operatorKey);
    expect((await parseKeyRing(renewOperatorKey(text, random))).operatorKey).not.toEqual(after.operatorKey);
  });

  it('continues from the highest epoch, in whatever order they are listed', async () => {
    const gappy = JSON.stringify({
      ...RING,
      masters: [
        { epoch: 7, secret: RING.masters[0]!.secret },
        { epoch: 2, secret: RING.masters[0]!.secret },
      ],
    });
    expect(currentMaster(await parseKeyRing(gappy)).epoch).toBe(7);
    expect(currentMaster(await parseKeyRing(rotateKeyRingText(gappy, random))).epoch).toBe(8);
  });

  it('refuses to write a ring that could not be read back', () => {
    let text = TEXT;
    for (let epoch = 2; epoch <= 100; epoch++) text = rotateKeyRingText(text, random);
    expect(() => rotateKeyRingText(text, random)).toThrow(
      'request_invalid: the key ring: masters must be a list of at most 100 objects',
    );
    const last = JSON.stringify({ ...RING, masters: [{ epoch: 0x7fffffff, secret: RING.masters[0]!.secret }] });
    expect(() => rotateKeyRingText(last, random)).toThrow('request_invalid');
  });

  it('refuses a text that is not a key ring', () =>
    expect(() => rotateKeyRingText('{}', random)).toThrow('request_invalid'));
});

describe('a key ring without manifest key', () => {
  it('has everything else, also after rotations, and is no other text for having been read before', async () => {
    const text = withoutManifestKey(TEXT);
    const { manifestKey: _, ...rest } = { ...(await parseKeyRing(TEXT)), manifestKeys: [] };
    expect(await parseKeyRing(text)).toEqual(rest);
    expect(text).not.toContain('manifest');
    expect(() => withoutManifestKey(text)).toThrow('has no manifest key');
    for (const other of [rotateKeyRingText(text, random), renewOperatorKey(text, random)])
      expect((await parseKeyRing(other)).manifestKey).toBeUndefined();
  });

  it('is no text that is no key ring', () => expect(() => withoutManifestKey('{}')).toThrow('request_invalid'));
});

describe('a key ring with further signing keys', () => {
  const kidsOf = async (text: string) => {
    const { manifestKeys, ticketKeys } = await parseKeyRing(text);
    return [manifestKeys, ticketKeys].map((keys) => keys.map(({ kid }) => kid));
  };

  it('has them behind those that it had, which stay as they were, and is otherwise the same', async () => {
    const [manifests, tickets] = await kidsOf(TEXT);
    const ticket = withNextTicketKey(TEXT, random);
    const both = withNextManifestKey(ticket, random);
    const [laterManifests, laterTickets] = await kidsOf(both);
    expect([laterManifests!.slice(0, -1), laterTickets!.slice(0, -1)]).toEqual([manifests, tickets]);
    expect(new Set([...laterManifests!, ...laterTickets!]).size).toBe(4);
    const { laterTicketSeeds, ...rest } = JSON.parse(ticket) as RingJson & { laterTicketSeeds: string[] };
    expect([rest, laterTicketSeeds]).toEqual([RING, [expect.stringMatching(/^[\w-]{43}$/)]]);
    const ring = await parseKeyRing(both);
    expect([ring.manifestKey, ring.ticketKey]).toEqual([ring.manifestKeys[0], ring.ticketKeys[0]]);
    expect(new Set(ownKids(ring))).toEqual(new Set([...laterManifests!, ...laterTickets!, ring.auditKey.kid]));
    expect((await parseKeyRing(renewOperatorKey(rotateKeyRingText(both, random), random))).ticketKeys).toEqual(
      ring.ticketKeys,
    );
    expect((await parseKeyRing(withoutManifestKey(both))).manifestKeys).toEqual([]);
  });

  it('has nine of a kind at most, and none for manifests behind one that is missing', async () => {
    let text = TEXT;
    for (let keys = 1; keys < 9; keys++) text = withNextTicketKey(text, random);
    expect((await parseKeyRing(text)).ticketKeys).toHaveLength(9);
    expect(() => withNextTicketKey(text, random)).toThrow(
      expect.objectContaining({ code: 'key_ring_full', facts: { limit: 9 } }),
    );
    const dropped = withoutManifestKey(TEXT);
    expect(() => withNextManifestKey(dropped, random)).toThrow(
      expect.objectContaining({ code: 'manifest_key_missing' }),
    );
    const behind = JSON.stringify({ ...(JSON.parse(dropped) as object), laterManifestSeeds: [RING.manifestSeed] });
    expect(await refusalOf(behind)).toContain('laterManifestSeeds follow on manifestSeed');
    const short = JSON.stringify({ ...RING, laterTicketSeeds: ['hush'] });
    expect(await refusalOf(short)).not.toContain('hush');
  });

  it('signs by the oldest that is named; without key sets by the first, and by none if a set names none', async () => {
    const { ticketKeys } = await parseKeyRing(withNextTicketKey(TEXT, random));
    const [old, next] = ticketKeys.map(({ kid }) => kid) as [string, string];
    const by = (named: readonly string[] | undefined) => oldestNamed(ticketKeys, named)?.kid;
    expect([by(undefined), by([next, old]), by([next]), by(['other'])]).toEqual([old, old, next, undefined]);
  });
});

describe('a key ring that cannot be read', () => {
  const secret = RING.masters[0]!.secret;

  it.each([
    ['is no JSON', TEXT.slice(0, -10)],
    ['is empty', ''],
    ['is a list', `[${TEXT}]`],
    ['is too large', TEXT.padEnd(70_000)],
    ['has another version', JSON.stringify({ ...RING, twinbankKeyRing: 2 })],
    ['has a field too many', JSON.stringify({ ...RING, comment: 'mine' })],
    ['lacks a seed', JSON.stringify({ ...RING, ticketSeed: undefined })],
    ['has a seed that is cut off', JSON.stringify({ ...RING, manifestSeed: RING.manifestSeed.slice(0, -1) })],
    ['has a seed that is too long', JSON.stringify({ ...RING, manifestSeed: `${RING.manifestSeed}A` })],
    [
      'has a secret with other letters',
      JSON.stringify({ ...RING, serverSecret: RING.serverSecret.replace(/.$/, '=') }),
    ],
    ['has a secret in a number', JSON.stringify({ ...RING, serverSecret: 12345 })],
    ['has no master key', JSON.stringify({ ...RING, masters: [] })],
    ['has an epoch twice', JSON.stringify({ ...RING, masters: [...RING.masters, ...RING.masters] })],
    ['has epoch zero', JSON.stringify({ ...RING, masters: [{ epoch: 0, secret }] })],
    ['has a master key with a field too many', JSON.stringify({ ...RING, masters: [{ epoch: 1, secret, note: 'x' }] })],
    ['has a master key that is bare', JSON.stringify({ ...RING, masters: [secret] })],
  ])('because it %s is refused without revealing a secret', async (_name, text) => {
    const refusal = await refusalOf(text);
    expect(refusal).toMatch(/^request_invalid: the key ring: /);
    for (const value of [secret, RING.manifestSeed, RING.ticketSeed, RING.serverSecret, '12345'])
      expect(refusal).not.toContain(value.slice(0, 5));
  });

  it('names the field', async () => {
    expect(await refusalOf(JSON.stringify({ ...RING, masters: [{ epoch: 1, secret: 'x' }] }))).toContain(
      'masters[0].secret must be 32 bytes in base64url',
    );
  });

  it('never throws anything but a Fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) =>
        expect(await refusalOf(text)).toContain('request_invalid'),
      ),
    );
    const broken = fc.record(
      {
        twinbankKeyRing: fc.constant(1),
        masters: fc.jsonValue(),
        manifestSeed: fc.jsonValue(),
        ticketSeed: fc.jsonValue(),
        serverSecret: fc.jsonValue(),
      },
      { requiredKeys: ['masters'] },
    );
    await fc.assert(
      fc.asyncProperty(broken, async (value) =>
        expect(await refusalOf(JSON.stringify({ ...RING, ...value }))).toContain('request_invalid'),
      ),
    );
  });
});
