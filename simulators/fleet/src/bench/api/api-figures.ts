import { textTable } from '../../outcome/table.js';

/** What one run over a route measured. */
export interface RouteRun {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server for each request, milliseconds. */
  readonly cpuMs: number;
}

/** All runs over one route, with the audit log and without it: as many of each, alternately. */
export interface RouteRuns {
  readonly name: string;
  readonly writes: boolean;
  readonly audited: readonly RouteRun[];
  readonly unaudited: readonly RouteRun[];
}

/** The middle value; of an even number of values the lower of the two. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing was measured');
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!;
}

/** Medians of several runs. */
export const medianRun = (runs: readonly RouteRun[]): RouteRun => ({
  perSecond: median(runs.map(({ perSecond }) => perSecond)),
  p50: median(runs.map(({ p50 }) => p50)),
  p99: median(runs.map(({ p99 }) => p99)),
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
});

/** Processor time that the audit log costs the server for each write, milliseconds: the mean over the routes that write. */
export function auditCostMs(routes: readonly RouteRuns[]): number {
  const writing = routes.filter(({ writes }) => writes);
  const costs = writing.map(({ audited, unaudited }) => medianRun(audited).cpuMs - medianRun(unaudited).cpuMs);
  return costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
}

/** One row for each route. */
export function apiText(routes: readonly RouteRuns[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const rate = (value: number): string => value.toFixed(0);
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const rows = routes.map(({ name, audited, unaudited }) => {
    const [whole, bare] = [medianRun(audited), medianRun(unaudited)];
    return [
      ...[name, rate(whole.perSecond), ms(whole.p50), ms(whole.p99), `${whole.cpuMs.toFixed(2)} ms`],
      ...[rate(bare.perSecond), ms(bare.p99), `${bare.cpuMs.toFixed(2)} ms`],
      (whole.perSecond / bare.perSecond).toFixed(2),
    ];
  });
  const columns = [
    ...[{ heading: 'route' }, ...['a second', 'p50', 'p99', 'CPU each'].map(right)],
    ...['without: a second', 'p99', 'CPU each', 'ratio'].map(right),
  ];
  return textTable(columns, rows);
}
