import type { Variable } from './difference.js';

/** By what the variables can be sorted. */
export const SORTS = ['severity', 'name', 'old', 'new'] as const;
export type Sort = (typeof SORTS)[number];

/** Which variables are shown, and in which order. */
export interface Shown {
  /** A text that the name, a type or a member has; empty for any. */
  readonly text: string;
  /** One severity; undefined for any. */
  readonly severity?: number | undefined;
  readonly sort: Sort;
  readonly isDescending: boolean;
}

/** The variables that are shown, in their order; those that have no such place come last. */
export function rowsOf(variables: readonly Variable[], { text, severity, sort, isDescending }: Shown): Variable[] {
  const asked = text.trim().toLowerCase();
  const rows = variables.filter(
    (variable) =>
      (severity === undefined || variable.severity === severity) &&
      (asked === '' || textsOf(variable).some((each) => each.toLowerCase().includes(asked))),
  );
  const direction = isDescending ? -1 : 1;
  return rows.sort((one, other) => {
    const [a, b] = [valueOf(one, sort), valueOf(other, sort)];
    if (a === undefined || b === undefined)
      return Number(a === undefined) - Number(b === undefined) || byName(one, other);
    const order = typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b);
    return direction * order || byName(one, other);
  });
}

/** How many variables have each severity, the most severe first; severities that none has are left out. */
export function severitiesOf(
  variables: readonly Variable[],
): readonly { readonly severity: number; readonly count: number }[] {
  const counts = new Map<number, number>();
  for (const { severity } of variables) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return [...counts]
    .map(([severity, count]) => ({ severity, count }))
    .sort((one, other) => other.severity - one.severity);
}

const byName = (one: Variable, other: Variable): number => one.name.localeCompare(other.name);

const textsOf = ({ name, from, to, differences }: Variable): string[] => [
  ...[name, from?.type, to?.type].filter((each) => each !== undefined),
  ...differences.flatMap((member) => [member.path, member.from?.type ?? '', member.to?.type ?? '']),
];

function valueOf(variable: Variable, sort: Sort): number | string | undefined {
  if (sort === 'old') return variable.from?.address;
  if (sort === 'new') return variable.to?.address;
  return variable[sort];
}
