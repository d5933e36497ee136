import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PART_NAMES } from '@twinbank/parts';
import { crc32Stm, equalBytes, isFault, seededRng, toHex } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

import { blockLength, checkSections, codeSection, decodeManifest, encodeManifest, SALT_BYTES } from './manifest.js';
import { CODE_ADDRESS, STREAM_ALIGNMENT } from './padded-image.js';
import { buildRelease, DEFAULT_BLOCK_SIZE, isBlockSize, type ReleaseInputs } from './release.js';
import { anyPlans } from './testing/any-plans.js';
import { encodePlans } from './plan/plan-codec.js';
import { PAYLOAD_TYPES, type PayloadInput } from './section-table.js';

const INPUTS: ReleaseInputs = {
  product: 'pump',
  version: '1.1.0',
  counter: 3,
  parts: ['STM32G484'],
  hardware: ['B'],
  code: seededRng('code').bytes(10_000),
  plaintextSalt: new Uint8Array(SALT_BYTES).fill(0x5a),
  createdMs: Date.UTC(2026, 10, 22),
};
const EXTRAS: PayloadInput[] = [
  { type: 'config', bytes: Uint8Array.of(1, 2, 3, 4, 5) },
  { type: 'companion', bytes: new Uint8Array(100).fill(7), address: 7, target: 'radio' },
];
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const codeOf = (change: Partial<ReleaseInputs>): string => {
  try {
    buildRelease({ ...INPUTS, ...change });
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'built';
};

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/);
const word = fc.nat(0xffffffff);
const plan = anyPlans.map((plans) => ({ type: 'plan' as const, bytes: encodePlans(plans) }));
const other = fc
  .record({
    type: fc.constantFrom(...PAYLOAD_TYPES.filter((type) => type !== 'plan')),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    address: fc.nat(0xffffff00),
    target: name,
  })
  .map(({ target, ...rest }) => (rest.type === 'companion' ? { ...rest, target } : rest));
const extras: fc.Arbitrary<PayloadInput[]> = fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: other }, plan), {
  maxLength: 4,
  selector: ({ type, ...rest }) =>
    type === 'companion' && 'target' in rest ? rest.target : type === 'config' || type === 'plan' ? type : rest,
});
const drawn: fc.Arbitrary<ReleaseInputs> = fc.record(
  {
    product: name,
    version: fc.constantFrom('0.0.1', '1.1.0', '2.0.0-rc.1+build.7'),
    counter: word,
    parts: fc.uniqueArray(fc.constantFrom(...PART_NAMES), { minLength: 1 }),
    hardware: fc.array(name, { minLength: 1, maxLength: 4 }),
    code: fc.uint8Array({ minLength: 1, maxLength: 6000 }),
    extras,
    swapSection: fc.constant({ offset: 0, length: 1 }),
    ramLayout: word,
    postUpdateEntry: word,
    blockSize: fc.constantFrom(1024, 2048, 4096, 16384),
    plaintextSalt: fc.uint8Array({ minLength: SALT_BYTES, maxLength: SALT_BYTES }),
    createdMs: fc.nat(4_000_000_000_000),
  },
  { requiredKeys: ['product', 'version', 'counter', 'parts', 'hardware', 'code', 'plaintextSalt', 'createdMs'] },
);
/** A release has run-once code or plans. */
const inputs = drawn.map(({ postUpdateEntry, ...rest }) =>
  postUpdateEntry === undefined || rest.extras?.some(({ type }) => type === 'plan') === true
    ? rest
    : { ...rest, postUpdateEntry },
);

