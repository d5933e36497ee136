import { invalidAt } from '../parser.js';
import { equal, type Comparison, type Selection } from '../selection.js';

/** Groups within groups, at most so many deep. */
export const GROUP_DEPTH_MAX = 8;
/**
 * Most comparisons of a selection, once its groups stand in it: selections of groups multiply. A list counts as many as it
 * has values, and so does each group that stands in the place of its name, because each becomes a condition of its own.
 */
export const EXPANDED_MAX = 2000;
/**
 * So many comparisons cost the database what one with a wildcard costs, which no index serves; and one that tries each of several texts of a device. Measured
 * over 20 000 devices, beside the equality of an attribute.
 */
const WILDCARD_COSTS = 5;
const WILDCARD_IN_EACH_COSTS = 20;

/** A group of devices as selections see it. */
export interface SelectableGroup {
  readonly number: number;
  readonly name: string;
  /** The project whose devices it is about. */
  readonly project: string;
  /** Of a dynamic group: which devices those are. A static one lists them. */
  readonly selection?: Selection | undefined;
}

/** Groups by their names; several projects may have one of the same name. */
export type GroupsByName = ReadonlyMap<string, readonly SelectableGroup[]>;

/** The comparisons of a selection that ask for groups. */
export function groupsIn(selection: Selection): readonly Comparison[] {
  if ('all' in selection) return selection.all.flatMap(groupsIn);
  if ('any' in selection) return selection.any.flatMap(groupsIn);
  if ('not' in selection) return groupsIn(selection.not);
  return selection.kind === 'group' && typeof selection.values[0] !== 'number' ? [selection] : [];
}

/** The names of the groups that a selection asks for. */
export const groupNamesIn = (selection: Selection): readonly string[] => [
  ...new Set(groupsIn(selection).flatMap(({ values }) => values.map(String))),
];

/**
 * A selection with its groups in the place of their names: a dynamic one by its selection, a static one by its number. A
 * device is in a group only if it is of the same project.
 *
 * @throws Fault `selection_invalid` for a group that there is not, for one that contains itself, and where groups are
 * nested too deep or become too long
 */
export function withGroups(selection: Selection, groups: GroupsByName): Selection {
  return new Expansion(groups).expand(selection, []);
}

class Expansion {
  private size = 0;

  constructor(private readonly groups: GroupsByName) {}

  /** @param path the dynamic groups within which the selection stands, and where the outermost stands in the text */
  expand(selection: Selection, path: readonly SelectableGroup[], outerAt?: number): Selection {
    if ('all' in selection) return { all: selection.all.map((one) => this.expand(one, path, outerAt)) };
    if ('any' in selection) return { any: selection.any.map((one) => this.expand(one, path, outerAt)) };
    if ('not' in selection) return { not: this.expand(selection.not, path, outerAt) };
    const at = outerAt ?? selection.at ?? 1;
    this.grow(costOf(selection), at);
    if (selection.kind !== 'group') return selection;
    const any = selection.values.flatMap((name) => this.named(String(name), path, at));
    return selection.operator === 'ne' || selection.operator === 'out' ? { not: { any } } : { any };
  }

  /** @throws Fault `selection_invalid` before what is too much is made */
  private grow(by: number, at: number): void {
    this.size += by;
    if (this.size > EXPANDED_MAX) throw invalidAt(at, `with its groups it has more than ${EXPANDED_MAX} comparisons`);
  }

  private named(name: string, path: readonly SelectableGroup[], at: number): readonly Selection[] {
    const found = this.groups.get(name) ?? [];
    if (found.length === 0) throw invalidAt(at, `there is no group ${name}`);
    const within = path.at(-1)?.project;
    const own = found.filter(({ project }) => within === undefined || project === within);
    this.grow(own.length, at);
    return own.map((group) => ({ all: [equal('project', 'text', group.project)!, this.members(group, path, at)] }));
  }

  private members(group: SelectableGroup, path: readonly SelectableGroup[], at: number): Selection {
    if (group.selection === undefined) return { field: 'group', kind: 'group', operator: 'eq', values: [group.number] };
    const inner = [...path, group];
    if (path.some(({ number }) => number === group.number))
      throw invalidAt(at, `a group contains itself: ${inner.map(({ name }) => name).join(', ')}`);
    if (inner.length > GROUP_DEPTH_MAX) throw invalidAt(at, `groups are nested at most ${GROUP_DEPTH_MAX} deep`);
    return this.expand(group.selection, inner, at);
  }
}

/** What a comparison counts as, beside one that is equality. */
function costOf({ kind, pattern, values }: Comparison): number {
  if (pattern !== undefined) return kind === 'texts' ? WILDCARD_IN_EACH_COSTS : WILDCARD_COSTS;
  return Math.max(1, values.length);
}
