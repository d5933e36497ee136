/** A section to be written into an ELF file; a section with an address is in memory and gets a segment of its own. */
export interface SectionDraft {
  readonly name: string;
  readonly type?: number;
  readonly flags?: number;
  readonly address?: number;
  /** Where it is loaded to, if elsewhere than it runs. */
  readonly loadAddress?: number;
  readonly bytes?: Uint8Array;
  /** Bytes in memory of a section without content. */
  readonly memoryBytes?: number;
}

/** A symbol to be written into an ELF file. */
export interface SymbolDraft {
  readonly name: string;
  readonly value?: number;
  readonly size?: number;
  /** `st_info`: binding × 16 + type. */
  readonly info?: number;
  /** Name of its section, or a reserved index. */
  readonly section?: string | number;
}

/** An ELF file, and where its tables are, so that a test can make one number of it wrong. */
export interface ElfFile {
  readonly bytes: Buffer;
  readonly segmentsAt: number;
  readonly sectionsAt: number;
  /** Index of a section by its name. */
  indexOf(section: string): number;
  /** Offset of the entry of a section. */
  entryOf(section: string): number;
}

interface Entry extends SectionDraft {
  readonly content: Uint8Array;
  readonly link?: number;
  readonly entryBytes?: number;
}

const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const SECTION_BYTES = 40;
const [PROGBITS, SYMTAB, STRTAB, NOBITS] = [1, 2, 3, 8];
const ALLOC = 2;

/** Texts with a zero behind each, and where each begins. */
function tableOf(texts: readonly string[]): { bytes: Buffer; at: number[] } {
  const at: number[] = [];
  let size = 1;
  for (const text of texts) {
    at.push(text === '' ? 0 : size);
    if (text !== '') size += Buffer.byteLength(text) + 1;
  }
  return {
    bytes: Buffer.from(
      `\0${texts
        .filter((text) => text !== '')
        .map((text) => `${text}\0`)
        .join('')}`,
    ),
    at,
  };
}

function symbolBytes(
  symbols: readonly SymbolDraft[],
  nameAt: readonly number[],
  sections: readonly SectionDraft[],
): Buffer {
  const bytes = Buffer.alloc(16 * (symbols.length + 1));
  for (const [index, { value = 0, size = 0, info = 0x11, section = 0xfff1 }] of symbols.entries()) {
    const at = 16 * (index + 1);
    bytes.writeUInt32LE(nameAt[index]!, at);
    bytes.writeUInt32LE(value, at + 4);
    bytes.writeUInt32LE(size, at + 8);
    bytes[at + 12] = info;
    const place = typeof section === 'number' ? section : 1 + sections.findIndex(({ name }) => name === section);
    bytes.writeUInt16LE(place, at + 14);
  }
  return bytes;
}

function entriesOf(sections: readonly SectionDraft[], symbols: readonly SymbolDraft[] | undefined): Entry[] {
  const entries: Entry[] = sections.map((section) => ({ ...section, content: section.bytes ?? new Uint8Array(0) }));
  if (symbols) {
    const names = tableOf(symbols.map(({ name }) => name));
    const content = symbolBytes(symbols, names.at, sections);
    entries.push({ name: '.symtab', type: SYMTAB, content, link: entries.length + 2, entryBytes: 16 });
    entries.push({ name: '.strtab', type: STRTAB, content: names.bytes });
  }
  const names = tableOf([...entries.map(({ name }) => name), '.shstrtab']);
  return [...entries, { name: '.shstrtab', type: STRTAB, content: names.bytes }];
}

function writeHeader(bytes: Buffer, counts: { segments: number; sections: number; sectionsAt: number }): void {
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  for (const [at, value] of [
    [16, 2],
    [18, 40],
    [40, HEADER_BYTES],
    [42, SEGMENT_BYTES],
    [44, counts.segments],
  ] as const)
    bytes.writeUInt16LE(value, at);
  for (const [at, value] of [
    [46, SECTION_BYTES],
    [48, counts.sections],
    [50, counts.sections - 1],
  ] as const)
    bytes.writeUInt16LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [24, 0x08000201],
    [28, HEADER_BYTES],
    [32, counts.sectionsAt],
    [36, 0x05000200],
  ] as const)
    bytes.writeUInt32LE(value, at);
}

function sectionWords(entry: Entry, name: number, offset: number): number[] {
  const { content, address = 0, memoryBytes = content.length, link = 0, entryBytes = 0 } = entry;
  const type = entry.type ?? (entry.memoryBytes === undefined ? PROGBITS : NOBITS);
  const flags = entry.flags ?? (entry.address === undefined ? 0 : ALLOC);
  return [name, type, flags, address, offset, memoryBytes, link, 0, 4, entryBytes];
}

function segmentWords(entry: Entry, offset: number): number[] {
  const { content, address = 0, loadAddress = address, memoryBytes = content.length } = entry;
  return [1, offset, address, loadAddress, content.length, memoryBytes, 5, 4];
}

/**
 * An ELF file for 32-bit ARM with these sections, a segment for each of them that has an address, and a symbol table if there
 * are symbols.
 */
export function elfOf(sections: readonly SectionDraft[], symbols?: readonly SymbolDraft[]): ElfFile {
  const entries = entriesOf(sections, symbols);
  const loaded = entries.filter(({ address }) => address !== undefined);
  let at = HEADER_BYTES + SEGMENT_BYTES * loaded.length;
  const offsets = entries.map(({ content }) => {
    const offset = at;
    at = Math.ceil((at + content.length) / 4) * 4;
    return offset;
  });
  const bytes = Buffer.alloc(at + SECTION_BYTES * (entries.length + 1));
  writeHeader(bytes, { segments: loaded.length, sections: entries.length + 1, sectionsAt: at });
  const nameAt = tableOf(entries.map(({ name }) => name)).at;
  const put = (words: readonly number[], place: number): void => {
    for (const [word, value] of words.entries()) bytes.writeUInt32LE(value, place + 4 * word);
  };
  for (const [index, entry] of entries.entries()) {
    bytes.set(entry.content, offsets[index]);
    put(sectionWords(entry, nameAt[index]!, offsets[index]!), at + SECTION_BYTES * (index + 1));
  }
  for (const [index, entry] of loaded.entries())
    put(segmentWords(entry, offsets[entries.indexOf(entry)]!), HEADER_BYTES + SEGMENT_BYTES * index);
  const indexOf = (name: string): number => 1 + entries.findIndex((entry) => entry.name === name);
  const sectionsAt = at;
  return {
    bytes,
    segmentsAt: HEADER_BYTES,
    sectionsAt,
    indexOf,
    entryOf: (name) => sectionsAt + SECTION_BYTES * indexOf(name),
  };
}
