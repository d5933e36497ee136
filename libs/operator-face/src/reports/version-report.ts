import type { VersionCount } from '@twinbank/database';
import { faultOf } from '@twinbank/protocol';

import { column, iso, type Report, type ReportColumn } from './report.js';
import type { PlaceOfPage } from './report-answers.js';
import type { ReportStep, VersionsQuery } from './report.dto.js';

/** A stretch of whole steps. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** A version at the end of a step; or, without a count, a stretch of time of which nothing is known. */
export interface VersionRow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count?: VersionCount;
}

/** Most steps of one report. */
export const STEPS_MAX = 1000;
const HOUR_MS = 3600 * 1000;
const STEPS: Readonly<Record<ReportStep, { readonly stepMs: number; readonly usual: number }>> = {
  day: { stepMs: 24 * HOUR_MS, usual: 30 },
  hour: { stepMs: HOUR_MS, usual: 48 },
};

const of = (about: string, value: ReportColumn<VersionRow>['of']): ReportColumn<VersionRow> => column(about, value);

/** Devices by version over time. */
export const VERSION_REPORT: Report<VersionRow> = {
  row: 'count',
  typeOf: ({ count }) => (count === undefined ? 'unknown' : 'count'),
  columns: {
    from: of('when the step began', ({ fromMs }) => iso(fromMs)),
    to: of('when it ended, or will end', ({ toMs }) => iso(toMs)),
    at: of('when the devices were counted: the last time in this step', ({ count }) => iso(count?.atMs)),
    project: of('project of the product then', ({ count }) => count?.project),
    product: of('name of the product', ({ count }) => count?.product),
    version: of(
      'version that ran; missing for devices that had never reported one; others for all beyond the 200 most frequent of a product',
      ({ count }) => count?.version,
    ),
    devices: of('active devices that ran it', ({ count }) => count?.devices),
  },
};

/**
 * The whole steps that a query asks for: none begins in the future.
 *
 * @throws Fault `request_invalid` if it asks for none, or for too many
 */
export function windowOf({ from, to, step }: Pick<VersionsQuery, 'from' | 'to' | 'step'>, nowMs: number): Span {
  const { stepMs, usual } = STEPS[step];
  const untilMs = Math.min(to === undefined ? nowMs : Date.parse(to), nowMs);
  const toMs = Math.ceil(untilMs / stepMs) * stepMs;
  const fromMs = from === undefined ? toMs - usual * stepMs : Math.floor(Date.parse(from) / stepMs) * stepMs;
  if (fromMs >= toMs)
    throw faultOf('request_invalid', 'from must be before to, and not in the future', { field: 'from' });
  if ((toMs - fromMs) / stepMs > STEPS_MAX)
    throw faultOf('request_invalid', `a report has at most ${STEPS_MAX} steps`, { field: 'from', max: STEPS_MAX });
  return { fromMs, toMs, stepMs };
}

/** The stretches of a span in which no step has a count. */
export function gapsOf({ fromMs, toMs, stepMs }: Span, counts: ReadonlyMap<number, number>): readonly VersionRow[] {
  const gaps: { fromMs: number; toMs: number }[] = [];
  for (let endMs = fromMs + stepMs; endMs <= toMs; endMs += stepMs) {
    if (counts.has(endMs)) continue;
    const last = gaps.at(-1);
    if (last?.toMs === endMs - stepMs) last.toMs = endMs;
    else gaps.push({ fromMs: endMs - stepMs, toMs: endMs });
  }
  return gaps;
}

/** Makes rows of the counts of a page, each with its step, and puts before each the gaps that precede it. */
export function rowsWithGaps(
  span: Span,
  counts: ReadonlyMap<number, number>,
): (items: readonly VersionCount[], place: PlaceOfPage) => readonly VersionRow[] {
  const gaps = gapsOf(span, counts);
  const endOf = (atMs: number): number => Math.ceil(atMs / span.stepMs) * span.stepMs;
  return (items, { after, isLast }) => {
    const sinceMs = after === undefined ? span.fromMs : endOf(Number(after[0]));
    const left = gaps.filter(({ fromMs }) => fromMs >= sinceMs);
    const rows: VersionRow[] = [];
    for (const count of items) {
      const toMs = endOf(count.atMs);
      while (left.length > 0 && left[0]!.toMs < toMs) rows.push(left.shift()!);
      rows.push({ fromMs: toMs - span.stepMs, toMs, count });
    }
    return isLast ? [...rows, ...left] : rows;
  };
}
