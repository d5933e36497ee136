/** What the uploader is told of an image that can be used: what is doubtful about it, and what the uploaded file says of how it was built. */
export const FINDINGS = {
  no_descriptor: 'The image has no descriptor at 0x200.',
  no_swap_section: 'The descriptor names no swap section.',
  gaps_filled: 'The file leaves out bytes of the image; they are filled with FF.',
  elf_build_id: 'The ELF file has a build id.',
  elf_toolchain: 'The ELF file says with what it was built.',
  elf_debug_info: 'The ELF file has debug information.',
  elf_no_debug_info: 'The ELF file has no debug information.',
  debug_info_unread: 'Debug information of the ELF file was not read.',
  variables_unread: 'The variables of the ELF file cannot be read.',
  facts_carried: 'The package carries what is known of its program, signed with it.',
  map_read: 'The linker map beside the file was read.',
  map_statics_unnamed: 'Of some variables the linker map says only of which object file they are.',
  memory_beyond_part: 'The program was linked for more memory than the part has.',
  swap_section_found: 'The upload says where the swap section of the image is.',
  isr_copy_found: 'The upload says where a copy of interrupt code for RAM is in the image.',
  run_once_found: 'The upload says where the run-once code of the image is.',
  version_found: 'The image says its version where the upload says.',
  secret_in_image: 'The image has texts that look like keys or passwords.',
  handler_in_ram: 'A handler lies in RAM, where only the image’s own start-up code can have put it.',
} as const;

export type FindingCode = keyof typeof FINDINGS;

/** One finding, with the details. */
export interface Finding {
  readonly code: FindingCode;
  readonly detail: string;
}

export const findingOf = (code: FindingCode, detail: string = FINDINGS[code]): Finding => ({ code, detail });

/** How much each finding asks of whoever reads it: a `warning` should be looked at, a `note` says something of the file. */
export const FINDING_WEIGHTS: Readonly<Record<FindingCode, 'note' | 'warning'>> = {
  no_descriptor: 'warning',
  no_swap_section: 'warning',
  gaps_filled: 'warning',
  elf_build_id: 'note',
  elf_toolchain: 'note',
  elf_debug_info: 'note',
  elf_no_debug_info: 'note',
  debug_info_unread: 'warning',
  variables_unread: 'warning',
  facts_carried: 'note',
  map_read: 'note',
  map_statics_unnamed: 'warning',
  memory_beyond_part: 'warning',
  swap_section_found: 'note',
  isr_copy_found: 'note',
  run_once_found: 'note',
  version_found: 'note',
  secret_in_image: 'warning',
  handler_in_ram: 'warning',
};
