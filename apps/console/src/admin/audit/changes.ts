/** A value of an entry, before and after. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** What an entry says of values, side by side: those that differ first, each group in the order of the entry. */
export function changesOf({
  before = {},
  after = {},
}: {
  readonly before?: Values;
  readonly after?: Values;
}): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const all = names.map((name) => ({ name, before: textOf(before[name]), after: textOf(after[name]) }));
  return [...all.filter(isChanged), ...all.filter((change) => !isChanged(change))];
}

/** Whether a value is another one afterwards. */
export const isChanged = ({ before, after }: Change): boolean => before !== after;

/** A value as it is read; what is no text, as JSON. */
function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
