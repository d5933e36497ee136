import { createHmac } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { buildRelease, encodeManifest, type PayloadInput, type ReleaseInputs } from '@twinbank/image';
import { DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import {
  JWS_TYPES,
  JwsSigner,
  sha256,
  signingKeyFromSeed,
  TrustedKeys,
  verifyJws,
  type SigningKey,
} from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { crc32Stm, fromBase64Url, isFault, toBase64Url, utf8 } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';
import { sampleCode } from '@twinbank/testkit/sample-image';

import { packRelease, type PackInputs } from './pack.js';
import { decodePackage, encodePackage, SIGNATURES_MAX, type ReleasePackage } from './package-format.js';
import { signPackage } from './sign.js';
import { verifyContents, verifyPackage } from './verify.js';

const PART = 'STM32G484';
const IMAGE = { part: PART, version: '1.1.0', counter: 2, bytes: 20 * 1024 } as const;
const CODE = sampleCode(IMAGE);
const INPUTS: PackInputs = {
  ...{ product: 'motor', version: '1.1.0', counter: 2, parts: [PART], hardware: ['A'], code: CODE, createdMs: 0 },
};

let keys: SigningKey[];
beforeAll(async () => {
  const seeds = Array.from({ length: SIGNATURES_MAX + 1 }, (_, index) => new Uint8Array(32).fill(index + 1));
  keys = await Promise.all(seeds.map(signingKeyFromSeed));
});
const publicKeys = (count: number) => keys.slice(0, count).map(({ publicJwk }) => publicJwk);
const signedBy = async (count: number, release = packRelease(INPUTS)): Promise<ReleasePackage> => {
  let signed = release;
  for (const key of keys.slice(0, count)) signed = await signPackage(signed, key);
  return signed;
};
const faultOf = (check: () => unknown): unknown => {
  try {
    check();
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
  return undefined;
};
const verified = (release: ReleasePackage, trusted = publicKeys(1), threshold = 1): unknown =>
  faultOf(() => verifyPackage(release, { keys: trusted, threshold }));

describe('a sound package', () => {
  it('with a text like a password has that among its findings, and is taken', async () => {
    const code = CODE.slice();
    code.set(utf8('\0wifi_password=correcthorse\0'), code.length - 64);
    const check = { keys: publicKeys(1), threshold: 1 };
    const { findings } = verifyPackage(await signedBy(1, packRelease({ ...INPUTS, code })), check);
    expect(findings.map((one) => one.code)).toContain('secret_in_image');
    expect(verifyPackage(await signedBy(1), check).findings.map((one) => one.code)).not.toContain('secret_in_image');
  });

  it('is what a device reads: the manifest with its first signature, the stream, the image', async () => {
    const release = decodePackage(encodePackage(await signedBy(2)));
    const { jws, manifest, stream, code, signers, descriptor } = verifyPackage(release, {
      keys: publicKeys(3),
      threshold: 2,
    });
    const trusted = new TrustedKeys(publicKeys(1));
    const payload = verifyJws({ compact: jws, keys: trusted, type: JWS_TYPES.manifest, maxBytes: LIMITS.ticketBytes });
    expect(payload).toEqual(JSON.parse(JSON.stringify(encodeManifest(manifest))));
    expect(manifest).toMatchObject({ ramLayout: 1, swapSection: { offset: 0x400, length: 0x50 } });
    expect([code, stream.length, descriptor?.version]).toEqual([CODE, 64 + CODE.length, '1.1.0']);
    expect(signers).toEqual(keys.slice(0, 2).map(({ kid }) => kid));
  });

  it('is byte for byte what the server makes of the same image and salt', async () => {
    const plaintextSalt = new Uint8Array(64).fill(9);
    const { payload, stream } = packRelease({ ...INPUTS, plaintextSalt });
    const built = buildRelease({
      ...INPUTS,
      ...{ plaintextSalt, ramLayout: 1, swapSection: { offset: 0x400, length: 0x50 } },
    });
    expect(stream).toEqual(built.stream);
    expect(payload).toEqual(utf8(JSON.stringify(encodeManifest(built.manifest))));
    const byServer = await (await JwsSigner.of(keys[0]!)).sign(encodeManifest(built.manifest), JWS_TYPES.manifest);
    const signed = await signedBy(1, packRelease({ ...INPUTS, plaintextSalt }));
    expect(verifyPackage(signed, { keys: publicKeys(1), threshold: 1 }).jws).toBe(byServer);
  });

  it('takes eight signatures and no ninth', async () => {
    const eight = await signedBy(SIGNATURES_MAX);
    expect(verified(eight, publicKeys(SIGNATURES_MAX), SIGNATURES_MAX)).toBeUndefined();
    await expect(signPackage(eight, keys[SIGNATURES_MAX]!)).rejects.toMatchObject({ code: 'package_too_large' });
  });
});

describe('signatures', () => {
  const withHeader = (release: ReleasePackage, header: object, signature?: Uint8Array): ReleasePackage => ({
    ...release,
    signatures: [{ header: utf8(JSON.stringify(header)), signature: signature ?? release.signatures[0]!.signature }],
  });
  const header = () => ({ alg: 'EdDSA', kid: keys[0]!.kid, typ: JWS_TYPES.manifest });

  it('that are fewer than needed are refused, and no signature at all whatever is needed', async () => {
    expect(verified(await signedBy(1), publicKeys(2), 2)).toBe('signatures_missing');
    expect(verified(await signedBy(0), publicKeys(2), 1)).toBe('signatures_missing');
    expect(verified(await signedBy(0), publicKeys(2), 0)).toBe('signatures_missing');
  });

  it('by one key twice do not count as two, and are not made', async () => {
    const once = await signedBy(1);
    const twice = { ...once, signatures: [...once.signatures, ...once.signatures] };
    expect(verified(twice, publicKeys(1), 2)).toBe('signature_repeated');
    // Another spelling of the header is another signature of the same key.
    const [first] = once.signatures;
    const spaced = utf8(JSON.stringify(header(), undefined, 1));
    const text = `${toBase64Url(spaced)}.${toBase64Url(once.payload)}`;
    const { sign, createPrivateKey } = await import('node:crypto');
    const key = createPrivateKey({ key: keys[0]!.privateJwk as never, format: 'jwk' });
    const second = { header: spaced, signature: new Uint8Array(sign(null, Buffer.from(text), key)) };
    expect(verified({ ...once, signatures: [second] })).toBeUndefined();
    expect(verified({ ...once, signatures: [first!, second] }, publicKeys(1), 2)).toBe('signature_repeated');
    await expect(signPackage(once, keys[0]!)).rejects.toMatchObject({ code: 'signature_repeated' });
  });

  it('by a key that may not sign, or not any more, are refused beside good ones, too', async () => {
    expect(verified(await signedBy(1), [])).toBe('signing_key_unknown');
    expect(verified(await signedBy(2), publicKeys(1))).toBe('signing_key_unknown');
    expect(verified(await signedBy(1), [keys[1]!.publicJwk])).toBe('signing_key_unknown');
  });

  it('that name a key which did not sign are refused', async () => {
    const release = await signedBy(1);
    const other = withHeader(release, { ...header(), kid: keys[1]!.kid });
    expect(verified(other, publicKeys(2))).toBe('signature_invalid');
    const foreign = await signedBy(1, packRelease({ ...INPUTS, product: 'pump' }));
    expect(verified({ ...release, signatures: foreign.signatures })).toBe('signature_invalid');
  });

  it.each([
    ['none', { alg: 'none' }],
    ['HS256', { alg: 'HS256' }],
    ['ES256', { alg: 'ES256' }],
    ['a list', { alg: ['EdDSA'] }],
    ['another type of document', { typ: JWS_TYPES.ticket }],
    ['no type', { typ: undefined }],
    ['critical extensions', { crit: ['b64'], b64: false }],
    ['no key id', { kid: undefined }],
    ['a key in the header alone', { kid: undefined, jwk: {} }],
    ['a key id that is no text', { kid: 7 }],
    ['a key id without end', { kid: 'k'.repeat(65) }],
  ])('with %s in the header are refused', async (_, other) => {
    expect(verified(withHeader(await signedBy(1), { ...header(), ...other }))).toBe('signature_algorithm');
  });

  it('made by HMAC with the public key as secret are refused', async () => {
    const release = await signedBy(1);
    const hs = { ...header(), alg: 'HS256' };
    const text = `${toBase64Url(utf8(JSON.stringify(hs)))}.${toBase64Url(release.payload)}`;
    const mac = createHmac('sha256', fromBase64Url(keys[0]!.publicJwk.x)!).update(text).digest();
    expect(verified(withHeader(release, hs, new Uint8Array([...mac, ...mac])))).toBe('signature_algorithm');
  });

  it('with a header that is no JSON, or has a name twice, are refused', async () => {
    const release = await signedBy(1);
    const { kid } = keys[0]!;
    for (const text of ['', '[]', '{', `{"alg":"none","alg":"EdDSA","kid":"${kid}","typ":"${JWS_TYPES.manifest}"}`]) {
      const signatures = [{ header: utf8(text), signature: release.signatures[0]!.signature }];
      expect(verified({ ...release, signatures })).toBe('signature_algorithm');
    }
  });
});

describe('contents', () => {
  const release = (
    other: Partial<ReleaseInputs> = {},
    edit: (manifest: Record<string, unknown>) => object = (m) => m,
  ) => {
    const { manifest, stream } = buildRelease({ ...INPUTS, plaintextSalt: new Uint8Array(64), ...other });
    const payload = JSON.parse(JSON.stringify(encodeManifest(manifest))) as Record<string, unknown>;
    return { signatures: [], payload: utf8(JSON.stringify(edit(payload))), stream };
  };
  const contents = (edited: ReleasePackage): unknown => faultOf(() => verifyContents(edited));
  const hex = '00'.repeat(32);
  const section = (other: object) => (manifest: Record<string, unknown>) => ({
    ...manifest,
    sections: [{ ...(manifest['sections'] as object[])[0], ...other }],
  });

  it('are refused for any byte of the stream that is another one', () => {
    const sound = release();
    expect(contents(sound)).toBeUndefined();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sound.stream.length - 1 }), (at) => {
        const stream = Uint8Array.from(sound.stream);
        stream[at]! ^= 1;
        expect(contents({ ...sound, stream })).toBe('package_digest_mismatch');
      }),
      { numRuns: 50 },
    );
  });

  const cases: [string, ReleasePackage, string][] = [
    ['no JSON', { ...release(), payload: utf8('{') }, 'manifest_malformed'],
    ['an unknown field', release({}, (m) => ({ ...m, extra: 1 })), 'manifest_malformed'],
    [
      'a null in place of a field that may be missing',
      release({}, (m) => ({ ...m, postUpdateEntry: null })),
      'manifest_malformed',
    ],
    ['a null in place of its swap section', release({}, (m) => ({ ...m, swapSection: null })), 'manifest_malformed'],
    ['a null in a section', release({}, section({ target: null })), 'manifest_malformed'],
    ['lengths that contradict one another', release({}, (m) => ({ ...m, streamLength: 5 })), 'manifest_malformed'],
    ['another length than the stream', { ...release(), stream: release().stream.subarray(64) }, 'package_invalid'],
    ['another digest of the stream', release({}, (m) => ({ ...m, streamDigest: hex })), 'package_digest_mismatch'],
    [
      'another digest of a block',
      release({}, (m) => ({ ...m, blocks: `AAAA${(m['blocks'] as string).slice(4)}` })),
      'package_digest_mismatch',
    ],
    ['another digest of the code', release({}, section({ sha256: hex })), 'package_digest_mismatch'],
    ['another CRC of the code', release({}, section({ crc32: 1 })), 'package_digest_mismatch'],
    [
      'another digest of the swap section',
      release({}, (m) => ({ ...m, swapSection: { offset: 0x400, length: 0x50, sha256: hex } })),
      'package_digest_mismatch',
    ],
    [
      'another swap section than the image',
      release({ swapSection: { offset: 0x440, length: 16 } }),
      'package_contradicts_image',
    ],
    [
      'a shorter swap section than the image',
      release({ swapSection: { offset: 0x400, length: 16 } }),
      'package_contradicts_image',
    ],
    [
      'an image that leaves the journal no room',
      release({ code: sampleCode({ ...IMAGE, bytes: 256 * 1024 - 2048 }) }),
      'no_room',
    ],
    ['another RAM layout than the image', release({ ramLayout: 2 }), 'package_contradicts_image'],
    ['run-once code that the image has not', release({ postUpdateEntry: 0x08000601 }), 'package_contradicts_image'],
    ['code for the second bank', release({}, section({ address: 0x08040000 })), 'image_linked_elsewhere'],
    ['another version than the image', release({ version: '1.2.0' }), 'image_mismatch'],
    ['another counter than the image', release({ counter: 3 }), 'image_mismatch'],
    ['a part of another family', release({ parts: ['STM32L486'] }), 'image_mismatch'],
    ['a second part that does not fit', release({ parts: [PART, 'STM32L083'] }), 'image_mismatch'],
    ['blocks that a part has no RAM for', release({ parts: ['STM32L083'], blockSize: 16384 }), 'no_room'],
    ['no bootable image', release({ code: new Uint8Array(4096) }), 'image_not_bootable'],
  ];
  it.each(cases)('with %s are refused', (_, edited, code) => {
    expect(contents(edited)).toBe(code);
  });

  describe('with sections besides the code', () => {
    const extras: PayloadInput[] = [
      { type: 'config', bytes: new Uint8Array(8).fill(1) },
      { type: 'ram-init', bytes: Uint8Array.of(2), address: 0x20003001 },
      { type: 'companion', bytes: new Uint8Array(100).fill(3), target: 'radio' },
    ];
    /** A release of another image than the builder would make: its digests fit, its table may not. */
    const withImage = (change: (image: Uint8Array) => void): ReleasePackage => {
      const { manifest, stream: built } = buildRelease({ ...INPUTS, plaintextSalt: new Uint8Array(64), extras });
      const stream = Uint8Array.from(built);
      change(stream.subarray(64));
      const blocks = manifest.blocks.map((_, block) => sha256(stream.subarray(block * 4096, (block + 1) * 4096)));
      const image = stream.subarray(64);
      const [code, ...others] = manifest.sections;
      const sections = [{ ...code!, sha256: sha256(image), crc32: crc32Stm(image) }, ...others];
      const said = encodeManifest({ ...manifest, blocks, sections, streamDigest: sha256(stream) });
      return { signatures: [], payload: utf8(JSON.stringify(said)), stream };
    };

    it('are taken as they are packed, and packed the same each time', () => {
      const packed = packRelease({ ...INPUTS, extras });
      expect(contents(packed)).toBeUndefined();
      expect(packRelease({ ...INPUTS, extras })).toEqual(packed);
      const { stream } = packRelease(INPUTS);
      expect(packed.stream.subarray(0, 64)).not.toEqual(stream.subarray(0, 64));
      expect(contents(withImage(() => undefined))).toBeUndefined();
    });

    it('are refused if the manifest and the table name others', () => {
      const one = (m: Record<string, unknown>): object[] => m['sections'] as object[];
      const edits: ((m: Record<string, unknown>) => object)[] = [
        (m) => ({ ...m, sections: one(m).slice(0, 3) }),
        (m) => ({ ...m, sections: one(m).map((each, i) => (i === 2 ? { ...each, address: 0x20004000 } : each)) }),
        (m) => ({ ...m, sections: one(m).map((each, i) => (i === 3 ? { ...each, target: 'modem' } : each)) }),
      ];
      for (const edit of edits) expect(contents(release({ extras }, edit))).toBe('section_table_invalid');
    });

    it('are refused if the table is gone, or spoiled, or there are bytes behind a section', () => {
      const end = (image: Uint8Array): number => image.length - 64;
      expect(contents(withImage((image) => image.fill(0xff, end(image))))).toBe('section_table_invalid');
      expect(contents(withImage((image) => (image[end(image) - 1]! ^= 1)))).toBe('section_table_invalid');
      expect(contents(withImage((image) => (image[CODE.length + 8] = 1)))).toBe('section_table_invalid');
    });

    it('are refused if a part has no RAM there, or its stack', () => {
      const at = (address: number, parts: PartName[] = [PART]) =>
        contents(release({ parts, extras: [{ type: 'ram-init', bytes: new Uint8Array(16), address }] }));
      expect(at(0x20000bf0)).toBeUndefined();
      expect(at(0x20000bf1)).toBe('section_misplaced');
      expect(at(0x30000000)).toBe('section_misplaced');
    });
  });

  it('may leave out what the descriptor says: then the release is for swaps by a reset', () => {
    expect(contents(release())).toBeUndefined();
    const plain = Uint8Array.from(CODE);
    new DataView(plain.buffer).setUint32(DESCRIPTOR_OFFSET, 0, true);
    expect(contents(release({ code: plain, ramLayout: 7 }))).toBeUndefined();
  });
});
