import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toBase64Url } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

import { align, blockLength, checkSections, decodeManifest, encodeManifest, type Manifest } from './manifest.js';
import { buildRelease, type Release } from './release.js';
import type { PayloadInput } from './section-table.js';

type Json = Record<string, unknown>;
type ManifestJson = Json & { sections: Json[]; swapSection: Json; blocks: string };

/** A manifest as JSON with every field; each test spoils one thing. */
function aManifest(): ManifestJson {
  const { manifest } = buildRelease({
    product: 'pump',
    version: '1.1.0',
    counter: 3,
    parts: ['STM32L486', 'STM32G484'],
    hardware: ['A', 'B'],
    code: new Uint8Array(9000).fill(3),
    extras: [
      { type: 'ram-code', bytes: new Uint8Array(300), address: 0x10000000 },
      { type: 'companion', bytes: new Uint8Array(80), address: 0, target: 'radio' },
    ],
    swapSection: { offset: 1024, length: 256 },
    ramLayout: 2,
    postUpdateEntry: 0x08000301,
    plaintextSalt: new Uint8Array(64),
    createdMs: 0,
  });
  return JSON.parse(JSON.stringify(encodeManifest(manifest))) as ManifestJson;
}
const spoiled = (defect: (manifest: ManifestJson) => void): ManifestJson => {
  const manifest = aManifest();
  defect(manifest);
  return manifest;
};
const refusalOf = (manifest: Json): string => {
  try {
    decodeManifest(manifest);
  } catch (error) {
    if (isFault(error, 'manifest_malformed')) return error.detail;
    throw error;
  }
  return 'taken';
};

const OUTSIDE = 'the sections besides the code are parts of it, aligned, one after another';

/** Defects by name, with the sentence reported for each. */
const CONTRADICTIONS: Record<string, [(manifest: ManifestJson) => void, string]> = {
  'a version that is none': [(m) => (m['version'] = '1.1'), 'version is no semantic version'],
  'no part': [(m) => (m['parts'] = []), 'parts and hardware name at least one each'],
  'no hardware revision': [(m) => (m['hardware'] = []), 'parts and hardware name at least one each'],
  'a boot ROM minimum for parts whose boot ROMs have no order': [
    (m) => (m['bootRomMin'] = '13.4'),
    'bootRomMin needs parts of one family',
  ],
  'blocks of 3 KiB': [(m) => (m['blockSize'] = 3072), 'blockSize is no power of two'],
  'blocks of another size than its digests': [
    (m) => (m['blockSize'] = 8192),
    'the number of block digests does not fit streamLength and blockSize',
  ],
  'a digest too few': [
    (m) => (m.blocks = toBase64Url(new Uint8Array(64))),
    'the number of block digests does not fit streamLength and blockSize',
  ],
  'a digest too many': [
    (m) => (m.blocks = toBase64Url(new Uint8Array(128))),
    'the number of block digests does not fit streamLength and blockSize',
  ],
  'half a digest': [(m) => (m.blocks = toBase64Url(new Uint8Array(80))), 'blocks must be base64url of 32-byte digests'],
  'digests in hexadecimal with a colon': [(m) => (m.blocks = 'ab:cd'), 'blocks must be base64url of 32-byte digests'],
  'a salt that breaks the alignment': [(m) => (m['saltLength'] = 60), 'saltLength is no multiple of 64'],
  'no sections': [(m) => (m.sections = []), 'the first section, and no other, is the code'],
  'no code': [(m) => (m.sections[0]!['type'] = 'config'), 'the first section, and no other, is the code'],
  'code that comes second': [(m) => m.sections.reverse(), 'the first section, and no other, is the code'],
  'code twice': [(m) => (m.sections[1]!['type'] = 'code'), 'the first section, and no other, is the code'],
  'code of half a program unit': [
    (m) => (m.sections[0]!['length'] = 9000),
    'the code is no whole number of program units',
  ],
  'code within the salt': [(m) => (m.sections[0]!['offset'] = 0), 'the code does not follow the salt'],
  'code that does not follow the salt': [
    (m) => ((m.sections[0]!['offset'] = 128), (m['streamLength'] = 9792)),
    'the code does not follow the salt',
  ],
  'a section before the code has begun': [(m) => (m.sections[1]!['offset'] = 64), OUTSIDE],
  'a section that is not aligned': [(m) => (m.sections[1]!['offset'] = 9092), OUTSIDE],
  'a section within another': [(m) => (m.sections[2]!['offset'] = 9344), OUTSIDE],
  'a section before another': [(m) => (m.sections[2]!['offset'] = 8960), OUTSIDE],
  'a section that ends behind the code': [(m) => (m.sections[2]!['length'] = 321), OUTSIDE],
  'a companion without a name': [
    (m) => delete m.sections[2]!['target'],
    'sections for companions, and no others, name their target',
  ],
  'code for a companion': [
    (m) => (m.sections[0]!['target'] = 'radio'),
    'sections for companions, and no others, name their target',
  ],
  'a stream that goes on': [(m) => (m['streamLength'] = 12_000), 'the stream does not end with its code'],
  'a stream that ends early': [(m) => (m['streamLength'] = 9500), 'the stream does not end with its code'],
  'a swap section beyond the code': [(m) => (m.swapSection['offset'] = 9500), 'the swap section lies outside the code'],
};

