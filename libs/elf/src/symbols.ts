import { elfFault } from './elf-fault.js';
import type { Elf } from './elf.js';
import { ELF_LIMITS } from './limits.js';
import { SHT_SYMTAB, stringTableOf, type ElfSection } from './sections.js';

const TYPES = ['none', 'object', 'function', 'section', 'file', 'common', 'tls'] as const;
const BINDINGS = ['local', 'global', 'weak'] as const;

/** What a symbol names. */
export type ElfSymbolType = (typeof TYPES)[number] | 'other';
/** Who sees a symbol: its own file, or all. */
export type ElfSymbolBinding = (typeof BINDINGS)[number] | 'other';

/** A symbol [gABI, Symbol Table]. */
export interface ElfSymbol {
  readonly name: string;
  /** Mostly an address; for a function in Thumb code it is odd. */
  readonly value: number;
  /** Bytes; 0 if it has no size or it is not known. */
  readonly size: number;
  readonly type: ElfSymbolType;
  readonly binding: ElfSymbolBinding;
  /** Index of the section in which it lies; undefined if it lies in none: an absolute value, or a symbol of elsewhere. */
  readonly section: number | undefined;
  /** Of local symbols: the source file, where the table says so. Statics of one name are told apart by it. */
  readonly file?: string;
}

const SYMBOL_BYTES = 16;
const FIRST_RESERVED_INDEX = 0xff00;
const INDEX_ELSEWHERE = 0xffff;

/** The symbol table of the file; undefined if it has none, as after `strip`. @throws Fault `elf_invalid` if there are two */
export function symbolTableOf({ sections }: Elf): ElfSection | undefined {
  const [table, second] = sections.filter(({ type }) => type === SHT_SYMTAB);
  if (second) throw elfFault('elf_invalid', second.entryAt, 'there is a second symbol table');
  return table;
}

/**
 * The symbols one after the other, without the empty first one. None if the file has no symbol table.
 *
 * @throws Fault `elf_too_large` before the first symbol if there are more than are read, later if their names are;
 *   `elf_invalid` if the table or a symbol contradicts itself
 */
export function* symbolsOf(elf: Elf): Generator<ElfSymbol, void, undefined> {
  const table = symbolTableOf(elf);
  if (!table) return;
  const count = countOf(table);
  const names = stringTableOf(elf.file, elf.sections, table.link, table.entryAt + 24);
  let source: string | undefined;
  let nameBytes = 0;
  for (let index = 1; index < count; index += 1) {
    const at = table.offset + index * SYMBOL_BYTES;
    const symbol = symbolAt(elf, at, names.textAt(elf.file.u32(at), at, ELF_LIMITS.nameBytes));
    nameBytes += symbol.name.length;
    if (nameBytes > ELF_LIMITS.symbolNameBytes)
      throw elfFault('elf_too_large', at, `the names have more than ${ELF_LIMITS.symbolNameBytes} bytes`);
    if (symbol.type === 'file') source = symbol.name === '' ? undefined : symbol.name;
    const isStatic = symbol.binding === 'local' && symbol.type !== 'file' && source !== undefined;
    yield isStatic ? { ...symbol, file: source! } : symbol;
  }
}

function countOf({ size, entryBytes, entryAt }: ElfSection): number {
  if (entryBytes !== SYMBOL_BYTES || size % SYMBOL_BYTES !== 0)
    throw elfFault('elf_invalid', entryAt + 20, `a symbol table of ${size} bytes with symbols of ${entryBytes}`);
  const count = size / SYMBOL_BYTES;
  if (count > ELF_LIMITS.symbols)
    throw elfFault('elf_too_large', entryAt + 20, `${count} symbols; at most ${ELF_LIMITS.symbols} are read`);
  return count;
}

function symbolAt({ file, sections }: Elf, at: number, name: string): ElfSymbol {
  const [info, index] = [file.u8(at + 12), file.u16(at + 14)];
  if (index === INDEX_ELSEWHERE || (index < FIRST_RESERVED_INDEX && index >= sections.length))
    throw elfFault('elf_invalid', at + 14, `a symbol lies in section ${index} of ${sections.length}`);
  return {
    name,
    value: file.u32(at + 4),
    size: file.u32(at + 8),
    type: TYPES[info & 0xf] ?? 'other',
    binding: BINDINGS[info >> 4] ?? 'other',
    section: index === 0 || index >= FIRST_RESERVED_INDEX ? undefined : index,
  };
}
