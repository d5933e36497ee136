/** Limits of what is read from the debug information of one file: of a program of 512 KB it has some 20 MB. */
export const DWARF_LIMITS = {
  /** Bytes of all compressed sections together, when they are whole. */
  uncompressedBytes: 32 * 1024 * 1024,
  units: 262_144,
  /** Attributes in all abbreviations together. */
  attributes: 4 * 1024 * 1024,
  /** Entries inside of one another: blocks in functions in classes in namespaces. */
  depth: 512,
  /** Entries that are looked at, each time that one is. */
  entries: 32 * 1024 * 1024,
  /** Bytes of entries that are looked at, each time that one is. */
  entryBytes: 512 * 1024 * 1024,
  /** Bytes of one name; mangled names of C++ templates are long. */
  nameBytes: 16_384,
  /** Bytes of the names that are kept, together; those of scopes as often as they are written out. */
  nameBytesTotal: 64 * 1024 * 1024,
  variables: 262_144,
  /** Types inside of one another, typedefs and qualifiers too. */
  typeDepth: 128,
  /** Parts of one type, if each member's type is written out where it is used: who compares two goes through all of them. */
  typeParts: 65_536,
  /** Parts of the types of all variables, written out. */
  typePartsTotal: 8 * 1024 * 1024,
  /** Members of all types that are read, together. */
  members: 1024 * 1024,
  /** Dimensions of one array. */
  dimensions: 64,
  /** From an entry to the one that it completes, and on. */
  origins: 16,
  producers: 64,
  producerBytes: 512,
} as const;