describe('a release', () => {
  it('can be signed as JSON and read again, whatever it was built from', () => {
    fc.assert(
      fc.property(inputs, (value) => {
        const { manifest } = buildRelease(value);
        expect(decodeManifest(JSON.parse(JSON.stringify(encodeManifest(manifest))) as Record<string, unknown>)).toEqual(
          manifest,
        );
      }),
    );
  });

  it('contains its sections where the manifest says, with the digests and CRCs of the manifest', () => {
    fc.assert(
      fc.property(inputs, (value) => {
        const { manifest, stream } = buildRelease(value);
        const sections = manifest.sections.map((section) => ({
          ...section,
          bytes: stream.subarray(section.offset, section.offset + section.length),
        }));
        for (const { offset, bytes, sha256, crc32 } of sections) {
          expect(offset % STREAM_ALIGNMENT).toBe(0);
          const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(0xff);
          words.set(bytes);
          expect([toHex(sha256), crc32]).toEqual([digestOf(bytes), crc32Stm(words)]);
        }
        const [code, ...others] = sections;
        expect(equalBytes(code!.bytes.subarray(0, value.code.length), value.code)).toBe(true);
        const given = PAYLOAD_TYPES.flatMap((type) => (value.extras ?? []).filter((section) => section.type === type));
        expect(others.map(({ type, bytes }) => [type, toHex(bytes)])).toEqual(
          given.map(({ type, bytes }) => [type, toHex(bytes)]),
        );
      }),
    );
  });

  it('is covered by its block digests and by the digest of the stream', () => {
    fc.assert(
      fc.property(inputs, (value) => {
        const { manifest, stream } = buildRelease(value);
        expect([manifest.streamLength, toHex(manifest.streamDigest)]).toEqual([stream.length, digestOf(stream)]);
        let covered = 0;
        for (const [block, digest] of manifest.blocks.entries()) {
          const bytes = stream.subarray(covered, covered + blockLength(manifest, block));
          expect(toHex(digest)).toBe(digestOf(bytes));
          covered += bytes.length;
        }
        expect(covered).toBe(stream.length);
      }),
    );
  });

  it('begins with the salt and then the code, linked for the start of the active bank, padded to whole program units', () => {
    const { manifest, stream } = buildRelease(INPUTS);
    expect(stream.subarray(0, SALT_BYTES)).toEqual(INPUTS.plaintextSalt);
    expect(codeSection(manifest)).toMatchObject({
      type: 'code',
      offset: SALT_BYTES,
      length: 10_048,
      address: CODE_ADDRESS,
    });
    expect(stream.subarray(SALT_BYTES, SALT_BYTES + 10_000)).toEqual(INPUTS.code);
    expect([...stream.subarray(SALT_BYTES + 10_000)]).toEqual(new Array(48).fill(0xff));
  });

  it('does not pad code that already fits', () => {
    expect(codeSection(buildRelease({ ...INPUTS, code: new Uint8Array(128) }).manifest).length).toBe(128);
  });

  it('is the same for the same inputs', () => expect(buildRelease(INPUTS)).toEqual(buildRelease(INPUTS)));

  it('has blocks of 4 KiB by default, and the time of its creation', () => {
    const { manifest } = buildRelease(INPUTS);
    expect([manifest.blockSize, manifest.blocks.length, manifest.created]).toEqual([
      DEFAULT_BLOCK_SIZE,
      3,
      '2026-11-22T00:00:00.000Z',
    ]);
  });

  it('hashes the swap section as it is in the bank, padding included', () => {
    const { manifest, stream } = buildRelease({ ...INPUTS, swapSection: { offset: 9_984, length: 64 } });
    expect(toHex(manifest.swapSection!.sha256)).toBe(
      digestOf(stream.subarray(SALT_BYTES + 9_984, SALT_BYTES + 10_048)),
    );
  });

  it('names the layout of its RAM and its run-once code, if it has any', () => {
    const { manifest } = buildRelease({ ...INPUTS, ramLayout: 2, postUpdateEntry: 0x08000301 });
    expect([manifest.ramLayout, manifest.postUpdateEntry]).toEqual([2, 0x08000301]);
    const bare = JSON.parse(JSON.stringify(buildRelease(INPUTS).manifest)) as object;
    expect(Object.keys(bare)).not.toContain('postUpdateEntry');
  });

  it('may carry other sections in its image, at multiples of 64 and as long as they are', () => {
    const { manifest, stream } = buildRelease({ ...INPUTS, extras: EXTRAS });
    const [code, config, companion] = manifest.sections;
    expect(code).toMatchObject({ offset: 64, length: 10_048 + 64 + 128 + 3 * 64 });
    expect(config).toMatchObject({ type: 'config', offset: 10_112, length: 5, address: 0x08000000 + 10_048 });
    expect([...stream.subarray(10_112, 10_120)]).toEqual([1, 2, 3, 4, 5, 0xff, 0xff, 0xff]);
    expect(companion).toMatchObject({ type: 'companion', offset: 10_176, length: 100, address: 7, target: 'radio' });
    expect(manifest.streamLength).toBe(64 + code!.length);
  });

  it('is the same whether its sections are given, or lie in the image already', () => {
    const { manifest, stream } = buildRelease({ ...INPUTS, extras: EXTRAS });
    expect(buildRelease({ ...INPUTS, code: stream.slice(64) })).toEqual({ manifest, stream });
    expect(codeOf({ code: stream.slice(64), extras: EXTRAS })).toBe('request_invalid');
  });

  it('is refused if the table of its image does not hold', () => {
    const code = buildRelease({ ...INPUTS, extras: EXTRAS }).stream.slice(64);
    code[10_048]! ^= 1;
    expect(codeOf({ code })).toBe('section_table_invalid');
  });
});