/** Fields that cannot be read at all. */
const UNREADABLE: Record<string, [(manifest: ManifestJson) => void, RegExp]> = {
  'a boot ROM whose version no byte can say': [(m) => (m['bootRomMin'] = '13.16'), /^bootRomMin must/],
  'a boot ROM as a number': [(m) => (m['bootRomMin'] = 13.4), /^bootRomMin must/],
  'another format': [(m) => (m['format'] = 2), /^format must be/],
  'a field too many': [(m) => (m['priority'] = 1), /^unknown field priority$/],
  'a section with a field too many': [(m) => (m.sections[0]!['x'] = 1), /^unknown field sections\[0\]\.x$/],
  'a swap section with a field too many': [(m) => (m.swapSection['x'] = 1), /^unknown field swapSection\.x$/],
  'a product that is no name': [(m) => (m['product'] = '../etc'), /^product must be/],
  'a part that is not known': [(m) => (m['parts'] = ['STM32F103']), /^parts must be/],
  'a negative counter': [(m) => (m['counter'] = -1), /^counter must be/],
  'a stream longer than any': [(m) => (m['streamLength'] = LIMITS.streamBytesMax + 1), /^streamLength must be/],
  'blocks that are too large': [(m) => (m['blockSize'] = 32768), /^blockSize must be/],
  'more digests than any release has': [
    (m) => (m.blocks = toBase64Url(new Uint8Array((LIMITS.blocksMax + 1) * 32))),
    /^blocks must be/,
  ],
  'no digest of the stream': [(m) => delete m['streamDigest'], /^streamDigest must be/],
  'a digest in capitals': [(m) => (m['streamDigest'] = 'AB'.repeat(32)), /^streamDigest must be/],
  'an unknown kind of section': [(m) => (m.sections[1]!['type'] = 'malware'), /^sections\[1\]\.type must be one of/],
  'seventeen sections': [(m) => (m.sections = new Array<Json>(17).fill(m.sections[0]!)), /^sections must be a list/],
  'a CRC that is a string': [(m) => (m.sections[0]!['crc32'] = '0x1'), /^sections\[0\]\.crc32 must be/],
  'a section of no bytes': [(m) => (m.sections[1]!['length'] = 0), /^sections\[1\]\.length must be/],
  'a swap section of no bytes': [(m) => (m.swapSection['length'] = 0), /^swapSection\.length must be/],
  'a swap section without digest': [(m) => delete m.swapSection['sha256'], /^swapSection\.sha256 must be/],
  'a layout beyond 32 bits': [(m) => (m['ramLayout'] = 2 ** 32), /^ramLayout must be/],
  'an entry that is a name': [(m) => (m['postUpdateEntry'] = 'main'), /^postUpdateEntry must be/],
  'a date in words': [(m) => (m['created'] = 'yesterday'), /^created must be/],
};

