/** Limits of what is read from one ELF file. A linked program for a microcontroller has a tenth of it. */
export const ELF_LIMITS = {
  sections: 4096,
  /** Bytes of the name of one section, which is kept, and told in faults. */
  sectionNameBytes: 256,
  segments: 256,
  symbols: 262_144,
  /** Bytes of the name of one symbol: mangled names of C++ templates are long. */
  nameBytes: 16_384,
  /** Bytes of the names of all symbols together. */
  symbolNameBytes: 32 * 1024 * 1024,
  /** In all sections of notes together. */
  notes: 256,
  /** Texts in `.comment`, one for each toolchain that took part. */
  comments: 64,
  commentBytes: 256,
} as const;
