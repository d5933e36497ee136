import { hasContent, physicalAddressOf, SHF_ALLOC, symbolsOf, type Elf } from '@twinbank/elf';
import { utf8 } from '@twinbank/primitives';

const column = (value: number): string => value.toString(16).padStart(8);

/** The map that lld would have written with an ELF file whose sections are each of one object: what the file itself says, as its lines. */
export function mapOfElf(elf: Elf, object = 'main.o'): Uint8Array {
  const lines = ['     VMA      LMA     Size Align Out     In      Symbol'];
  const symbols = [...symbolsOf(elf)];
  for (const section of elf.sections.filter(({ flags, size }) => (flags & SHF_ALLOC) !== 0 && size > 0)) {
    const loaded = hasContent(section) ? physicalAddressOf(elf, section) : section.address;
    const at = (address: number): string => `${column(address)} ${column(address - section.address + loaded)}`;
    lines.push(`${at(section.address)} ${column(section.size)}     4 ${section.name}`);
    lines.push(`${at(section.address)} ${column(section.size)}     4         ${object}:(${section.name})`);
    for (const symbol of symbols)
      if (symbol.section === section.index && (symbol.type === 'object' || symbol.type === 'function'))
        lines.push(`${at(symbol.value)} ${column(symbol.size)}     1                 ${symbol.name}`);
  }
  return utf8(`${lines.join('\n')}\n`);
}