describe('a manifest', () => {
  it('is accepted with every field, and gives the same JSON again', () => {
    expect(encodeManifest(decodeManifest(aManifest()))).toEqual(aManifest());
  });

  it('is accepted with a section that ends where its code does, and with one of a single byte', () => {
    expect(refusalOf(spoiled((m) => (m.sections[2]!['length'] = 320)))).toBe('taken');
    expect(refusalOf(spoiled((m) => (m.sections[1]!['length'] = 1)))).toBe('taken');
  });

  it('is accepted without optional fields', () => {
    const bare = spoiled((m) => ['swapSection', 'ramLayout', 'postUpdateEntry'].forEach((field) => delete m[field]));
    const manifest = decodeManifest(bare);
    expect([manifest.swapSection, manifest.ramLayout, manifest.postUpdateEntry]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(Object.entries(CONTRADICTIONS))('is refused with %s', (_name, [defect, refusal]) =>
    expect(refusalOf(spoiled(defect))).toBe(refusal),
  );

  it.each(Object.entries(UNREADABLE))('is refused with %s', (_name, [defect, refusal]) =>
    expect(refusalOf(spoiled(defect))).toMatch(refusal),
  );

  it('never makes the reader throw anything but a Fault', () => {
    const fields = Object.keys(aManifest());
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, junk) => {
        expect(typeof refusalOf({ ...aManifest(), [field]: junk })).toBe('string');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()), (junk) =>
        expect(refusalOf(junk)).not.toBe('taken'),
      ),
    );
  });

  it('of the largest release fits in a ticket message', () => {
    const { manifest } = buildRelease({
      product: 'x'.repeat(64),
      version: '1.0.0',
      counter: 0xffffffff,
      parts: ['STM32L486'],
      hardware: Array.from({ length: 64 }, (_, index) => `revision-${index}`.padEnd(64, 'x')),
      code: new Uint8Array(LIMITS.blocksMax * 1024 - 64),
      blockSize: 1024,
      plaintextSalt: new Uint8Array(64),
      createdMs: 0,
    });
    const payload = toBase64Url(new TextEncoder().encode(JSON.stringify(encodeManifest(manifest))));
    expect(payload.length + 4096 + 1024).toBeLessThan(LIMITS.ticketBytes);
  });
});

describe('blockLength', () => {
  it('is the block size, except for the last block', () => {
    const manifest = { blockSize: 1024, streamLength: 2500 };
    expect([0, 1, 2].map((block) => blockLength(manifest, block))).toEqual([1024, 1024, 452]);
    expect(blockLength({ blockSize: 1024, streamLength: 2048 }, 1)).toBe(1024);
  });
});

describe('align', () => {
  it('rounds up to the next multiple of 64', () =>
    expect([0, 1, 64, 65, 127, 128].map(align)).toEqual([0, 64, 64, 128, 128, 128]));
});

describe('a manifest and the table of its image', () => {
  const built = (): Release => {
    const extras: PayloadInput[] = [
      { type: 'config', bytes: Uint8Array.of(1, 2, 3) },
      { type: 'companion', bytes: new Uint8Array(80), target: 'radio' },
    ];
    const named = { product: 'pump', version: '1.1.0', counter: 3, parts: ['STM32G484'], hardware: ['A'] } as const;
    return buildRelease({
      ...{ ...named, code: new Uint8Array(9000), extras },
      ...{ plaintextSalt: new Uint8Array(64), createdMs: 0 },
    });
  };
  const verdict = (manifest: Manifest, image: Uint8Array): unknown => {
    try {
      return checkSections(manifest, image);
    } catch (error) {
      return isFault(error) ? `${error.code}: ${error.detail}` : error;
    }
  };
  const DIFFERENT = 'section_table_invalid: the manifest names other sections than the table at the image’s end';

  it('say the same of a release as it is built', () => {
    const { manifest, stream } = built();
    expect(verdict(manifest, stream.subarray(64))).toBeUndefined();
    const plain = buildRelease({
      ...manifest,
      code: new Uint8Array(100),
      plaintextSalt: new Uint8Array(64),
      createdMs: 0,
    });
    expect(verdict(plain.manifest, plain.stream.subarray(64))).toBeUndefined();
  });

  it.each(['type', 'offset', 'length', 'address', 'crc32', 'target', 'sha256'] as const)(
    'are told apart by %s',
    (name) => {
      const { manifest, stream } = built();
      const other = {
        type: 'ram-init',
        offset: 64,
        length: 2,
        address: 1,
        crc32: 5,
        target: 'modem',
        sha256: new Uint8Array(32),
      };
      const sections = manifest.sections.map((section, i) => (i === 2 ? { ...section, [name]: other[name] } : section));
      expect(verdict({ ...manifest, sections } as Manifest, stream.subarray(64))).toBe(DIFFERENT);
    },
  );

  it('are told apart if one of them names a section more', () => {
    const { manifest, stream } = built();
    expect(verdict({ ...manifest, sections: manifest.sections.slice(0, 2) }, stream.subarray(64))).toBe(DIFFERENT);
    const sections = [...manifest.sections, manifest.sections[2]!];
    expect(verdict({ ...manifest, sections }, stream.subarray(64))).toBe(DIFFERENT);
    expect(verdict(manifest, new Uint8Array(9024))).toBe(DIFFERENT);
  });

  it('are refused if a payload is not what its digest says', () => {
    const { manifest, stream } = built();
    const image = stream.slice(64);
    image[9024]! ^= 1;
    expect(verdict(manifest, image)).toMatch('section_table_invalid: the SHA-256 of the section config at 9024');
  });
});
