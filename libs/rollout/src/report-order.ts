import type { TakenReport } from './judgement.js';

/** Where a device is in its own count of starts and reports, and when the report at that place was received. */
export interface ReportPlace {
  /** Rises with every start of the device. */
  readonly start: number;
  /** Rises with every report since. */
  readonly seq: number;
  readonly atMs: number;
}

/** What of a device's reports is to be believed, and for what. */
export interface SiftedReports {
  /** They tell how the device is now, in its own order. */
  readonly news: readonly TakenReport[];
  /** Results that come late: they end the attempt that they name, and say nothing of how the device is now. */
  readonly late: readonly TakenReport[];
  /** The place of the last of the news, for devices that tell their starts. */
  readonly place?: ReportPlace;
  /** How many were older than what is known, and are ignored. */
  readonly outdated: number;
}

/**
 * A number of starts that is lower than before is believed when it comes so much later than the last report: then the device's
 * count was lost, and is not just overtaken. Longer than servers' clocks differ.
 */
const COUNT_LOST_MS = 5000;
/** A stored time that lies so far ahead was written before the clock of a server was put back, and says nothing. */
const CLOCK_BACK_MS = 60_000;

/**
 * Sifts reports of one device by the device's own count of starts and reports, whenever and by whichever server they are written. A
 * device that does not tell its starts is believed as its reports come.
 *
 * @param last the place of the last report that was believed
 */
export function siftReports(reports: readonly TakenReport[], last: ReportPlace | undefined): SiftedReports {
  const placed = reports.flatMap((taken) => placeOf(taken) ?? []);
  const silent = reports.some(({ report }) => 'seq' in report && report.start === undefined);
  if (silent || placed.length === 0) return { news: reports, late: [], outdated: 0 };
  const ordered = [...placed].sort(compare);
  const top = ordered.at(-1)!;
  const unplaced = reports.filter(({ report }) => !('seq' in report));
  const fresh = ordered.filter(
    (one) => !last || isSame(top, last) || compare(one, last) > 0 || hasLostCount(one, last),
  );
  const old = ordered.filter((one) => !fresh.includes(one)).map(({ taken }) => taken);
  const late = [...old.filter(({ report }) => report.type === 'result' && report.transfer !== undefined), ...unplaced];
  const outdated = reports.length - fresh.length - late.length;
  if (fresh.length === 0) return { news: [], late, outdated };
  const { start, seq, atMs } = fresh.at(-1)!;
  return { news: fresh.map(({ taken }) => taken), late, place: { start, seq, atMs }, outdated };
}

interface Placed extends ReportPlace {
  readonly taken: TakenReport;
}

function placeOf(taken: TakenReport): Placed | undefined {
  const { report, atMs } = taken;
  if (!('seq' in report) || report.start === undefined) return undefined;
  return { taken, start: report.start, seq: report.seq, atMs };
}

const compare = (a: ReportPlace, b: ReportPlace): number => a.start - b.start || a.seq - b.seq;
const isSame = (a: ReportPlace, b: ReportPlace): boolean => compare(a, b) === 0;

/** A server that was away cannot tell when a report came, and so not that it is later than what others have written. */
function hasLostCount({ taken, start, atMs }: Placed, last: ReportPlace): boolean {
  if (start >= last.start || taken.doubtful === true) return false;
  return atMs - last.atMs > COUNT_LOST_MS || last.atMs - atMs > CLOCK_BACK_MS;
}
