import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromHex, isFault, toHex } from '@twinbank/primitives';

import { LIMITS } from './limits.js';
import {
  BLOCK_HEADER_BYTES,
  decodeBlockMessage,
  decodeWant,
  encodeBlockMessage,
  encodeWant,
  REFUSALS,
  wantedBlocks,
  wantFor,
  writeBlockHeader,
  type BlockMessage,
  type RefusalCode,
  type Want,
} from './transfer-codec.js';

const uint32 = fc.nat(0xffffffff);
const want: fc.Arbitrary<Want> = fc.record({
  transfer: uint32,
  first: uint32,
  bitmap: fc
    .uint8Array({ minLength: 1, maxLength: LIMITS.wantBitmapBytes })
    .filter((bitmap) => bitmap.some((byte) => byte !== 0)),
});
const blockMessage: fc.Arbitrary<BlockMessage> = fc.oneof(
  fc.record({
    type: fc.constant('block' as const),
    transfer: uint32,
    block: uint32,
    ciphertext: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  }),
  fc.record({ type: fc.constant('later' as const), transfer: uint32, retryAfterMs: uint32 }),
  fc.record({
    type: fc.constant('refused' as const),
    transfer: uint32,
    reason: fc.constantFrom(...(Object.keys(REFUSALS) as RefusalCode[])),
  }),
);
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
/** Junk that resembles a message at first: a valid first byte, followed by anything. */
const junk = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.uint8Array({ maxLength: 60 }))
    .map(([kind, rest]) => Uint8Array.of(kind, ...rest)),
);

