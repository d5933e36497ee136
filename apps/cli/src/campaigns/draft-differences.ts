import { textOf } from '../output/column.js';

/** A field that differs, by its name as in a request, such as `soak.durationMs`. */
export interface Difference {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What of a campaign a request can say, as the server shows it. */
export interface WrittenDraft {
  readonly name: string;
  readonly release: string;
  readonly config: object;
}

/** What is written down of a campaign, under the names that requests have for it. */
export const writtenOf = ({ name, release, config }: WrittenDraft): object => ({ name, release, ...config });

/** What differs between two campaigns as the server shows them, field by field; lists are compared as a whole, as nobody reads an index. */
export const differencesOf = (before: object, after: object): readonly Difference[] =>
  differing({ before, after }, (older, newer) => [...new Set([...Object.keys(older), ...Object.keys(newer)])]);

/** What a request would make otherwise, of what it names: the server completes the rest of a block, so nothing is said of that. */
export const changedBy = (before: object, request: object): readonly Difference[] =>
  differing({ before, after: request }, (_older, newer) => Object.keys(newer));

interface Compared {
  readonly before: unknown;
  readonly after: unknown;
}
type NamesOf = (older: object, newer: object) => readonly string[];

function differing({ before, after }: Compared, namesOf: NamesOf, field = ''): readonly Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isBlock(before ?? after) || !isBlock(after ?? before)) return [{ field, before, after }];
  const [older, newer] = [before ?? {}, after ?? {}] as [Record<string, unknown>, Record<string, unknown>];
  return namesOf(older, newer).flatMap((name) =>
    differing({ before: older[name], after: newer[name] }, namesOf, field === '' ? name : `${field}.${name}`),
  );
}

const isBlock = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A difference as a line. */
export const differenceLine = ({ field, before, after }: Difference): string =>
  `  ${field}: ${valueText(before)} → ${valueText(after)}`;

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : textOf(value));
