import type { Job } from '@twinbank/campaign';
import type { Hints, JudgedJob, SiftedReports, TakenReport } from '@twinbank/rollout';

import type { TicketWork } from './ticket-work.js';
import type { Surroundings, Work } from './work.js';

const TRIES = 3;
const NOTHING: SiftedReports = { news: [], late: [], outdated: 0 };

interface Judged extends JudgedJob {
  readonly place: SiftedReports['place'];
}

/** Writes batches of reports: what devices said of themselves, and what it means for their jobs. */
export class ReportWork {
  constructor(
    private readonly around: Surroundings,
    private readonly tickets: TicketWork,
    private readonly wake: (campaignId: number) => void,
    /** By how much the clock has been moved until now, in all. */
    private readonly movedMs: () => number,
  ) {}

  *write(batch: readonly TakenReport[]): Work {
    let movedMs = this.movedMs();
    let byDevice = this.groupByDevice(batch, movedMs);
    const ended: Job[] = [];
    let hints: Hints = { unaware: [], stale: [], onEndedJobs: [] };
    let sifted = yield* this.sift(byDevice);
    let left = [...byDevice.keys()];
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
      if (attempt > 0) {
        byDevice = this.groupByDevice(batch, (movedMs = this.movedMs()));
        sifted = yield* this.sift(new Map(left.map((id) => [id, byDevice.get(id)!])));
      }
      const judged = this.judgeAll(left, sifted);
      if (attempt === 0) hints = this.around.engine.hintsOf(judged, sifted);
      yield;
      left = this.store(judged, movedMs, ended);
      yield;
    }
    yield* this.follow(ended, hints);
  }

  private groupByDevice(batch: readonly TakenReport[], movedMs: number): Map<string, TakenReport[]> {
    const groups = new Map<string, TakenReport[]>();
    for (const taken of batch) {
      const report = this.around.engine.asMoved(taken, movedMs);
      groups.set(report.deviceId, [...(groups.get(report.deviceId) ?? []), report]);
    }
    return groups;
  }

  private *sift(byDevice: ReadonlyMap<string, readonly TakenReport[]>): Work<Map<string, SiftedReports>> {
    const { store, engine, tally } = this.around;
    const sifted = new Map<string, SiftedReports>();
    let left = [...byDevice.keys()];
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
      const places = store.devices.places(left);
      for (const id of left) sifted.set(id, engine.siftReports(byDevice.get(id)!, places.get(id)));
      yield;
      const updates = left.flatMap((deviceId) => {
        const { place } = sifted.get(deviceId)!;
        return place ? [{ deviceId, place, before: places.get(deviceId) }] : [];
      });
      const advanced = new Set(store.devices.advance(updates));
      left = updates.map(({ deviceId }) => deviceId).filter((id) => !advanced.has(id));
    }
    for (const id of left) sifted.set(id, { news: [], late: sifted.get(id)!.late, outdated: byDevice.get(id)!.length });
    yield;
    const statuses = [...sifted].flatMap(([, { news, place }]) =>
      news.flatMap(({ deviceId, report, atMs }) =>
        'status' in report ? [{ deviceId, status: report.status, seenAtMs: atMs, place }] : [],
      ),
    );
    store.devices.applyStatuses(statuses);
    for (const { outdated, late } of sifted.values()) {
      tally.outdatedReports += outdated;
      tally.lateReports += late.length;
    }
    yield;
    return sifted;
  }

  private judgeAll(ids: readonly string[], sifted: ReadonlyMap<string, SiftedReports>): Judged[] {
    const { store, engine, rng } = this.around;
    return store.jobs.openOf(ids).map((open) => {
      const { news, late, place } = sifted.get(open.job.deviceId) ?? NOTHING;
      return { open, reports: news, place, judgement: engine.judge(open, [...late, ...news], () => rng.unit()) };
    });
  }

  /** Returns the devices whose change was dropped because somebody else was faster, or the clock was moved. */
  private store(judged: readonly Judged[], movedMs: number, ended: Job[]): string[] {
    const due = judged.filter(({ judgement }) => judgement.steps.length > 0);
    if (!this.around.engine.sameClock(movedMs, this.movedMs())) return due.map(({ open }) => open.job.deviceId);
    const steps = due.flatMap(({ judgement, place }) => judgement.steps.map((step) => ({ ...step, place })));
    const written = new Set(this.around.store.jobs.save(steps));
    for (const { judgement } of due) {
      const { job } = judgement.steps.at(-1)!;
      if (written.has(job.id) && judgement.ended) ended.push(job);
    }
    const dropped = due.filter(({ open }) => !written.has(open.job.id)).map(({ open }) => open.job.deviceId);
    this.around.tally.dropped += dropped.length;
    return dropped;
  }

  private *follow(ended: readonly Job[], { stale, onEndedJobs, unaware }: Hints): Work {
    for (const job of ended) {
      this.tickets.end(job, false);
      this.wake(job.campaignId);
    }
    for (const deviceId of stale) this.tickets.clear(deviceId);
    for (const job of onEndedJobs) yield* this.tickets.recall(job);
    for (const deviceId of unaware) yield* this.tickets.republishFor(deviceId);
  }
}
