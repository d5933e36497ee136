/** Too few bytes say nothing. */
const BYTES_MIN = 1024;
/** How much less than random bytes, bits a byte, still counts as random. Machine code has 5 to 7 bits a byte. */
const TOLERANCE_BITS = 0.1;

/** Entropy of the bytes by their frequencies, bits a byte. */
export function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}

/**
 * True for bytes that are as good as random, so encrypted or compressed. What n random bytes show is a little less than 8 bits:
 * 255 / (2 n ln 2) less, on average [Miller 1955].
 */
export function looksRandom(bytes: Uint8Array): boolean {
  if (bytes.length < BYTES_MIN) return false;
  return entropyOf(bytes) > 8 - 255 / (2 * bytes.length * Math.LN2) - TOLERANCE_BITS;
}
