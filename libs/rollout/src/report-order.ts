import type { Attributes } from '@twinbank/protocol';

import type { Taken, TakenHealth, TakenReport } from './judgement.js';

/** Where a device is in its own count of starts and reports, and when the report at that place was received. */
export interface ReportPlace {
  /** Increases with every start of the device. */
  readonly start: number;
  /** Increases with every report since that start. */
  readonly seq: number;
  readonly atMs: number;
}

/** The attributes that a device said of itself, and where in its count it said them. */
export interface SaidAttributes {
  readonly deviceId: string;
  readonly attributes: Attributes;
  readonly place: ReportPlace;
}

/** Which reports of a device count, and for what. */
export interface SiftedReports {
  /** Reports that describe the present state of the device, in the device's order; without those of its health. */
  readonly news: readonly TakenReport[];
  /**
   * The last of its health: of the news, else of outdated reports of the present start. Reports of other kinds say
   * nothing of it, so they do not overtake it.
   */
  readonly health?: TakenHealth;
  /** The place of `health`; only for devices that count their starts. */
  readonly healthPlace?: ReportPlace;
  /**
   * The attributes of the last outdated hello of the present start that had any; not if the news have some. Reports of
   * other kinds say nothing of them, so they do not overtake them.
   */
  readonly overtaken?: SaidAttributes;
  /** Late results: they end the attempt that they name, but say nothing about the present state of the device. */
  readonly late: readonly TakenReport[];
  /** The place of the last report in `news`; only for devices that count their starts. */
  readonly place?: ReportPlace;
  /** How many reports were older than the last known one, and are ignored. */
  readonly outdated: number;
}

/**
 * A lower number of starts is accepted if it arrives this much later than the last report: then the device has lost
 * its count, and the report was not merely overtaken by a newer one. Longer than the clocks of servers differ.
 */
const COUNT_LOST_MS = 5000;
/** A stored time this far in the future was written before a server's clock was put back, and is ignored. */
const CLOCK_BACK_MS = 60_000;

/**
 * Sorts out the reports of one device by the device's own count of starts and reports, whichever server writes them
 * and whenever. Reports of a device that does not count its starts are accepted in the order of arrival.
 *
 * @param last the place of the last accepted report
 */
export function siftReports(reports: readonly Taken[], last: ReportPlace | undefined): SiftedReports {
  const placed = reports.flatMap((taken) => placeOf(taken) ?? []);
  const silent = reports.some(({ report }) => 'seq' in report && report.start === undefined);
  if (silent || placed.length === 0) return { ...newsOf(reports), late: [], outdated: 0 };
  const ordered = [...placed].sort(compare);
  const top = ordered.at(-1)!;
  const unplaced = reports.filter(({ report }) => report.type === 'unreadable');
  const fresh = ordered.filter(
    (one) => !last || isSame(top, last) || compare(one, last) > 0 || hasLostCount(one, last),
  );
  const old = ordered.filter((one) => !fresh.includes(one)).map(({ taken }) => taken);
  const late = [...old, ...unplaced].filter(isLateResult);
  const outdated = reports.length - fresh.length - late.length;
  const overtaken = ordered.filter((one) => !fresh.includes(one) && one.start === (fresh.at(-1) ?? last)?.start);
  const lasting = lastingOf(fresh, overtaken);
  if (fresh.length === 0) return { news: [], ...lasting, late, outdated };
  const { news } = newsOf(fresh.map(({ taken }) => taken));
  return { news, ...lasting, late, place: placeAt(fresh.at(-1)!), outdated };
}

/**
 * What one device said in reports that others overtook: when other servers advance a device again and again, what was
 * taken for news is older than what they wrote.
 *
 * @param sifted those reports, as if they were news
 */
export function overtakenBy(reports: readonly Taken[], { place, late }: SiftedReports): SiftedReports {
  const outdated = reports.length;
  if (!place) return { news: [], late, outdated };
  const placed = reports.flatMap((taken) => placeOf(taken) ?? []).filter(({ start }) => start === place.start);
  return { news: [], ...lastingOf([], placed.sort(compare)), late, outdated };
}

/** What stays true until a device says it anew: its health, and the attributes that it said of itself. */
function lastingOf(
  fresh: readonly Placed[],
  overtaken: readonly Placed[],
): Pick<SiftedReports, 'health' | 'healthPlace' | 'overtaken'> {
  const health = [...overtaken, ...fresh].findLast(({ taken }) => isHealth(taken));
  const hello = fresh.some((one) => attributesOf(one)) ? undefined : overtaken.findLast((one) => attributesOf(one));
  return {
    ...(health && { health: health.taken as TakenHealth, healthPlace: placeAt(health) }),
    ...(hello && {
      overtaken: { deviceId: hello.taken.deviceId, attributes: attributesOf(hello)!, place: placeAt(hello) },
    }),
  };
}

const attributesOf = ({ taken: { report } }: Placed): Attributes | undefined =>
  'attributes' in report ? report.attributes : undefined;

const placeAt = ({ start, seq, atMs }: Placed): ReportPlace => ({ start, seq, atMs });

/** Sorts reports of health from the others, which mean something for a job. */
function newsOf(reports: readonly Taken[]): Pick<SiftedReports, 'news' | 'health'> {
  const health = reports.filter(isHealth).at(-1);
  return { news: reports.filter((taken): taken is TakenReport => !isHealth(taken)), ...(health && { health }) };
}

const isHealth = (taken: Taken): taken is TakenHealth => taken.report.type === 'health';

/** A result that names its attempt, or one that could not be read: it ends the attempt whenever it is written. */
const isLateResult = (taken: Taken): taken is TakenReport => {
  const { report } = taken;
  return report.type === 'unreadable' || (report.type === 'result' && report.transfer !== undefined);
};

interface Placed extends ReportPlace {
  readonly taken: Taken;
}

function placeOf(taken: Taken): Placed | undefined {
  const { report, atMs } = taken;
  if (!('seq' in report) || report.start === undefined) return undefined;
  return { taken, start: report.start, seq: report.seq, atMs };
}

const compare = (a: ReportPlace, b: ReportPlace): number => a.start - b.start || a.seq - b.seq;
const isSame = (a: ReportPlace, b: ReportPlace): boolean => compare(a, b) === 0;

/**
 * A server that was away cannot tell when a report arrived, so it cannot tell that the report is later than what
 * others have written.
 */
function hasLostCount({ taken, start, atMs }: Placed, last: ReportPlace): boolean {
  if (start >= last.start || taken.doubtful === true) return false;
  return atMs - last.atMs > COUNT_LOST_MS || last.atMs - atMs > CLOCK_BACK_MS;
}
