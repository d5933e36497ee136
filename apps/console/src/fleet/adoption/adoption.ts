/** A line of the report of versions that has figures, or says that there are none. */
interface ReportLine {
  readonly type: string;
  readonly from?: string;
  readonly to?: string;
  readonly version?: string;
  readonly devices?: number;
}

/** Which versions ran, over time. */
export interface Adoption {
  /** Beginnings of steps, in milliseconds; the last one is the end of the last step. None where nothing was counted. */
  readonly times: readonly number[];
  /** The versions, from below; each with the devices in the step that begins at each time, and null where nobody counted. */
  readonly series: readonly { readonly name: string; readonly devices: readonly (number | null)[] }[];
  /** Whether the report came whole. */
  readonly isWhole: boolean;
}

/** Devices that never said what they run. */
export const NOT_REPORTED = 'not reported';
/** All versions that have no place of their own. */
export const OTHERS = 'others';

const inOrder = new Intl.Collator('en', { numeric: true });
const rank = (name: string): number => (name === NOT_REPORTED ? 0 : name === OTHERS ? 2 : 1);
const nameOf = ({ version = NOT_REPORTED }: ReportLine): string => version;

/**
 * Reads the report of the versions of one product, as NDJSON.
 *
 * @param namesMax most versions with a place of their own: those that most devices ran at one time
 */
export function adoptionOf(report: string, namesMax: number): Adoption {
  const lines = report
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReportLine);
  const isWhole = lines.at(-1)?.type === 'end';
  const counts = lines.filter(({ type }) => type === 'count');
  if (counts.length === 0) return { times: [], series: [], isWhole };
  const steps = stepsOf(lines);
  const names = namesOf(counts, namesMax);
  const series = names.map((name) => ({ name, devices: steps.map((step) => devicesIn(step, name, names)) }));
  return {
    times: [...steps.map(({ fromMs }) => fromMs), steps.at(-1)!.toMs],
    series: series.map(({ name, devices }) => ({ name, devices: [...devices, devices.at(-1)!] })),
    isWhole,
  };
}

interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  /** What was counted; none in a stretch of which nothing is known. */
  readonly counts: ReportLine[];
}

/** Steps with counts and stretches without, from the first to the last step that has some. */
function stepsOf(lines: readonly ReportLine[]): Step[] {
  const steps = new Map<number, Step>();
  for (const line of lines) {
    if (line.from === undefined || line.to === undefined) continue;
    const fromMs = Date.parse(line.from);
    const step = steps.get(fromMs) ?? { fromMs, toMs: Date.parse(line.to), counts: [] };
    steps.set(fromMs, step);
    if (line.type === 'count') step.counts.push(line);
  }
  const inTime = [...steps.values()].sort((one, other) => one.fromMs - other.fromMs);
  const isKnown = ({ counts }: Step): boolean => counts.length > 0;
  return inTime.slice(inTime.findIndex(isKnown), inTime.findLastIndex(isKnown) + 1);
}

/** Names with a place of their own, the oldest version first. */
function namesOf(counts: readonly ReportLine[], namesMax: number): string[] {
  const most = new Map<string, number>();
  for (const line of counts) most.set(nameOf(line), Math.max(most.get(nameOf(line)) ?? 0, line.devices ?? 0));
  const byDevices = [...most].sort(([, one], [, other]) => other - one).map(([name]) => name);
  const own =
    byDevices.length > namesMax
      ? [...byDevices.filter((name) => name !== OTHERS).slice(0, namesMax - 1), OTHERS]
      : byDevices;
  return own.sort((one, other) => rank(one) - rank(other) || inOrder.compare(one, other));
}

function devicesIn({ counts }: Step, name: string, names: readonly string[]): number | null {
  if (counts.length === 0) return null;
  const isMeant = (line: ReportLine): boolean =>
    nameOf(line) === name || (name === OTHERS && !names.includes(nameOf(line)));
  return counts.filter(isMeant).reduce((sum, { devices = 0 }) => sum + devices, 0);
}

/** The same with each version on top of those below it, as areas are drawn. */
export const stacked = ({ series }: Adoption): (number | null)[][] =>
  series.map((_, index) =>
    series[index]!.devices.map((own, step) =>
      own === null ? null : series.slice(0, index + 1).reduce((sum, { devices }) => sum + devices[step]!, 0),
    ),
  );
