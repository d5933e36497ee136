import type { Report } from '@twinbank/protocol';

/** Progress of a download is worth a message so often, however fast blocks come. */
const PROGRESS_MS = 2000;

/**
 * The reports of one step of an agent, cut down to those that say something by the time they could be sent: a stage that
 * was passed in the same moment is left out, and progress is told at a pace that a person could follow. Where a swap
 * was, its figures stay.
 */
export class ReportOutbox {
  private toldMs = -Infinity;

  /** @param whole whether everything is sent: where flash takes its time, an operator may watch each stage */
  constructor(private readonly whole = false) {}

  /** Those of a step's reports to send, in order. */
  select(reports: readonly Report[], nowMs: number): readonly Report[] {
    if (this.whole) return reports;
    const selected = reports.filter(
      (report, index) => !isOvertaken(report, reports.slice(index + 1)) && !this.tooSoon(report, nowMs),
    );
    if (selected.length > 0) this.toldMs = nowMs;
    return selected;
  }

  private tooSoon(report: Report, nowMs: number): boolean {
    return (
      report.type === 'stage' &&
      report.stage === 'downloading' &&
      (report.done ?? 0) > 0 &&
      nowMs - this.toldMs < PROGRESS_MS
    );
  }
}

function isOvertaken(report: Report, later: readonly Report[]): boolean {
  if (report.type !== 'stage') return false;
  return later.some(
    (next) =>
      next.type !== 'hello' && next.job === report.job && (report.swap === undefined || next.swap !== undefined),
  );
}
