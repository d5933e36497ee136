import { NO_PLACE, type Spread } from './spread.js';

/** How many jobs a campaign has at a place. */
export interface PlaceCounts {
  /** The value that they share; `''` for devices without one. */
  readonly place: string;
  /** All but those that are left out. */
  readonly planned: number;
  /** Whose device has a ticket. */
  readonly active: number;
  /** Whose device is watched. */
  readonly soaking: number;
  /** Held until there is room at the place. */
  readonly asleep: number;
  /** Held for the same reason, and called: the next claim looks at them. */
  readonly called: number;
}

/** What products of percentages may be off by. */
const ROUNDING = 1e-9;

/** How many devices of a place may be under way at the same time. */
export const atOnce = ({ percent }: Pick<Spread, 'percent'>, planned: number): number =>
  Math.max(1, Math.floor((planned * percent) / 100 + ROUNDING));

/** How many devices of a place are under way. */
export const underWay = (
  { whileSoaking }: Pick<Spread, 'whileSoaking'>,
  { active, soaking }: Pick<PlaceCounts, 'active' | 'soaking'>,
): number => active + (whileSoaking ? soaking : 0);

/** How many further devices of a place may begin. */
export const roomAt = (spread: Spread, counts: PlaceCounts): number =>
  Math.max(0, atOnce(spread, counts.planned) - underWay(spread, counts));

/** Which of the jobs that are due begin now, and which have to wait for their place. Those after the last one that begins are left as they are. */
export interface Seating<T> {
  readonly begin: readonly T[];
  readonly full: readonly T[];
}

/**
 * Divides jobs that are due, in their order.
 *
 * @param spread undefined: every place has room
 * @param counts of each place among them
 * @param room how many may begin in all
 */
export function seated<T extends { readonly place?: string | null }>(
  spread: Spread | undefined,
  counts: readonly PlaceCounts[],
  due: readonly T[],
  room: number,
): Seating<T> {
  if (spread === undefined) return { begin: due.slice(0, room), full: [] };
  const left = new Map(counts.map((at) => [at.place, roomAt(spread, at)]));
  const begin: T[] = [];
  const full: T[] = [];
  for (const job of due) {
    if (begin.length === room) break;
    const place = job.place ?? NO_PLACE;
    const free = left.get(place) ?? 0;
    if (free > 0) begin.push(job);
    else full.push(job);
    left.set(place, free - 1);
  }
  return { begin, full };
}

/** How many jobs that are asleep are called at each place: as many as there is room for, less those that were called and have not begun. */
export const callsOf = (
  spread: Spread,
  counts: readonly PlaceCounts[],
): readonly { readonly place: string; readonly jobs: number }[] =>
  counts.flatMap((at) => {
    const jobs = Math.min(at.asleep, roomAt(spread, at) - at.called);
    return jobs > 0 ? [{ place: at.place, jobs }] : [];
  });

/** "site hamburg: 2 of 2 devices under way (20 % of 10)". */
export function placeWords(spread: Spread, counts: PlaceCounts): string {
  const where = counts.place === NO_PLACE ? `devices without ${spread.by}` : `${spread.by} ${counts.place}`;
  const may = atOnce(spread, counts.planned);
  return `${where}: ${underWay(spread, counts)} of ${may} ${may === 1 ? 'device' : 'devices'} under way (${spread.percent} % of ${counts.planned}${may > 1 ? '' : ', and always one'})`;
}
