import type { ProgramVariable } from '@twinbank/dwarf';
import type { Severity } from '../ram-layout.js';
import { Displaced } from './displaced.js';
import { keptPointersOf, type AddressRange, type KeptAgainst, type KeptPointer } from './kept-pointers.js';
import { matchVariables, type MatchedPair } from './match-variables.js';
import { TakenRanges } from './ranges.js';
import { typeDifferences, type TypeDifference } from './type-difference.js';
import { typeText } from './type-text.js';

/** What became of one variable, with its severity by [AN4767 Table 2]. */
export interface VariableChange {
  /** As people say it: `control_state`, or where others have the same name `main.c:count`, `main.c:tick:count`. */
  readonly name: string;
  readonly kind: 'unchanged' | 'removed' | 'added' | 'moved' | 'restructured';
  readonly severity: Severity;
  readonly from?: ProgramVariable;
  readonly to?: ProgramVariable;
  /** Variables of the running program where it lies from now on. */
  readonly overlaps: readonly string[];
  /** What of its structure changed. */
  readonly differences: readonly TypeDifference[];
  /** Its initial value changed, but a live update keeps the value that it has. */
  readonly initialChanged: boolean;
  /** It is kept, and holds addresses at which something else is after a live swap. */
  readonly pointers: readonly KeptPointer[];
  /** It is in another file or function than before. */
  readonly elsewhere: boolean;
}

const SEVERITIES = { unchanged: 0, removed: 1, added: 2, moved: 3, restructured: 4 } as const;
const OVERLAPS_MAX = 8;

/** The variables of the running program and of the next one. */
export interface ComparedVariables {
  readonly from: readonly ProgramVariable[];
  readonly to: readonly ProgramVariable[];
  /** Addresses of the next image; undefined if it is the very image that runs, so that no address changes its meaning. */
  readonly flash: AddressRange | undefined;
}

/**
 * Compares the variables of two programs, each by itself [AN4767 §6.2]. In the order of their severity, the highest first, and then of
 * their addresses.
 */
export function compareVariables({ from, to, flash }: ComparedVariables): readonly VariableChange[] {
  const [before, after] = [from, to].map((variables) => variables.filter(({ bytes }) => bytes > 0));
  const { pairs, removed, added } = matchVariables(before!, after!);
  const elsewhere = pairs.flatMap(({ from, to }) => (isElsewhere(from, to) ? from : []));
  const displaced = new Displaced(removed, elsewhere);
  const taken = new TakenRanges(before!);
  const named = new Map([...namesOf(before!), ...namesOf(after!)]);
  const overlapsOf = (variable: ProgramVariable, own?: ProgramVariable): readonly string[] =>
    taken
      .within(variable, OVERLAPS_MAX + 1)
      .filter((other) => other !== own)
      .slice(0, OVERLAPS_MAX)
      .map((other) => named.get(other)!)
      .reverse();
  const changes = [
    ...pairs.map((pair) => keptChange(pair, flash && { flash, displaced }, overlapsOf)),
    ...removed.map((variable) => changeOf('removed', { from: variable })),
    ...added.map((variable) => changeOf('added', { to: variable, overlaps: overlapsOf(variable) })),
  ];
  const shown = changes.map((change) => ({ ...change, name: named.get((change.to ?? change.from)!)! }));
  return shown.sort((a, b) => b.severity - a.severity || addressOf(a) - addressOf(b) || (a.name < b.name ? -1 : 1));
}

/** The names of all variables of a program, with file and function only where another one has the same name. */
function namesOf(variables: readonly ProgramVariable[]): readonly (readonly [ProgramVariable, string])[] {
  const counts = new Map<string, number>();
  for (const { name } of variables) counts.set(name, (counts.get(name) ?? 0) + 1);
  return variables.map((variable) => [variable, counts.get(variable.name) === 1 ? variable.name : nameOf(variable)]);
}

/** The name of a variable with what tells it apart from others of the name. */
export function nameOf({ name, unit, scope }: ProgramVariable): string {
  const file = unit?.replace(/^.*[/\\]/, '');
  return [file, scope, name].filter((part) => part !== undefined && part !== '').join(':');
}

const addressOf = ({ from, to }: VariableChange): number => (to ?? from)!.address;

function changeOf(kind: VariableChange['kind'], rest: Partial<VariableChange>): VariableChange {
  return {
    ...{ name: nameOf((rest.to ?? rest.from)!), kind, severity: SEVERITIES[kind] },
    ...{ overlaps: [], differences: [], initialChanged: false, pointers: [], elsewhere: false },
    ...rest,
  };
}

function keptChange(
  { from, to, elsewhere }: MatchedPair,
  against: KeptAgainst | undefined,
  overlapsOf: (variable: ProgramVariable, own?: ProgramVariable) => readonly string[],
): VariableChange {
  const differences = differencesOf(from, to);
  const pointers = against
    ? // What a restructured variable began with lies at other offsets, so only types tell of addresses in RAM.
      keptPointersOf(to, differences.length > 0 ? against : { ...against, from })
    : [];
  const isMoved = from.address !== to.address;
  const kind = differences.length > 0 ? 'restructured' : isMoved ? 'moved' : 'unchanged';
  return changeOf(kind, {
    ...{ from, to, differences, pointers, elsewhere },
    overlaps: kind === 'unchanged' ? [] : overlapsOf(to, from),
    initialChanged: kind !== 'restructured' && initialDiffers(from, to, pointers),
  });
}

/** Also where it is longer or shorter at the same address: what was within it need not be there any more. */
const isElsewhere = (from: ProgramVariable, to: ProgramVariable): boolean =>
  from.address !== to.address || from.bytes !== to.bytes;

function differencesOf(from: ProgramVariable, to: ProgramVariable): readonly TypeDifference[] {
  const found = from.type && to.type ? typeDifferences(from.type, to.type) : [];
  if (found.length > 0 || from.bytes === to.bytes) return found;
  const place = ({ bytes, type }: ProgramVariable) => ({
    offset: 0,
    bytes,
    type: type ? typeText(type) : `${bytes} bytes`,
  });
  return [{ path: '', kind: 'changed', from: place(from), to: place(to) }];
}

/** Whether start-up code sets it to something else. An address that may be another in every build says nothing of that. */
function initialDiffers(from: ProgramVariable, to: ProgramVariable, pointers: readonly KeptPointer[]): boolean {
  if (from.initial === 'none' || to.initial === 'none') return false;
  if (from.initial === 'zero' && to.initial === 'zero') return false;
  const byteOf = ({ initial }: ProgramVariable, at: number): number =>
    typeof initial === 'string' ? 0 : (initial[at] ?? 0);
  const isPointer = (at: number): boolean => pointers.some(({ offset }) => at >= offset && at < offset + 4);
  for (let at = 0; at < to.bytes; at += 1) if (byteOf(from, at) !== byteOf(to, at) && !isPointer(at)) return true;
  return false;
}
