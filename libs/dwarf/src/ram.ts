import { contentOf, hasContent, physicalAddressOf, SHF_ALLOC, type Elf, type ElfSection } from '@twinbank/elf';

import type { ProgramVariable } from './program-variable.js';

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

/** The sections of a program that are in RAM while it runs: those that run elsewhere than they are loaded, and those at an address of RAM. */
export class RamSections {
  private readonly byIndex: ReadonlyMap<number, RamSection>;
  private readonly byAddress: readonly RamSection[];

  /** @throws Fault `elf_invalid` if a section is in memory and in no segment */
  constructor(private readonly elf: Elf) {
    const inRam = elf.sections.filter((section) => (section.flags & SHF_ALLOC) !== 0 && runsInRam(elf, section));
    this.byIndex = new Map(inRam.map((section) => [section.index, { section, initial: initialOf(section) }]));
    this.byAddress = [...this.byIndex.values()].sort((a, b) => a.section.address - b.section.address);
  }

  /** The section of this index, if it is in RAM. */
  get(index: number | undefined): RamSection | undefined {
    return index === undefined ? undefined : this.byIndex.get(index);
  }

  /** The section in RAM in which an address lies. */
  around(address: number): RamSection | undefined {
    let [low, high] = [0, this.byAddress.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.byAddress[middle]!.section.address <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.byAddress[low - 1];
    return found && address < found.section.address + found.section.size ? found : undefined;
  }

  /** What start-up code puts at an address. What would lie beyond the section is left out. */
  initialAt({ section, initial }: RamSection, address: number, bytes: number): ProgramVariable['initial'] {
    if (initial !== 'copied') return initial;
    const from = address - section.address;
    return from < 0 ? new Uint8Array(0) : contentOf(this.elf, section).subarray(from, from + bytes);
  }
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
