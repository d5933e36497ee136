const POLYNOMIAL = 0x1021;

const TABLE = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 0x8000 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
  TABLE[byte] = remainder;
}

/** CRC-16/XMODEM: polynomial 0x1021, start value 0, nothing reflected; "123456789" gives 0x31C3. */
export function crc16Xmodem(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >> 8) ^ byte]!;
  return crc;
}
