import type { Elf } from '@twinbank/elf';

import { DebugFile } from './entries/debug-file.js';
import { debugSections } from './entries/debug-sections.js';
import { AT, UNIT } from './entries/vocabulary.js';
import { DWARF_LIMITS } from './limits.js';
import { typedVariables, type TypedVariable, type TypedVariables } from './variables/typed-variables.js';

/** What the debug information of a program says of its variables. */
export interface DebugInformationFound {
  /** Whether there are units that were read. */
  readonly isRead: boolean;
  readonly variables: readonly TypedVariable[];
  readonly producers: readonly string[];
  readonly notes: readonly string[];
  /** What is there, or elsewhere, and was not read, in plain words and with a way out. */
  readonly unread: readonly string[];
}

/**
 * Reads the variables in the debug information at addresses that are wanted.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function readDebugInformation(elf: Elf, isWanted: (address: number) => boolean): DebugInformationFound {
  const debug = debugSections(elf);
  if (debug === undefined) return unread('there is no debug information (DWARF): compile with -g');
  if (typeof debug === 'string') return { ...unread(debug), unread: [debug] };
  const file = new DebugFile(debug.bytes, debug.sections);
  const { variables, ...gaps } = typedVariables(file, isWanted);
  const outOfReach = [...unreadNotes(file), ...splitNotes(file)];
  return {
    isRead: file.units.length > 0,
    variables,
    producers: producersOf(file),
    notes: [...outOfReach, ...gapNotes(gaps)],
    unread: outOfReach,
  };
}

const unread = (note: string): DebugInformationFound => ({
  isRead: false,
  variables: [],
  producers: [],
  notes: [note],
  unread: [],
});

/** The compilers, each once, as they name themselves. */
function producersOf(file: DebugFile): readonly string[] {
  const producers = new Set<string>();
  for (const unit of file.units) {
    if (unit.kind === UNIT.type) continue;
    const producer = file.text(file.rootOf(unit), AT.producer);
    if (producer !== undefined) producers.add(producer.slice(0, DWARF_LIMITS.producerBytes));
    if (producers.size === DWARF_LIMITS.producers) break;
  }
  return [...producers];
}

const unreadNotes = (file: DebugFile): string[] =>
  [...file.unread].map(([why, count]) => `${units(count)} of the debug information: ${why}`);

/** Units whose debug information is in a file of its own, which is beside the program and not in it. */
function splitNotes(file: DebugFile): string[] {
  const split = file.units.filter((unit) => {
    const { attributes } = file.rootOf(unit);
    return unit.kind === UNIT.skeleton || attributes.has(AT.dwoName) || attributes.has(AT.gnuDwoName);
  });
  if (split.length === 0) return [];
  const root = file.rootOf(split[0]!);
  const name = file.text(root, AT.dwoName) ?? file.text(root, AT.gnuDwoName) ?? '.dwo';
  return [`${units(split.length)} with debug information in another file (${name}): compile without -gsplit-dwarf`];
}

function gapNotes({ undefinedNames, virtualBases }: Omit<TypedVariables, 'variables'>): string[] {
  const notes: string[] = [];
  if (undefinedNames.size > 0)
    notes.push(
      `types of which only the name is known, since they are defined where no debug information is: ${some(undefinedNames)}`,
    );
  if (virtualBases.size > 0)
    notes.push(`virtual base classes, whose members are left out where a class has them: ${some(virtualBases)}`);
  return notes;
}

const some = (names: ReadonlySet<string>): string =>
  [...names].slice(0, 5).join(', ') + (names.size > 5 ? ` and ${names.size - 5} others` : '');
const units = (count: number): string => (count === 1 ? 'one unit' : `${count} units`);
