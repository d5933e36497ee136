import { faultOf } from '@twinbank/protocol';

/** Most revisions that a manifest names, and so most that a range may stand for. */
export const HARDWARE_MAX = 64;

/** `from..to`, or `from..` for all from there on. */
const RANGE = /^([A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)\.\.([A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)?$/;
/** What a revision is made of, from left to right: digits, letters, what stands between. */
const RUNS = /\d+|[A-Za-z]+|[._-]+/g;
/** Longer runs of letters are words, and words have no order. */
const COUNTING_LETTERS_MAX = 2;

/**
 * Which of two hardware revisions is older: below zero if the first is, zero if they are the same, undefined if they have no order.
 *
 * They are compared run by run, from left to right: digits as numbers (2 before 10), one or two letters as they are counted (A … Z,
 * then AA), and whichever ends first is older (1.2 before 1.2.1, B before B2). Longer words, letters of another case, what stands
 * between, and kinds of runs must be the same, or there is no order: what nobody can say for sure nobody should rely on.
 *
 * @example
 * ```ts
 * import { compareRevisions } from '@twinbank/image';
 *
 * console.log(compareRevisions('rev2', 'rev10'), compareRevisions('A', '2') === undefined); // -1 true
 * ```
 */
export function compareRevisions(one: string, other: string): number | undefined {
  const [runs, others] = [one.match(RUNS) ?? [], other.match(RUNS) ?? []];
  for (let at = 0; at < Math.min(runs.length, others.length); at += 1) {
    const order = compareRuns(runs[at]!, others[at]!);
    if (order !== 0) return order;
  }
  return runs.length - others.length;
}

function compareRuns(one: string, other: string): number | undefined {
  if (one === other) return 0;
  if (isNumber(one) && isNumber(other)) {
    const [value, otherValue] = [BigInt(one), BigInt(other)];
    // 01 and 1 are two names of one number, and nothing says which of them is older.
    return value === otherValue ? undefined : value < otherValue ? -1 : 1;
  }
  return isCounted(one, other) ? one.length - other.length || (one < other ? -1 : 1) : undefined;
}

const isNumber = (run: string): boolean => /^\d+$/.test(run);
/** Whether both are letters that are counted, in one case. */
const isCounted = (...runs: readonly string[]): boolean =>
  [/^[A-Z]+$/, /^[a-z]+$/].some((letters) =>
    runs.every((run) => letters.test(run) && run.length <= COUNTING_LETTERS_MAX),
  );

/**
 * Writes out what somebody says of hardware: revisions, and ranges (`B..F`, `rev3..rev12`, `1.2..`) of those that there are. A revision
 * that is known by just that name is itself. Manifests name revisions, never ranges (docs/adr/0221).
 *
 * @param known the revisions of the product
 * @returns each once, in the order of the product
 * @throws Fault `request_invalid` if one is not known, or a range has ends without an order, holds none, or more than {@link HARDWARE_MAX}
 *
 * @example
 * ```ts
 * import { revisionsOf } from '@twinbank/image';
 *
 * console.log(revisionsOf(['C..'], ['A', 'B', 'C', 'D']).join()); // C,D
 * ```
 */
export function revisionsOf(said: readonly string[], known: readonly string[]): string[] {
  const chosen = new Set(said.flatMap((one) => (known.includes(one) ? [one] : withinRange(one, known))));
  if (chosen.size > HARDWARE_MAX)
    throw refuse(`a release names at most ${HARDWARE_MAX} hardware revisions; these are ${chosen.size}`);
  return known.filter((one) => chosen.has(one));
}

function withinRange(text: string, known: readonly string[]): readonly string[] {
  const range = rangeOf(text);
  if (!range) throw refuse(`there is no hardware revision ${text}; there are ${known.join(', ')}`);
  const { from, to } = range;
  requireOrder(text, from, to);
  const within = known.filter((one) => isAtLeast(one, from) && (to === undefined || isAtLeast(to, one)));
  if (within.length === 0) throw refuse(`${text} holds no hardware revision; there are ${known.join(', ')}`);
  return within;
}

const isAtLeast = (one: string, other: string): boolean => (compareRevisions(one, other) ?? -1) >= 0;

function rangeOf(text: string): { readonly from: string; readonly to: string | undefined } | undefined {
  const [, from, to] = RANGE.exec(text) ?? [];
  return from === undefined ? undefined : { from, to };
}

function requireOrder(text: string, from: string, to: string | undefined): void {
  if (to !== undefined && (compareRevisions(from, to) ?? 1) > 0)
    throw refuse(`${text} is no range: ${from} is not older than ${to}, or they have no order`);
}

/**
 * Writes out revisions and ranges where nobody knows which there are, as on a machine without a server: the ends of a range may differ in
 * their last number or letter only, and each in between is named.
 *
 * @returns each once, in the order in which they were said
 * @throws Fault `request_invalid` if a range cannot be counted, or there are more than {@link HARDWARE_MAX}
 *
 * @example
 * ```ts
 * import { countedRevisions } from '@twinbank/image';
 *
 * console.log(countedRevisions(['A', 'C..E', 'rev9..rev11']).join()); // A,C,D,E,rev9,rev10,rev11
 * ```
 */
export function countedRevisions(said: readonly string[]): string[] {
  const named = new Set<string>();
  for (const one of said) {
    const range = rangeOf(one);
    for (const revision of range ? counted(one, range.from, range.to) : [one]) {
      named.add(revision);
      if (named.size > HARDWARE_MAX)
        throw refuse(`at most ${HARDWARE_MAX} hardware revisions are named; ${one} is too long`);
    }
  }
  return [...named];
}

function* counted(text: string, from: string, to: string | undefined): Generator<string> {
  const [runs, others] = [from.match(RUNS)!, to?.match(RUNS) ?? []];
  const alike = runs.length === others.length && runs.slice(0, -1).every((run, at) => run === others[at]);
  const [first, last] = [runs.at(-1)!, others.at(-1) ?? ''];
  if (!alike || !isCountable(first, last))
    throw refuse(
      `${text} cannot be counted: its ends differ in more than their last number or letter; name each revision`,
    );
  requireOrder(text, from, to);
  const stem = runs.slice(0, -1).join('');
  if (isNumber(first)) for (let number = Number(first); number <= Number(last); number += 1) yield `${stem}${number}`;
  else
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code += 1)
      yield `${stem}${String.fromCharCode(code)}`;
}

/** Numbers without leading zeros, or single letters of one case. */
const isCountable = (first: string, last: string): boolean =>
  [first, last].every((run) => /^(?:0|[1-9]\d{0,8})$/.test(run)) ||
  (first.length === 1 && last.length === 1 && isCounted(first, last));

const refuse = (detail: string): Error => faultOf('request_invalid', detail, { field: 'hardware' });
