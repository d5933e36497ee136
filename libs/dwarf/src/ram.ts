import { hasContent, physicalAddressOf, SHF_ALLOC, type Elf, type ElfSection } from '@twinbank/elf';

/** Arm's memory map has code below; RAM that is closely coupled to the core (SRAM2 of L4, CCM of G4) begins here. */
const RAM_START = 0x1000_0000;

/** Sections that start-up code leaves alone, as linker scripts and frameworks call them. */
const LEFT_ALONE = /no_?init|no_?load|persist|retain|uninit|backup|\bdma/i;

/** A section of a program that is in RAM while it runs. */
export interface RamSection {
  readonly section: ElfSection;
  /** Whether start-up code copies it, clears it or leaves it alone. */
  readonly initial: 'copied' | 'zero' | 'none';
}

/**
 * The sections of a program that are in RAM while it runs: those that run elsewhere than they are loaded, and those at an address of RAM.
 * By index of the section.
 *
 * @throws Fault `elf_invalid` if a section is in memory and in no segment
 */
export function ramSections(elf: Elf): ReadonlyMap<number, RamSection> {
  const inRam = elf.sections.filter((section) => (section.flags & SHF_ALLOC) !== 0 && runsInRam(elf, section));
  return new Map(inRam.map((section) => [section.index, { section, initial: initialOf(section) }]));
}

function runsInRam(elf: Elf, section: ElfSection): boolean {
  if (section.address >= RAM_START) return true;
  return hasContent(section) && physicalAddressOf(elf, section) !== section.address;
}

/** A section without content does not say whether it is cleared; that of an unknown name is taken to be, as most are. */
function initialOf(section: ElfSection): RamSection['initial'] {
  if (hasContent(section)) return 'copied';
  return LEFT_ALONE.test(section.name) ? 'none' : 'zero';
}
