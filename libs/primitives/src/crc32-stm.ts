const POLYNOMIAL = 0x04c11db7;

const TABLE = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 0x80000000 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
  TABLE[byte] = remainder >>> 0;
}

/** The value of the CRC unit's data register after reset. */
export const CRC32_STM_INIT = 0xffffffff;

/**
 * CRC-32 as the STM32 CRC unit computes it with its reset settings: polynomial 0x04C11DB7, start value 0xFFFFFFFF,
 * nothing reflected, no final inversion, fed with 32-bit words read little-endian from memory (so each word's bytes
 * enter highest address first). It is neither zlib's CRC-32 nor CRC-32/MPEG-2 of the byte stream. [RM0440 §16,
 * RM0351 §14, RM0367 §13]
 *
 * @param bytes length a multiple of 4
 * @param crc value to continue from, for a CRC computed in pieces
 * @throws RangeError if the length is not a multiple of 4
 */
export function crc32Stm(bytes: Uint8Array, crc: number = CRC32_STM_INIT): number {
  if (bytes.length % 4 !== 0) throw new RangeError('the CRC unit takes whole 32-bit words');
  let value = crc | 0;
  for (let at = 0; at < bytes.length; at += 4) {
    value = (value << 8) ^ TABLE[(value >>> 24) ^ bytes[at + 3]!]!;
    value = (value << 8) ^ TABLE[(value >>> 24) ^ bytes[at + 2]!]!;
    value = (value << 8) ^ TABLE[(value >>> 24) ^ bytes[at + 1]!]!;
    value = (value << 8) ^ TABLE[(value >>> 24) ^ bytes[at]!]!;
  }
  return value >>> 0;
}
