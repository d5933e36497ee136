/** What a chip answers. `busy`: it still works on something; the agent asks again. */
export type CompanionAnswer = 'done' | 'busy' | 'failed';

/**
 * Another chip on the board, as the team's driver shows it to the agent. The chip has two places for its firmware: what it runs, and a
 * spare one that can be written meanwhile. Each call returns at once, within a millisecond or so: whatever takes longer is `busy`, and
 * the same call is made again. A cut may come at any moment; after it the driver answers by what the chip then holds.
 */
export interface CompanionPort {
  /** Its name in releases: 1 to 16 letters, digits, dots, underscores, hyphens. */
  readonly target: string;
  /** Longest payload. */
  readonly bytesMax: number;
  /**
   * SHA-256, 32 bytes each, of what runs and of what the spare place holds; left out where it holds nothing whole. Undefined if the chip
   * does not answer.
   */
  look(): { readonly active?: Uint8Array; readonly spare?: Uint8Array } | undefined;
  /** Makes the spare place ready to be written from its start. */
  erase(): CompanionAnswer;
  /** Writes the next bytes: offsets follow one another, from 0. */
  write(offset: number, bytes: Uint8Array, address: number): CompanionAnswer;
  /** Reads back what was written, compares its SHA-256, and keeps it as whole. */
  seal(length: number, sha256: Uint8Array): CompanionAnswer;
  /** Runs what the spare place holds, in one step that a cut leaves done or undone. What ran before becomes the spare. */
  activate(): CompanionAnswer;
}
