import { textTable } from '../outcome/table.js';

/** The measured times of each kind, in milliseconds, one per sample. */
export interface Samples {
  readonly connect: readonly number[];
  readonly download: readonly number[];
  readonly report: readonly number[];
  /** `GET /health/live`. */
  readonly health: readonly number[];
}

export type Measured = keyof Samples;
export const MEASURED: readonly Measured[] = ['connect', 'download', 'report', 'health'];
/** The figures that decide the verdict. */
const JUDGED: readonly Measured[] = ['connect', 'download'];

/** Limit: under an attack, things may take at most this many times as long as without. */
export const RATIO_MAX = 2;
/**
 * Shorter times count as this long: that is what one turn of the scheduler takes with more processes than cores,
 * which says nothing about fairness between connections.
 */
export const RESOLUTION_MS = 20;

/** The smallest value that is not exceeded by this share of the samples. @throws RangeError without samples */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

export const p99 = (samples: readonly number[]): number => percentile(samples, 0.99);

/** The ratio of the 99th percentiles: under an attack to without attackers. */
export function ratioOf(under: readonly number[], quiet: readonly number[]): number {
  return Math.max(RESOLUTION_MS, p99(under)) / Math.max(RESOLUTION_MS, p99(quiet));
}

/** What was measured under one attack. */
export interface Phase {
  readonly name: string;
  readonly samples: Samples;
  /** What the attackers did. */
  readonly deeds: string;
}

/** Whether honest devices were served under every attack nearly as fast as without. */
export const isFair = (quiet: Samples, phases: readonly Phase[]): boolean =>
  phases.every(({ samples }) => JUDGED.every((what) => ratioOf(samples[what], quiet[what]) <= RATIO_MAX));

/** One row for each attack: 99th percentiles and their ratios to those without attackers. */
export function fairnessText(quiet: Samples, phases: readonly Phase[]): string {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const columns = [
    { heading: 'p99' },
    ...MEASURED.flatMap((what) => [
      { heading: what, align: 'right' as const },
      { heading: '×', align: 'right' as const },
    ]),
    { heading: 'attackers' },
  ];
  const rows = [
    ['quiet', ...MEASURED.flatMap((what) => [ms(p99(quiet[what])), '']), ''],
    ...phases.map(({ name, samples, deeds }) => [
      name,
      ...MEASURED.flatMap((what) => [ms(p99(samples[what])), ratioOf(samples[what], quiet[what]).toFixed(2)]),
      deeds,
    ]),
  ];
  return textTable(columns, rows);
}
