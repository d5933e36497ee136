import { LIMITS } from './limits.js';
import { faultOf } from './faults.js';

/**
 * The two binary messages of a transfer. All numbers are big-endian.
 *
 * ```
 * want   0      1          5            9               10
 *        +------+----------+------------+---------------+---------------------+
 *        | 0x01 | transfer | first block| bitmap length | bitmap (1-32 bytes) |
 *        +------+----------+------------+---------------+---------------------+
 * block  0      1          5            9
 *        +------+----------+------------+----------------------------+
 *        | 0x02 | transfer | block no.  | ciphertext (1 .. blockSize)|
 *        +------+----------+------------+----------------------------+
 * later  | 0x03 | transfer | retry after, milliseconds              |
 * refuse | 0x04 | transfer | refusal code (RefusalCode)             |
 * ```
 *
 * Bit k of bitmap byte j (k = 0 is the least significant bit) asks for block `first + 8 j + k`. `transfer` is the
 * 32-bit number that the ticket gives: it names the job and the attempt in four bytes.
 */
export interface Want {
  readonly transfer: number;
  readonly first: number;
  /** 1 to 32 bytes, at least one bit set. */
  readonly bitmap: Uint8Array;
}

export type BlockMessage =
  | { readonly type: 'block'; readonly transfer: number; readonly block: number; readonly ciphertext: Uint8Array }
  | { readonly type: 'later'; readonly transfer: number; readonly retryAfterMs: number }
  | { readonly type: 'refused'; readonly transfer: number; readonly reason: RefusalCode };

/** Why the server refuses a want, with the number used on the wire. */
export const REFUSALS = { unknown_transfer: 1, want_out_of_range: 2, job_closed: 3 } as const;
export type RefusalCode = keyof typeof REFUSALS;

const WANT = 0x01;
const BLOCK = 0x02;
const LATER = 0x03;
const REFUSED = 0x04;
const WANT_HEADER_BYTES = 10;
/** Bytes before the ciphertext in a block message. */
export const BLOCK_HEADER_BYTES = 9;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Encodes a want. */
export function encodeWant(want: Want): Uint8Array {
  const bytes = new Uint8Array(WANT_HEADER_BYTES + want.bitmap.length);
  bytes[0] = WANT;
  const out = view(bytes);
  out.setUint32(1, want.transfer);
  out.setUint32(5, want.first);
  bytes[9] = want.bitmap.length;
  bytes.set(want.bitmap, WANT_HEADER_BYTES);
  return bytes;
}

/**
 * Reads a want.
 *
 * @throws Fault `message_too_large`, `message_malformed`
 *
 * @example
 * ```ts
 * import { decodeWant, encodeWant, wantedBlocks, wantFor } from '@twinbank/protocol';
 *
 * const bytes = encodeWant(wantFor(9, [4, 5, 12]));
 * console.log(bytes.length, wantedBlocks(decodeWant(bytes)).join(' ')); // 12 4 5 12
 * ```
 */
export function decodeWant(bytes: Uint8Array): Want {
  if (bytes.length > LIMITS.wantBytes)
    throw faultOf('message_too_large', `a want holds at most ${LIMITS.wantBytes} bytes`);
  if (bytes.length <= WANT_HEADER_BYTES || bytes[0] !== WANT) throw faultOf('message_malformed', 'not a want');
  const bitmap = bytes.subarray(WANT_HEADER_BYTES);
  if (bitmap.length !== bytes[9] || bitmap.length > LIMITS.wantBitmapBytes) {
    throw faultOf('message_malformed', 'the bitmap of a want does not have the length it states');
  }
  if (bitmap.every((byte) => byte === 0)) throw faultOf('message_malformed', 'a want asks for at least one block');
  const numbers = view(bytes);
  return { transfer: numbers.getUint32(1), first: numbers.getUint32(5), bitmap };
}

/** The block numbers that a want asks for, in rising order. */
export function wantedBlocks(want: Want): number[] {
  const blocks: number[] = [];
  for (let byte = 0; byte < want.bitmap.length; byte++) {
    const bits = want.bitmap[byte]!;
    for (let bit = 0; bit < 8; bit++) if (bits & (1 << bit)) blocks.push(want.first + byte * 8 + bit);
  }
  return blocks;
}

/** A want for the given blocks (in rising order, at least one). Blocks beyond the reach of the bitmap are left out. */
export function wantFor(transfer: number, blocks: readonly number[]): Want {
  const first = blocks[0] ?? 0;
  const within = blocks.filter((block) => block - first < LIMITS.wantBitmapBytes * 8);
  const bitmap = new Uint8Array((((within.at(-1) ?? first) - first) >> 3) + 1);
  for (const block of within) bitmap[(block - first) >> 3]! |= 1 << ((block - first) & 7);
  return { transfer, first, bitmap };
}

/** Writes the nine bytes before a block's ciphertext into `target` at `at`. */
export function writeBlockHeader(target: Uint8Array, at: number, transfer: number, block: number): void {
  const out = view(target);
  out.setUint8(at, BLOCK);
  out.setUint32(at + 1, transfer);
  out.setUint32(at + 5, block);
}

/** Encodes a message for the block topic. */
export function encodeBlockMessage(message: BlockMessage): Uint8Array {
  if (message.type === 'block') {
    const bytes = new Uint8Array(BLOCK_HEADER_BYTES + message.ciphertext.length);
    writeBlockHeader(bytes, 0, message.transfer, message.block);
    bytes.set(message.ciphertext, BLOCK_HEADER_BYTES);
    return bytes;
  }
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  const out = view(bytes);
  out.setUint8(0, message.type === 'later' ? LATER : REFUSED);
  out.setUint32(1, message.transfer);
  out.setUint32(5, message.type === 'later' ? message.retryAfterMs : REFUSALS[message.reason]);
  return bytes;
}

/**
 * Reads a message from the block topic; `ciphertext` is a view into the given bytes.
 *
 * @throws Fault `message_too_large`, `message_malformed`
 *
 * @example
 * ```ts
 * import { decodeBlockMessage, encodeBlockMessage } from '@twinbank/protocol';
 *
 * const bytes = encodeBlockMessage({ type: 'later', transfer: 9, retryAfterMs: 1500 });
 * const message = decodeBlockMessage(bytes);
 * console.log(bytes.length, message.type === 'later' && message.retryAfterMs); // 9 1500
 * ```
 */
export function decodeBlockMessage(bytes: Uint8Array): BlockMessage {
  if (bytes.length > LIMITS.blockBytesMax + BLOCK_HEADER_BYTES)
    throw faultOf('message_too_large', 'a block message is too long');
  if (bytes.length < BLOCK_HEADER_BYTES) throw faultOf('message_malformed', 'a block message has nine bytes of header');
  const numbers = view(bytes);
  const [transfer, number] = [numbers.getUint32(1), numbers.getUint32(5)];
  if (bytes[0] === BLOCK && bytes.length > BLOCK_HEADER_BYTES) {
    return { type: 'block', transfer, block: number, ciphertext: bytes.subarray(BLOCK_HEADER_BYTES) };
  }
  if (bytes.length === BLOCK_HEADER_BYTES) {
    if (bytes[0] === LATER) return { type: 'later', transfer, retryAfterMs: number };
    const reason = (Object.keys(REFUSALS) as RefusalCode[]).find((code) => REFUSALS[code] === number);
    if (bytes[0] === REFUSED && reason) return { type: 'refused', transfer, reason };
  }
  throw faultOf('message_malformed', 'not a block message');
}
