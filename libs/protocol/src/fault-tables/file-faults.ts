/** Faults of uploaded files that are no plain image but hold one. Part of the table in ../faults.ts. */
export const FILE_FAULTS = {
  image_mismatch: {
    status: 422,
    meaning:
      'The version, family or counter inside the image differs from what was declared, or its code is for another core.',
  },
  image_empty: { status: 400, meaning: 'The image has no bytes.' },
  intel_hex_invalid: {
    status: 400,
    meaning: 'The file is not Intel HEX: a record, checksum, address or the end record is wrong; the line is named.',
  },
  s_record_invalid: {
    status: 400,
    meaning:
      'The file is no file of S-records: a record, checksum, count, address or the termination record is wrong; the line is named.',
  },
  elf_foreign: {
    status: 422,
    meaning: 'The ELF file is no linked program for 32-bit ARM in little-endian order; the detail says what it is.',
  },
  elf_truncated: {
    status: 400,
    meaning: 'The ELF file ends before something that it says it has; the offset of what says so is named.',
  },
  elf_invalid: {
    status: 400,
    meaning:
      'A number, name or table in the ELF file contradicts another one, or bytes are loaded that no section has; the offset is named.',
  },
  elf_overlapping: {
    status: 422,
    meaning: 'Two sections of the ELF file share bytes, or two segments are loaded to the same addresses.',
  },
  elf_too_large: {
    status: 413,
    meaning: 'The ELF file has more sections, segments, symbols or notes than are read, or longer names.',
  },
  dwarf_invalid: {
    status: 400,
    meaning:
      'The debug information (DWARF) in the ELF file contradicts itself or ends too early; the offset in the file is named.',
  },
  dwarf_too_large: {
    status: 413,
    meaning: 'The debug information (DWARF) in the ELF file is larger, or nested deeper, than is read.',
  },
  map_invalid: {
    status: 422,
    meaning:
      'The file beside the image is no linker map of GNU ld or lld in English, or contradicts itself; the line is named. Link with -Wl,-Map=FILE and send that file.',
  },
  map_too_large: {
    status: 413,
    meaning: 'The linker map has more bytes, lines or entries than are read; send the upload without it.',
  },
  map_mismatch: {
    status: 422,
    meaning:
      'The linker map is of another build than the image; the line that shows it is named. Send the map that was written with this image.',
  },
  place_unknown: {
    status: 422,
    meaning:
      'The upload names a symbol, section or range of addresses that the file does not have, or not once; the detail says why.',
  },
} as const;