describe('a release that cannot be built', () => {
  it.each([
    ['has no code', { code: new Uint8Array(0) }, 'image_empty'],
    ['is longer than any stream', { code: new Uint8Array(LIMITS.streamBytesMax), blockSize: 16384 }, 'image_too_large'],
    ['has more blocks than a manifest holds', { code: new Uint8Array(512 * 1024), blockSize: 1024 }, 'image_too_large'],
    ['has blocks of no power of two', { blockSize: 3000 }, 'request_invalid'],
    ['has blocks that are too small', { blockSize: 512 }, 'request_invalid'],
    ['has blocks that are too large', { blockSize: 32768 }, 'request_invalid'],
    ['has a version that is none', { version: 'v1' }, 'request_invalid'],
    ['has a product that is no name', { product: 'a/b' }, 'request_invalid'],
    ['is for no part', { parts: [] }, 'request_invalid'],
    ['is for no hardware', { hardware: [] }, 'request_invalid'],
    ['has a counter beyond 32 bits', { counter: 2 ** 32 }, 'request_invalid'],
    ['has a swap section beyond its code', { swapSection: { offset: 10_000, length: 64 } }, 'request_invalid'],
    ['has an empty swap section', { swapSection: { offset: 0, length: 0 } }, 'request_invalid'],
    [
      'has an empty section',
      { extras: [{ type: 'config' as const, bytes: new Uint8Array(0), address: 0 }] },
      'request_invalid',
    ],
    [
      'has a section for an unnamed companion',
      { extras: [{ type: 'companion' as const, bytes: new Uint8Array(4), address: 0 }] },
      'request_invalid',
    ],
  ])('because it %s', (_name, change, code) => expect(codeOf(change)).toBe(code));

  it('fits with larger blocks if there would be too many smaller ones', () => {
    expect(codeOf({ code: new Uint8Array(512 * 1024), blockSize: 2048 })).toBe('built');
    expect(codeOf({ code: new Uint8Array(512 * 1024 - SALT_BYTES), blockSize: 1024 })).toBe('built');
  });

  it('because it lacks 64 bytes of salt', () =>
    expect(() => buildRelease({ ...INPUTS, plaintextSalt: new Uint8Array(16) })).toThrow(RangeError));
});

describe('isBlockSize', () => {
  it('is true for powers of two within the limits', () => {
    const sizes = Array.from({ length: 20_000 }, (_, bytes) => bytes).filter(isBlockSize);
    expect(sizes).toEqual([1024, 2048, 4096, 8192, 16384]);
    expect([isBlockSize(4096.5), isBlockSize(NaN)]).toEqual([false, false]);
  });
});

describe('a release with plans', () => {
  const step = { do: 'move', from: 0x20000000, to: 0x20000010, length: 4 } as const;
  const plans = [{ from: [new Uint8Array(32).fill(9)], steps: [step] }];
  const planned: PayloadInput[] = [{ type: 'plan', bytes: encodePlans(plans) }];

  it('has them in its image, where they are read, and in its manifest, where they are signed', () => {
    const { manifest, stream } = buildRelease({ ...INPUTS, extras: planned });
    expect(manifest.plans).toEqual(plans);
    expect(manifest.sections[1]).toMatchObject({
      type: 'plan',
      address: 0x08000000 + manifest.sections[1]!.offset - 64,
    });
    expect(encodeManifest(manifest)['plans']).toEqual([{ from: ['09'.repeat(32)], steps: [step] }]);
    expect(() => checkSections(manifest, stream.subarray(64))).not.toThrow();
    const other = { ...manifest, plans: [{ ...plans[0]!, steps: [{ ...step, to: 0x20000014 }] }] };
    expect(() => checkSections(other, stream.subarray(64))).toThrow('other plans than the image carries');
  });

  it('is refused if the plans cannot be read, or stand beside run-once code', () => {
    expect(codeOf({ extras: [{ type: 'plan', bytes: Uint8Array.of(1) }] })).toBe('plan_invalid');
    expect(codeOf({ extras: planned, postUpdateEntry: 0x08000301 })).toBe('request_invalid');
    expect(codeOf({ extras: [...planned, ...planned] })).toBe('request_invalid');
  });

  it.each([
    ['plans that its image does not carry', { plans: [{ from: ['09'.repeat(32)], steps: [] }] }, {}],
    ['no plans for the section that has them', {}, { extras: planned }],
    ['an empty list', { plans: [] }, {}],
  ])('has a manifest that is refused with %s', (_, change, inputs) => {
    const { plans: _plans, ...said } = encodeManifest(buildRelease({ ...INPUTS, ...inputs }).manifest);
    expect(() => decodeManifest({ ...said, ...change })).toThrow(
      expect.objectContaining({ code: 'manifest_malformed' }),
    );
  });
});
