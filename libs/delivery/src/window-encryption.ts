import type { AesCtr } from '@twinbank/keys';

/** A block on its way to one device. */
export interface EncryptedBlock {
  readonly block: number;
  readonly ciphertext: Uint8Array;
}

/** Plaintext of a release, and how it is cut into blocks. */
export interface BlockSource {
  readonly stream: Uint8Array;
  readonly blockSize: number;
}

/**
 * Gaps up to this size are encrypted too and thrown away: starting the cipher at another place of the stream costs
 * about as much as encrypting this many bytes.
 */
const GAP_BYTES = 8 * 1024;

/**
 * Ciphertext of the wanted blocks. Blocks that are neighbours, or nearly, are encrypted in one call of the cipher.
 *
 * @param blocks in rising order, all within the stream
 * @param cipher of this device and release; undefined sends plaintext
 */
export function encryptBlocks(
  { stream, blockSize }: BlockSource,
  blocks: readonly number[],
  cipher: AesCtr | undefined,
): EncryptedBlock[] {
  const outgoing: EncryptedBlock[] = [];
  for (let at = 0; at < blocks.length;) {
    const end = endOfRun(blocks, at, blockSize);
    const start = blocks[at]! * blockSize;
    const plain = stream.subarray(start, (blocks[end - 1]! + 1) * blockSize);
    const bytes = cipher ? cipher.apply(start, plain) : plain;
    for (; at < end; at++) {
      const from = blocks[at]! * blockSize - start;
      outgoing.push({ block: blocks[at]!, ciphertext: bytes.subarray(from, from + blockSize) });
    }
  }
  return outgoing;
}

/** Index after the last block of the run that begins at an index. */
function endOfRun(blocks: readonly number[], begin: number, blockSize: number): number {
  let end = begin + 1;
  while (end < blocks.length && (blocks[end]! - blocks[end - 1]! - 1) * blockSize <= GAP_BYTES) end++;
  return end;
}
