/** Limits of what is read from one linker map. That of a program of 512 KB has some 3 MB and 40 000 lines. */
export const MAP_LIMITS = {
  bytes: 8 * 1024 * 1024,
  /** Characters of one line: mangled names of C++ templates and paths of objects are long. */
  lineLength: 32 * 1024,
  lines: 500_000,
  regions: 64,
  /** Sections of the program. */
  sections: 4096,
  /** What the sections are put together of, in memory and discarded. */
  pieces: 131_072,
  symbols: 262_144,
} as const;