describe('a want', () => {
  it('has this layout', () => {
    expect(toHex(encodeWant({ transfer: 0x01020304, first: 0x05060708, bitmap: Uint8Array.of(0x81, 0x03) }))).toBe(
      '01' + '01020304' + '05060708' + '02' + '8103',
    );
  });

  it('is the same after encoding and decoding', () => {
    fc.assert(fc.property(want, (value) => expect(decodeWant(encodeWant(value))).toEqual(value)));
  });

  it('can be read from any place in a larger buffer', () => {
    const bytes = encodeWant({ transfer: 7, first: 3, bitmap: Uint8Array.of(1) });
    const buffer = new Uint8Array(50).fill(0xee);
    buffer.set(bytes, 13);
    expect(decodeWant(buffer.subarray(13, 13 + bytes.length))).toEqual({
      transfer: 7,
      first: 3,
      bitmap: Uint8Array.of(1),
    });
  });

  it('names its blocks by bits, least significant first', () => {
    expect(wantedBlocks({ transfer: 1, first: 10, bitmap: Uint8Array.of(0b1000_0101, 0b0000_0010) })).toEqual([
      10, 12, 17, 19,
    ]);
  });

  it('asks for the blocks it was made for', () => {
    const blocks = fc.uniqueArray(fc.nat(255), { minLength: 1 }).map((offsets) => offsets.sort((a, b) => a - b));
    fc.assert(
      fc.property(uint32, fc.nat(100_000), blocks, (transfer, start, offsets) => {
        const wanted = offsets.map((offset) => start + offset - offsets[0]!);
        const made = wantFor(transfer, wanted);
        expect(wantedBlocks(made)).toEqual(wanted);
        expect(wantedBlocks(decodeWant(encodeWant(made)))).toEqual(wanted);
        expect(made.bitmap.at(-1)).not.toBe(0);
      }),
    );
  });

  it('covers 256 blocks and leaves the rest for the next one', () => {
    expect(wantedBlocks(wantFor(1, [0, 255, 256, 300]))).toEqual([0, 255]);
    expect(wantFor(1, [5]).bitmap).toEqual(Uint8Array.of(1));
    const longest = encodeWant(wantFor(1, [0, 255]));
    expect(longest.length).toBeLessThanOrEqual(LIMITS.wantBytes);
    expect(wantedBlocks(decodeWant(longest))).toEqual([0, 255]);
  });

  it.each([
    ['nothing', ''],
    ['a header only', '01000000010000000000'],
    ['a bitmap shorter than stated', '0100000001000000000201'],
    ['a bitmap longer than stated', '010000000100000000010101'],
    ['no block wanted', '0100000001000000000100'],
    ['another kind of message', '0200000001000000000101'],
    ['a bitmap of 33 bytes', `01000000010000000021${'01'.repeat(33)}`],
  ])('is refused with %s', (_name, hex) => expect(codeOf(() => decodeWant(fromHex(hex)!))).toBe('message_malformed'));

  it('is checked for its size before it is read', () =>
    expect(codeOf(() => decodeWant(new Uint8Array(LIMITS.wantBytes + 1).fill(1)))).toBe('message_too_large'));

  it('never throws anything but a Fault, and what is accepted encodes to the same again', () => {
    fc.assert(
      fc.property(junk, (bytes) => {
        if (codeOf(() => decodeWant(bytes)) === 'taken') expect(encodeWant(decodeWant(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a message on the block topic', () => {
  it('has one of these layouts', () => {
    expect(
      toHex(
        encodeBlockMessage({ type: 'block', transfer: 0x0a0b0c0d, block: 2, ciphertext: Uint8Array.of(0xaa, 0xbb) }),
      ),
    ).toBe('02' + '0a0b0c0d' + '00000002' + 'aabb');
    expect(toHex(encodeBlockMessage({ type: 'later', transfer: 1, retryAfterMs: 1500 }))).toBe(
      '03' + '00000001' + '000005dc',
    );
    expect(toHex(encodeBlockMessage({ type: 'refused', transfer: 1, reason: 'job_closed' }))).toBe(
      '04' + '00000001' + '00000003',
    );
  });

  it('gives each refusal one number that never changes', () =>
    expect(REFUSALS).toEqual({ unknown_transfer: 1, want_out_of_range: 2, job_closed: 3 }));

  it('is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(blockMessage, (message) => expect(decodeBlockMessage(encodeBlockMessage(message))).toEqual(message)),
    );
  });

  it('can be written in place, header first', () => {
    const target = new Uint8Array(4 + BLOCK_HEADER_BYTES + 3);
    writeBlockHeader(target, 4, 0xfffffffe, 9);
    target.set([1, 2, 3], 4 + BLOCK_HEADER_BYTES);
    expect(decodeBlockMessage(target.subarray(4))).toEqual({
      type: 'block',
      transfer: 0xfffffffe,
      block: 9,
      ciphertext: Uint8Array.of(1, 2, 3),
    });
  });

  it('shares its ciphertext with the input bytes', () => {
    const bytes = encodeBlockMessage({ type: 'block', transfer: 1, block: 0, ciphertext: Uint8Array.of(7) });
    const message = decodeBlockMessage(bytes);
    expect(message.type === 'block' && message.ciphertext.buffer === bytes.buffer).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a short header', '0200000001000000'],
    ['a block without ciphertext', '020000000100000000'],
    ['a later with more to it', '03000000010000000000'],
    ['an unknown refusal', '040000000100000009'],
    ['refusal zero', '040000000100000000'],
    ['an unknown kind', '050000000100000000'],
    ['an unknown kind with the number of a refusal', '050000000100000001'],
    ['a want', '0100000001000000000101'],
  ])('is refused with %s', (_name, hex) =>
    expect(codeOf(() => decodeBlockMessage(fromHex(hex)!))).toBe('message_malformed'),
  );

  it('holds the largest block and not a byte more', () => {
    const largest = encodeBlockMessage({
      type: 'block',
      transfer: 1,
      block: 0,
      ciphertext: new Uint8Array(LIMITS.blockBytesMax),
    });
    expect(codeOf(() => decodeBlockMessage(largest))).toBe('taken');
    expect(codeOf(() => decodeBlockMessage(new Uint8Array(largest.length + 1).fill(2)))).toBe('message_too_large');
  });

  it('never throws anything but a Fault, and what is accepted encodes to the same again', () => {
    fc.assert(
      fc.property(junk, (bytes) => {
        if (codeOf(() => decodeBlockMessage(bytes)) === 'taken')
          expect(encodeBlockMessage(decodeBlockMessage(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
