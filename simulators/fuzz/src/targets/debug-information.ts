import { readFileSync } from 'node:fs';

import { readProgramVariables, type ProgramVariable, type VariableType } from '@twinbank/dwarf';
import { contentOf, readElf, sectionNamed } from '@twinbank/elf';
import { shapesFile } from '@twinbank/firmware';
import { concatBytes } from '@twinbank/primitives';

import { elfWithDebug } from './small-elf.js';
import { rule, type Target } from './target.js';

/** The sections that are read, in the order in which an input has them. */
const SECTIONS = [
  ...['.debug_info', '.debug_types', '.debug_abbrev', '.debug_str'],
  ...['.debug_line_str', '.debug_str_offsets', '.debug_addr'],
] as const;
const HEAD_BYTES = 2 * SECTIONS.length;
const RAM = { from: 0x2000_0000, bytes: 1024 };

const SEEDS = ['gcc-dwarf-4', 'gcc-dwarf-5', 'clang-dwarf-5', 'clang++-types-dwarf-5', 'g++-lto-dwarf-5'];

/** Debug information of programs. An input has the length of each section, then the sections: the file around them is always well. */
export const DEBUG_TARGETS: readonly Target[] = [
  {
    name: 'dwarf',
    about: 'debug information of programs: variables and their types',
    seeds: () => SEEDS.map(seedOf),
    words: [
      '\x03\x00\x00\x00\x20',
      '\x80\x80\x80\x80\x00',
      '\xff\xff\xff\xff',
      '\x05\x00\x01\x04',
      '\x49\x13',
      '\x02\x18',
    ],
    bytesMax: 12_288,
    mend,
    read: readDebug,
  },
];

function readDebug(input: Uint8Array): boolean {
  const elf = readElf(elfWithDebug(sectionsIn(input), RAM.bytes));
  const program = readProgramVariables(elf);
  const { variables, knows, notes } = program;
  rule(
    variables.every((one, index) => index === 0 || variables[index - 1]!.address <= one.address),
    'variables are in the order of their addresses',
  );
  rule(knows !== 'nothing' || notes.length > 0, 'if nothing is known, it is said why');
  const known = new Set<VariableType>();
  for (const variable of variables) holdVariable(variable, known);
  const again = readProgramVariables(elf);
  rule(JSON.stringify(again.notes) === JSON.stringify(notes), 'what is read twice is the same');
  rule(again.variables.length === variables.length, 'what is read twice has as many variables');
  return variables.length > 0;
}

function holdVariable({ address, name, type, section, initial }: ProgramVariable, known: Set<VariableType>): void {
  rule(address >= RAM.from && address < RAM.from + RAM.bytes, 'a variable lies in RAM');
  rule(section === '.bss' && initial === 'zero', 'it lies in the section that there is');
  rule(
    typeof name === 'string' && type !== undefined,
    'without symbols, it has its name and type from the debug information',
  );
  holdType(type!, known);
}

function holdType(type: VariableType, known: Set<VariableType>): void {
  if (known.has(type)) return;
  known.add(type);
  rule(Number.isSafeInteger(type.bytes) && type.bytes >= 0 && type.bytes < 2 ** 32, 'a type is not larger than memory');
  if (type.kind === 'array') {
    rule(
      type.counts.every((count) => Number.isSafeInteger(count) && count >= 0),
      'an array has whole numbers of elements',
    );
    rule(type.element.kind !== 'array', 'an array of arrays has their dimensions');
    holdType(type.element, known);
  }
  if (type.kind !== 'structure' && type.kind !== 'union') return;
  for (const { offset, bits, type: of } of type.members) {
    rule(offset >= 0 && offset <= type.bytes, 'a member begins in its structure');
    rule(bits === undefined || Math.floor(bits.offset / 8) === offset, 'a bit-field is where its first bit is');
    holdType(of, known);
  }
}

function sectionsIn(input: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const sections: Record<string, Uint8Array> = {};
  const head = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let at = HEAD_BYTES;
  for (const [index, name] of SECTIONS.entries()) {
    if (2 * index + 2 > input.length) break;
    const length = head.getUint16(2 * index, true);
    if (length > 0) sections[name] = input.subarray(at, at + length);
    at += length;
  }
  return sections;
}

function packed(contents: readonly Uint8Array[]): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  for (const [index, { length }] of contents.entries()) view.setUint16(2 * index, length, true);
  return concatBytes(head, ...contents);
}

function seedOf(name: string): Uint8Array {
  const elf = readElf(readFileSync(shapesFile(name)));
  return packed(
    SECTIONS.map((section) => {
      const found = sectionNamed(elf, section);
      return found ? contentOf(elf, found) : new Uint8Array(0);
    }),
  );
}

/** The length of the last unit, made so that it ends with the section: bytes that were put in or left out would end all reading. */
function mend(input: Uint8Array): Uint8Array {
  if (input.length < HEAD_BYTES) return input;
  const made = Uint8Array.from(input);
  const view = new DataView(made.buffer);
  const end = Math.min(made.length, HEAD_BYTES + view.getUint16(0, true));
  for (let at = HEAD_BYTES; at + 4 <= end;) {
    const length = view.getUint32(at, true);
    if (at + 4 + length === end) return made;
    if (at + 4 + length > end) {
      view.setUint32(at, end - at - 4, true);
      return made;
    }
    at += 4 + length;
  }
  return made;
}
