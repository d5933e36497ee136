import { isReport, type DeviceReport } from '@twinbank/protocol';

/** Shortest time between two progress messages of a download, however fast blocks arrive. */
const PROGRESS_MS = 2000;

/**
 * Reduces the reports of one step of an agent to those that still say something when they could be sent: a stage
 * that was passed in the same moment is left out, and progress is reported at a pace that a person could follow.
 * Figures of a swap are always kept.
 */
export class ReportOutbox {
  private toldMs = -Infinity;

  /** @param whole whether everything is sent: if flash takes its real time, an operator may watch each stage */
  constructor(private readonly whole = false) {}

  /** The reports of a step that are to be sent, in order. */
  select<Some extends DeviceReport>(reports: readonly Some[], nowMs: number): readonly Some[] {
    if (this.whole) return reports;
    const selected = reports.filter(
      (report, index) => !isOvertaken(report, reports.slice(index + 1)) && !this.tooSoon(report, nowMs),
    );
    if (selected.length > 0) this.toldMs = nowMs;
    return selected;
  }

  private tooSoon(report: DeviceReport, nowMs: number): boolean {
    return (
      report.type === 'stage' &&
      report.stage === 'downloading' &&
      (report.done ?? 0) > 0 &&
      nowMs - this.toldMs < PROGRESS_MS
    );
  }
}

function isOvertaken(report: DeviceReport, later: readonly DeviceReport[]): boolean {
  if (report.type !== 'stage') return false;
  return later.some(
    (next) =>
      isReport(next) &&
      next.type !== 'hello' &&
      next.job === report.job &&
      (report.swap === undefined || next.swap !== undefined),
  );
}
