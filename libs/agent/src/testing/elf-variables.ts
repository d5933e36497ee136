import type { RamVariable } from '@twinbank/inspect';

const SYMTAB = 2;
const NOBITS = 8;
const OBJECT = 1;

interface ElfSection {
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** The variables of an ELF32 file: symbols of type OBJECT in RAM, with the values that start-up code gives them. */
export function elfVariables(elf: Uint8Array): RamVariable[] {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const sections = sectionsOf(view);
  const symbols = sections.find(({ type }) => type === SYMTAB)!;
  const names = sections[symbols.link]!;
  const variables: RamVariable[] = [];
  for (let at = symbols.offset; at < symbols.offset + symbols.size; at += 16) {
    const address = view.getUint32(at + 4, true);
    const bytes = view.getUint32(at + 8, true);
    const section = sections[view.getUint16(at + 14, true)];
    if ((view.getUint8(at + 12) & 15) !== OBJECT || address < 0x20000000 || bytes === 0 || !section) continue;
    const from = section.offset + address - section.address;
    const initial = section.type === NOBITS ? new Uint8Array(bytes) : elf.slice(from, from + bytes);
    variables.push({
      name: textAt(elf, names.offset + view.getUint32(at, true)),
      address,
      bytes,
      type: `${bytes} bytes`,
      initial,
    });
  }
  return variables;
}

function sectionsOf(view: DataView): ElfSection[] {
  const table = view.getUint32(32, true);
  const entry = view.getUint16(46, true);
  return Array.from({ length: view.getUint16(48, true) }, (_, index) => {
    const word = (offset: number): number => view.getUint32(table + index * entry + offset, true);
    return { type: word(4), address: word(12), offset: word(16), size: word(20), link: word(24) };
  });
}

function textAt(bytes: Uint8Array, at: number): string {
  return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
}
