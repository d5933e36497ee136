import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { crc32Stm, isFault } from '@twinbank/primitives';

import {
  decodeSectionTable,
  flawInPayloads,
  imageWith,
  PAYLOADS_MAX,
  payloadCrc,
  payloadOf,
  SECTION_TABLE_BYTES_MAX,
  sectionTableOf,
  type PayloadInput,
} from './section-table.js';

const CODE = new Uint8Array(1000).map((_, index) => index % 251);
const INPUTS: PayloadInput[] = [
  { type: 'companion', bytes: new Uint8Array(130).fill(9), address: 0x400, target: 'radio' },
  { type: 'ram-init', bytes: Uint8Array.of(5), address: 0x20003001 },
  { type: 'config', bytes: Uint8Array.of(1, 2, 3) },
  { type: 'companion', bytes: new Uint8Array(64).fill(8), target: 'charger' },
];
const faultOf = (read: () => unknown): unknown => {
  try {
    read();
  } catch (error) {
    return isFault(error) ? `${error.code}: ${error.detail}` : error;
  }
  return 'taken';
};
/** The image of the inputs after a change of its bytes, with the table's CRC made right again. */
const spoiled = (change: (image: Uint8Array, table: number) => void, inputs = INPUTS): Uint8Array => {
  const image = imageWith(CODE, inputs);
  const foot = image.length - 64;
  const table = foot - inputs.length * 64;
  change(image, table);
  const count = new DataView(image.buffer).getUint16(foot + 10, true);
  const crc = crc32Stm(image.subarray(Math.max(0, foot - count * 64), foot + 60));
  new DataView(image.buffer).setUint32(foot + 60, crc, true);
  return image;
};
const put = (at: number, value: number) => (image: Uint8Array, table: number) =>
  new DataView(image.buffer).setUint32(table + at, value, true);

describe('the sections of an image', () => {
  it('follow the code in the order of their types, and the table follows them', () => {
    const image = imageWith(CODE, INPUTS);
    expect(sectionTableOf(image)).toMatchObject({
      codeLength: 1024,
      payloads: [
        { type: 'config', offset: 1024, length: 3, address: 0x08000400 },
        { type: 'ram-init', offset: 1088, length: 1, address: 0x20003001 },
        { type: 'companion', offset: 1152, length: 130, address: 0x400, target: 'radio' },
        { type: 'companion', offset: 1344, length: 64, address: 0, target: 'charger' },
      ],
    });
    expect(image.length).toBe(1408 + 5 * 64);
    expect([...image.subarray(1024, 1029), image[1087]]).toEqual([1, 2, 3, 0xff, 0xff, 0xff]);
  });

  it('are found from the end of the image alone, whatever they are', () => {
    const input = fc.record({
      type: fc.constantFrom('ram-init' as const, 'ram-code' as const),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
      address: fc.nat(0xfffffe00),
    });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.array(input, { minLength: 1, maxLength: PAYLOADS_MAX }),
        (code, inputs) => {
          const image = imageWith(code, inputs);
          const tail = image.slice(Math.max(0, image.length - SECTION_TABLE_BYTES_MAX));
          const table = decodeSectionTable(tail, image.length)!;
          const given = [...inputs].sort((a, b) => Number(a.type === 'ram-code') - Number(b.type === 'ram-code'));
          expect(
            table.payloads.map((payload) => [payload.type, payload.address, [...payloadOf(image, payload)]]),
          ).toEqual(given.map(({ type, address, bytes }) => [type, address, [...bytes]]));
          expect([...image.subarray(0, code.length)]).toEqual([...code]);
          expect(flawInPayloads(image, table)).toBeUndefined();
          for (const payload of table.payloads)
            expect(Buffer.from(payload.sha256)).toEqual(
              createHash('sha256').update(payloadOf(image, payload)).digest(),
            );
        },
      ),
    );
  });

  it('are none of an image that does not end with a table', () => {
    expect(sectionTableOf(imageWith(CODE, []))).toBeUndefined();
    expect(sectionTableOf(new Uint8Array(0))).toBeUndefined();
    expect(imageWith(CODE, []).length).toBe(1024);
    for (let byte = 0; byte < 8; byte++)
      expect(sectionTableOf(spoiled((image) => (image[image.length - 64 + byte]! ^= 1)))).toBeUndefined();
  });

  it('have a CRC over whole words, with the FF that follow', () => {
    const image = imageWith(CODE, INPUTS);
    const [config, value] = sectionTableOf(image)!.payloads;
    expect(payloadCrc(image, config!)).toBe(crc32Stm(Uint8Array.of(1, 2, 3, 0xff)));
    expect(payloadCrc(image, value!)).toBe(crc32Stm(Uint8Array.of(5, 0xff, 0xff, 0xff)));
  });

  it('are flawed if a byte of one changed, or one behind it', () => {
    const flaw = (at: number): string | undefined => {
      const image = imageWith(CODE, INPUTS);
      image[at]! ^= 1;
      return flawInPayloads(image, sectionTableOf(image)!);
    };
    expect(flaw(1025)).toBe('the SHA-256 of the section config at 1024 is not that of its bytes');
    expect(flaw(1027)).toBe('there are bytes other than FF behind the section config at 1024');
    expect(flaw(1343)).toBe('there are bytes other than FF behind the section companion at 1152');
    expect(flaw(1023)).toBeUndefined();
  });
});

