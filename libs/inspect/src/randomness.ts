/** Fewer bytes prove nothing. */
const BYTES_MIN = 1024;
/**
 * How many bits per byte below the entropy of random bytes still count as random. Machine code has 5 to 7 bits per
 * byte.
 */
const TOLERANCE_BITS = 0.1;

/** Entropy of the bytes by their frequencies, in bits per byte. */
export function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}

/**
 * True for bytes that look random, so that they are probably encrypted or compressed. The measured entropy of n
 * random bytes is slightly below 8 bits: by 255 / (2 n ln 2) on average [Miller 1955].
 */
export function looksRandom(bytes: Uint8Array): boolean {
  if (bytes.length < BYTES_MIN) return false;
  return entropyOf(bytes) > 8 - 255 / (2 * bytes.length * Math.LN2) - TOLERANCE_BITS;
}
