import { BLOCK_BYTES, CAN, CRC_BYTES, EOT, HEAD_BYTES, SOH, STX } from './control-bytes.js';
import { crc16Xmodem } from './crc16.js';

/**
 * What the received bytes begin with.
 *
 * - `unfinished`: more bytes are needed to tell
 * - `noise`: one byte that begins nothing
 * - `damaged`: the start of a block that cannot be one, or a block with a wrong CRC; where it ends is unknown
 */
export type Frame =
  | { readonly kind: 'block'; readonly number: number; readonly data: Uint8Array; readonly used: number }
  | { readonly kind: 'end-of-file' | 'cancel' | 'noise'; readonly used: number }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'damaged' };

const UNFINISHED: Frame = { kind: 'unfinished' };
const DAMAGED: Frame = { kind: 'damaged' };
const NOISE: Frame = { kind: 'noise', used: 1 };

/** Reads the first frame of at least one byte. */
export function readFrame(bytes: Uint8Array): Frame {
  switch (bytes[0]) {
    case SOH:
    case STX:
      return readBlock(bytes, BLOCK_BYTES[bytes[0]]);
    case EOT:
      // A sender waits after EOT. If more bytes follow, it was another byte that the line changed.
      return bytes.length === 1 ? { kind: 'end-of-file', used: 1 } : NOISE;
    case CAN:
      if (bytes.length === 1) return UNFINISHED;
      return bytes[1] === CAN ? { kind: 'cancel', used: 2 } : NOISE;
    default:
      return NOISE;
  }
}

function readBlock(bytes: Uint8Array, length: number): Frame {
  if (bytes.length < HEAD_BYTES) return UNFINISHED;
  if ((bytes[1]! ^ bytes[2]!) !== 0xff) return DAMAGED;
  const end = HEAD_BYTES + length;
  if (bytes.length < end + CRC_BYTES) return UNFINISHED;
  const data = bytes.slice(HEAD_BYTES, end);
  const crc = (bytes[end]! << 8) | bytes[end + 1]!;
  return crc === crc16Xmodem(data) ? { kind: 'block', number: bytes[1]!, data, used: end + CRC_BYTES } : DAMAGED;
}

/** True if the bytes end as an aborted sender leaves them: at least five CAN, perhaps followed by backspaces. */
export function endsInAbort(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0x08) end--;
  let cans = 0;
  while (cans < end && bytes[end - 1 - cans] === CAN) cans++;
  return cans >= 5;
}
