/** Sizes that every decoder checks before it does anything else, with the reason for each. */
export const LIMITS = {
  /** A report is a page of JSON; the longest (hello with two banks and a fault) is under 2 KiB. */
  reportBytes: 8 * 1024,
  /** A ticket contains a manifest: 512 block digests of 32 bytes, encoded in base64 twice, and some spare room. */
  ticketBytes: 96 * 1024,
  /** A key set: eight keys with their uses. With eight signatures around it, the message stays within 4 KiB. */
  keySetBytes: 1200,
  /** A `want` header and a bitmap of at most `wantBitmapBytes`. */
  wantBytes: 64,
  /** 32 bytes of bitmap: 256 blocks at once, 1 MiB of 4 KiB blocks. */
  wantBitmapBytes: 32,
  /** `presence` is one word. */
  presenceBytes: 16,
  /**
   * Smallest and largest block: with smaller ones, headers dominate; for larger ones, no device has the RAM. Powers
   * of two.
   */
  blockBytesMin: 1024,
  blockBytesMax: 16 * 1024,
  /** Longest image stream: two banks of the largest part, with room for sections for other chips. */
  streamBytesMax: 2 * 1024 * 1024,
  /** Most blocks in a release, so that a manifest fits into a ticket. */
  blocksMax: 512,
} as const;
