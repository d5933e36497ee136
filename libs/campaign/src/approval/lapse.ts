/**
 * Who changed what an approval was for, though nobody changed the draft: by their names, each once, the first one first, as far as events tell it.
 */
export interface LapseWriters {
  /** By the name of a group: who changed whom it selects. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Who changed devices of the product, such as their tags, or added some. */
  readonly devices: readonly string[];
}

/** What an approval was for and is another now, and who made it so. */
export interface Lapse {
  readonly kind: 'group' | 'devices';
  /** Of a group: its name. */
  readonly name?: string;
  readonly by: readonly string[];
}

/** So many names stand in a sentence; of more it says that there are others. */
const NAMED_MAX = 5;

/** The groups that select others than before, by their names. Those of which no digest was kept are not told: nothing says that they are others. */
export const otherGroups = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] => Object.keys(now).filter((name) => Object.hasOwn(before, name) && before[name] !== now[name]);

/** Each of these groups with who changed it. */
export const groupLapses = (names: readonly string[], { groups }: Pick<LapseWriters, 'groups'>): readonly Lapse[] =>
  names.map((name) => ({ kind: 'group', name, by: Object.hasOwn(groups, name) ? groups[name]! : [] }));

/** That groups were changed, and by whom: `group canaries was changed by eve: it selects others now`. */
export function groupsTold(lapses: readonly Lapse[]): string {
  const [only, ...more] = lapses;
  if (only === undefined) return 'a group was changed: it selects others now';
  if (more.length === 0) return `group ${only.name} was changed${byText(only.by)}: it selects others now`;
  const each = lapses.map(({ name, by }) => `${name}${by.length === 0 ? '' : ` (by ${listed(someOf(by))})`}`);
  return `groups ${listed(someOf(each))} were changed: they select others now`;
}

/** That devices were changed or added, and by whom; nothing where nobody is known to have done so: devices may come by what they report. */
export const devicesTold = ({ devices }: Pick<LapseWriters, 'devices'>): string =>
  devices.length === 0 ? '' : `; devices were changed or added since${byText(devices)}`;

const byText = (by: readonly string[]): string => (by.length === 0 ? '' : ` by ${listed(someOf(by))}`);

const someOf = (names: readonly string[]): readonly string[] =>
  names.length > NAMED_MAX ? [...names.slice(0, NAMED_MAX), 'others'] : names;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
