import type { components } from '@twinbank/client';

/** What the inspection said of an image. */
export type Finding = components['schemas']['FindingAnswer'];

/** How much a finding asks of whoever reads it: `look` speaks against the image, `note` says something of it. */
export type Weight = 'look' | 'note';

/** A finding as it is shown. */
export interface ShownFinding extends Finding {
  readonly weight: Weight;
  readonly advice: string;
  /** The section of docs that says more: page and heading. */
  readonly section: { readonly page: string; readonly heading: string };
}

type Known = Pick<ShownFinding, 'weight' | 'advice'> & { readonly heading: string };
const PAGE = 'firmware-integration.md';
const EVERY_IMAGE = 'Every image';
const ELF = 'An ELF file';
const MAP = 'A linker map';

/** What to do about each code that the server may say; the compiler finds one that is missing. */
const KNOWN: Readonly<Record<Finding['code'], Known>> = {
  no_descriptor: {
    weight: 'look',
    advice: 'Add a descriptor, or make sure that the image has an agent of its own: nothing else says so.',
    heading: "The descriptor, which is the agent's mark",
  },
  no_swap_section: {
    weight: 'look',
    advice: 'Devices restart to take it. Name the swap section in the descriptor for a live swap.',
    heading: 'What a live swap needs beside it',
  },
  gaps_filled: {
    weight: 'look',
    advice: 'Check in the linker script that nothing was meant to be there.',
    heading: EVERY_IMAGE,
  },
  handler_in_ram: {
    weight: 'look',
    advice: 'Check that the start-up code copies the handler before the interrupt can happen.',
    heading: EVERY_IMAGE,
  },
  secret_in_image: {
    weight: 'look',
    advice:
      'Whoever reads the flash of one device has it: give each device its own secret, and consider this one known.',
    heading: EVERY_IMAGE,
  },
  debug_info_unread: {
    weight: 'look',
    advice:
      'Compile without -gsplit-dwarf and link with -gz=zlib, so that later releases can be compared with this one.',
    heading: ELF,
  },
  elf_build_id: { weight: 'note', advice: 'Compare it with the build that was meant.', heading: ELF },
  elf_toolchain: { weight: 'note', advice: 'Compare it with the toolchain that was meant.', heading: ELF },
  elf_debug_info: { weight: 'note', advice: 'Nothing: it is not sent to devices.', heading: ELF },
  elf_no_debug_info: { weight: 'note', advice: 'Nothing: the image is complete without it.', heading: ELF },
  variables_unread: {
    weight: 'look',
    advice: 'Nothing for this release: of later ones less can be said of whether they can replace it live.',
    heading: ELF,
  },
  facts_carried: {
    weight: 'note',
    advice: 'Nothing: later releases are compared with it by what its team says of the program.',
    heading: ELF,
  },
  map_read: { weight: 'note', advice: 'Nothing: what the file does not name, the map does.', heading: MAP },
  map_statics_unnamed: {
    weight: 'look',
    advice: 'Compile with -fdata-sections, or upload the ELF file, so that later releases can be compared in more.',
    heading: MAP,
  },
  memory_beyond_part: {
    weight: 'look',
    advice: 'Give MEMORY in the linker script the size of one bank, and the RAM of the part.',
    heading: MAP,
  },
  swap_section_found: {
    weight: 'note',
    advice: 'Check that it is the code that swaps the banks, whole: devices compare these bytes and no others.',
    heading: 'A live update without our descriptor',
  },
  isr_copy_found: {
    weight: 'note',
    advice: 'Nothing: devices fill this copy of interrupt code before a live swap, so that interrupts go on.',
    heading: 'Interrupt code in RAM without our descriptor',
  },
  run_once_found: {
    weight: 'note',
    advice: 'Nothing: it runs once after a live swap.',
    heading: 'A live update without our descriptor',
  },
  version_found: {
    weight: 'note',
    advice: 'Nothing: image and upload agree.',
    heading: 'A version in an image without our descriptor',
  },
};
/** Of a code that a newer server says. */
const UNKNOWN: Known = {
  weight: 'look',
  advice: 'This console does not know the code yet. Reload the page.',
  heading: EVERY_IMAGE,
};

/** The findings as a report: what asks for a look comes first, otherwise in the order of the server. */
export function reportOf(findings: readonly Finding[]): ShownFinding[] {
  const shown = findings.map((finding): ShownFinding => {
    const { heading, ...known } = Object.hasOwn(KNOWN, finding.code) ? KNOWN[finding.code] : UNKNOWN;
    return { ...finding, ...known, section: { page: PAGE, heading } };
  });
  return [...shown.filter(({ weight }) => weight === 'look'), ...shown.filter(({ weight }) => weight === 'note')];
}