describe('a table that contradicts itself', () => {
  it('is refused whichever byte of it changed', () => {
    const image = imageWith(CODE, INPUTS);
    for (let at = image.length - 56; at < image.length; at++) {
      const changed = image.slice();
      changed[at]! ^= 0x10;
      expect(faultOf(() => sectionTableOf(changed))).toMatch(/^section_table_invalid/);
    }
    for (let at = 1408; at < image.length - 64; at++) {
      const changed = image.slice();
      changed[at]! ^= 0x10;
      expect(faultOf(() => sectionTableOf(changed))).toMatch('the CRC-32 of the table');
    }
  });

  const REFUSED: Record<string, [(image: Uint8Array, table: number) => void, string]> = {
    'is of another format': [put(4 * 64 + 8, 0x00040002), 'the table has format 2'],
    'has no entry': [put(4 * 64 + 8, 0x00000001), 'the table says that it has 0 entries'],
    'has more entries than any image': [put(4 * 64 + 8, 0x00100001), 'the table says that it has 16 entries'],
    'names a type that is not known': [(image, at) => (image[at] = 9), 'a section of the unknown type 9'],
    'names the type 0': [(image, at) => (image[at] = 0), 'a section of the unknown type 0'],
    'has something in a reserved byte': [(image, at) => (image[at + 2] = 1), 'a reserved byte of an entry'],
    'has something in a reserved byte at its end': [
      (image) => (image[image.length - 10] = 1),
      'a reserved byte of the table is not zero',
    ],
    'leaves a gap': [put(64 + 4, 1152), 'sections follow the code and one another'],
    'names a section outside': [put(64 + 4, 0x10000), 'sections follow the code and one another'],
    'names an empty section': [put(8, 0), 'the section config at 1024 is empty'],
    'is not where its last section ends': [put(3 * 64 + 8, 65), 'the table does not follow the last section'],
    'names sections in another order': [(image, at) => (image[at] = 4), 'sections for companions, and no others'],
    'has its types in another order': [(image, at) => (image[at] = 3), 'sections are in the order config'],
    'has a configuration elsewhere': [put(12, 0x08000440), 'a configuration is read where it lies'],
    'has a section beyond the last address': [put(64 + 12, 0xffffffff), 'taken'],
    'has a section of two bytes beyond the last address': [
      (image, at) => (put(64 + 12, 0xffffffff)(image, at), put(64 + 8, 2)(image, at)),
      'ends beyond the last address',
    ],
    'has a chip without a name': [
      (image, at) => image.fill(0, at + 2 * 64 + 48, at + 3 * 64),
      'sections for companions, and no others',
    ],
    'has a name for what is no chip': [
      (image, at) => (image[at + 48] = 0x61),
      'sections for companions, and no others',
    ],
    'has a name that is none': [(image, at) => (image[at + 2 * 64 + 48] = 0x2f), 'the name of a chip'],
    'has something behind a name': [(image, at) => (image[at + 3 * 64 - 1] = 0x61), 'bytes behind its end'],
    'has two sections for one chip': [
      (image, at) => image.set(image.slice(at + 2 * 64 + 48, at + 3 * 64), at + 3 * 64 + 48),
      'two sections are for one chip',
    ],
  };
  it.each(Object.entries(REFUSED))('is refused if it %s', (_name, [change, text]) =>
    expect(faultOf(() => sectionTableOf(spoiled(change)))).toMatch(text),
  );

  it('has no code that is missing, and one configuration', () => {
    const two = [
      { type: 'ram-init', bytes: Uint8Array.of(1), address: 1 },
      { type: 'ram-init', bytes: Uint8Array.of(2), address: 2 },
    ] as const;
    const image = spoiled(
      (bytes, at) => (
        (bytes[at] = 1),
        (bytes[at + 64] = 1),
        put(12, 0x08000400)(bytes, at),
        put(76, 0x08000440)(bytes, at)
      ),
      [...two],
    );
    expect(faultOf(() => sectionTableOf(image))).toMatch('there is more than one configuration');
    const bare = imageWith(CODE, [...two]).slice(1024);
    expect(faultOf(() => sectionTableOf(bare))).toMatch('the table does not follow the last section');
    const tail = image.slice(image.length - 128);
    expect(faultOf(() => decodeSectionTable(tail, image.length))).toMatch('for which there is no room');
  });
});

describe('sections that no device would take', () => {
  const refusal = (...inputs: PayloadInput[]): unknown => faultOf(() => imageWith(CODE, inputs));
  const value: PayloadInput = { type: 'ram-init', bytes: Uint8Array.of(1), address: 0x20000000 };
  it('are refused before an image is made of them', () => {
    expect(refusal({ ...value, bytes: new Uint8Array(0) })).toMatch(
      'request_invalid: the section ram-init at 1024 is empty',
    );
    expect(refusal({ ...value, target: 'radio' })).toMatch('request_invalid: sections for companions');
    expect(refusal({ ...value, type: 'companion' })).toMatch('request_invalid: sections for companions');
    expect(refusal({ ...value, type: 'companion', target: 'a'.repeat(17) })).toMatch(
      'request_invalid: the name of a chip',
    );
    expect(refusal({ ...value, type: 'config' }, { ...value, type: 'config' })).toMatch('more than one configuration');
    expect(refusal(...new Array<PayloadInput>(PAYLOADS_MAX).fill(value))).toBe('taken');
    expect(refusal(...new Array<PayloadInput>(PAYLOADS_MAX + 1).fill(value))).toMatch(
      'request_invalid: an image carries at most 15',
    );
    expect(faultOf(() => imageWith(imageWith(CODE, [value]), [value]))).toMatch(
      'request_invalid: the image has sections already',
    );
  });
});
