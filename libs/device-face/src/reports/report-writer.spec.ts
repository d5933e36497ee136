import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { JobStep, OpenJob } from '@twinbank/campaign';
import type { DeviceHealths, Devices, HealthUpdate, Jobs, PlaceUpdate, StatusUpdate } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';
import type { Report } from '@twinbank/protocol';
import { ManualClock } from '@twinbank/primitives';
import type { Consequences, ReportPlace, TakenReport } from '@twinbank/rollout';
import { anOpenJob, statusRunning, NEW_IMAGE } from '@twinbank/testkit/rollout-specimens';

import type { AttendanceWatch } from '../attendance/attendance-watch.js';
import type { ReportFollowUp } from '../rollout/report-follow-up.js';
import { HealthKeeper } from './health-keeper.js';
import { ReportSifter } from './report-sifter.js';
import { ReportWriter } from './report-writer.js';

interface Ways {
  readonly refuseSaves?: number;
  /** What another server writes about the device while this one judges. */
  readonly overtakenBy?: ReportPlace;
  /** By how much the clock has been moved in all, each time that somebody asks; the last one from then on. */
  readonly movedMs?: readonly number[];
}

/** A writer over jobs that change only when a save is accepted. */
function writerOver(open: readonly OpenJob[], { refuseSaves = 0, overtakenBy, movedMs = [0] }: Ways = {}) {
  const statuses: StatusUpdate[] = [];
  const healths: HealthUpdate[] = [];
  const saves: JobStep[][] = [];
  const consequences: Consequences[] = [];
  let refusals = refuseSaves;
  const moved = [...movedMs];
  const watch = {
    get movedMs() {
      return moved.length > 1 ? moved.shift() : moved[0];
    },
  } as AttendanceWatch;
  let place: ReportPlace | undefined;
  const devices = {
    applyStatuses: async (updates: readonly StatusUpdate[]) => {
      statuses.push(...updates);
    },
    applyAttributes: async () => undefined,
    places: async () => new Map(place ? [['d1', place]] : []),
    advance: async (updates: readonly PlaceUpdate[]) => {
      place = updates.at(-1)?.place ?? place;
      return updates.map(({ deviceId }) => deviceId);
    },
  } as unknown as Devices;
  const jobs = {
    openOf: async (ids: readonly string[]) => open.filter(({ job }) => ids.includes(job.deviceId)),
    save: async (steps: readonly JobStep[]) => {
      saves.push([...steps]);
      if (overtakenBy) place = overtakenBy;
      return refusals-- > 0 ? [] : steps.map(({ job }) => job.id);
    },
  } as unknown as Jobs;
  const stored = { apply: async (updates: readonly HealthUpdate[]) => void healths.push(...updates) } as DeviceHealths;
  const followUp = { follow: (what: Consequences) => void consequences.push(what) } as unknown as ReportFollowUp;
  return {
    writer: new ReportWriter(
      new ReportSifter(devices, new HealthKeeper(stored, new ManualClock(0), pino({ level: 'silent' })), watch),
      jobs,
      followUp,
      new EventBus(),
      pino({ level: 'silent' }),
    ),
    statuses,
    healths,
    saves,
    consequences,
  };
}

const progress = (done: number, atMs: number): TakenReport => ({
  deviceId: 'd1',
  atMs,
  report: { type: 'stage', seq: done, job: 7, stage: 'downloading', done, total: 10 },
});
const result = (job = 7): TakenReport => ({
  deviceId: 'd1',
  atMs: 50_000,
  report: { type: 'result', seq: 9, job, stage: 'confirmed', status: statusRunning(NEW_IMAGE) },
});
const hello = (job?: number): TakenReport => ({
  deviceId: 'd1',
  atMs: 50_000,
  report: { type: 'hello', seq: 0, status: statusRunning(), ...(job !== undefined && { job }) } as Report,
});

describe('ReportWriter', () => {
  it('stores the reported status of devices, and the end of a job with its consequences', async () => {
    const { writer, statuses, saves, consequences } = writerOver([anOpenJob({ state: 'running' })]);
    await writer.write([result()]);
    expect(statuses).toEqual([{ deviceId: 'd1', status: statusRunning(NEW_IMAGE), seenAtMs: 50_000 }]);
    expect(saves.map((steps) => steps.map(({ job }) => job.state))).toEqual([['succeeded']]);
    expect(consequences).toMatchObject([{ ended: [{ id: 7, state: 'succeeded' }], unaware: [], stale: [] }]);
  });

  it('stores the attributes that a device said last, though a later report of the batch says none', async () => {
    const { writer, statuses } = writerOver([]);
    const saying = (line: number): TakenReport => {
      const said = hello();
      return { ...said, report: { ...said.report, attributes: { line } } as Report };
    };
    await writer.write([saying(3), saying(4), result()]);
    expect(statuses).toMatchObject([{ status: statusRunning(NEW_IMAGE), attributes: { line: 4 } }]);
    await writer.write([hello()]);
    expect(statuses.at(-1)).not.toHaveProperty('attributes');
  });

  it('stores what a device says of its health, which says nothing about its job', async () => {
    const { writer, healths, saves, consequences } = writerOver([anOpenJob({ startedAtMs: 1000 })]);
    const health = { boots: { watchdog: 2 }, watchdogResets: 2, numbers: {} };
    await writer.write([{ deviceId: 'd1', atMs: 50_000, report: { type: 'health', seq: 1, health } }]);
    expect(healths).toMatchObject([{ deviceId: 'd1', health, atMs: 50_000 }]);
    expect([saves.flat(), consequences]).toEqual([
      [],
      [{ ended: [], settled: [], unaware: [], stale: [], onEndedJobs: [] }],
    ]);
  });

  it('judges a report again if another server was quicker', async () => {
    const { writer, saves, consequences } = writerOver([anOpenJob({ state: 'running' })], { refuseSaves: 2 });
    await writer.write([result()]);
    expect([saves.length, consequences[0]!.ended.length]).toEqual([3, 1]);
  });

  it('counts the time of an attempt by the clock as it is when that is written', async () => {
    const HOUR_MS = 3_600_000;
    const { timeouts } = anOpenJob().rules;
    const at = 10 * HOUR_MS;
    const accepted = { ...progress(1, at), movedMs: 0 };
    const deadlines = async (...movedMs: number[]): Promise<unknown[]> => {
      const { writer, saves } = writerOver([anOpenJob({ state: 'offered' })], { movedMs });
      await writer.write([accepted]);
      return saves.flat().map(({ job }) => job.deadlineAtMs);
    };
    expect(await deadlines(0)).toEqual([at + timeouts.runMs]);
    // Before it was judged; and between that and the moment in which it is written.
    expect(await deadlines(HOUR_MS)).toEqual([at + HOUR_MS + timeouts.runMs]);
    expect(await deadlines(0, HOUR_MS)).toEqual([at + HOUR_MS + timeouts.runMs]);
    expect(await deadlines(0, -HOUR_MS)).toEqual([at - HOUR_MS + timeouts.runMs]);
  });

  it('keeps what it noticed about other devices while it judges one again', async () => {
    const { writer, consequences } = writerOver([anOpenJob({ state: 'running' })], { refuseSaves: 1 });
    await writer.write([result(), { ...result(99), deviceId: 'd2' }]);
    expect(consequences).toMatchObject([{ ended: [{ id: 7 }], stale: ['d2'] }]);
  });

  it('drops reports that became outdated through another server while it judged them', async () => {
    const overtaken = writerOver([anOpenJob({ state: 'running', stage: 'swapped' })], {
      refuseSaves: 1,
      overtakenBy: { start: 6, seq: 0, atMs: 50_000 },
    });
    const old: TakenReport = { ...hello(), report: { ...hello().report, start: 5 } as Report };
    await overtaken.writer.write([old]);
    expect(overtaken.saves.map((steps) => steps.map(({ job }) => job.state))).toEqual([['failed'], []]);
    expect(overtaken.consequences).toMatchObject([{ ended: [], onEndedJobs: [] }]);
  });

  it('writes a mere change of the number of blocks only every few seconds', async () => {
    const { writer, saves } = writerOver([anOpenJob({ state: 'running', stage: 'downloading', done: 0, total: 10 })]);
    await writer.write([progress(1, 10_000)]);
    await writer.write([progress(2, 11_000)]);
    await writer.write([progress(3, 14_999)]);
    await writer.write([progress(4, 15_000)]);
    expect(saves.map((steps) => steps.map(({ job }) => job.done))).toEqual([[1], [], [], [4]]);
  });

  it('notices a device that does not know of its offer, and one whose ticket is void', async () => {
    const offered = writerOver([anOpenJob({ startedAtMs: 1000 })]);
    await offered.writer.write([hello()]);
    expect(offered.consequences).toMatchObject([{ unaware: ['d1'], stale: [] }]);
    const young = writerOver([anOpenJob({ startedAtMs: 49_000 })]);
    await young.writer.write([hello()]);
    expect(young.consequences).toMatchObject([{ unaware: [] }]);
    const closed = writerOver([]);
    await closed.writer.write([result(99)]);
    expect(closed.consequences).toMatchObject([{ ended: [], stale: ['d1'] }]);
  });

  it('notices a device that works on a job which is over, as long as it could still stop', async () => {
    const onEndedJobsAfter = async (open: readonly OpenJob[], ...reports: TakenReport[]): Promise<unknown> => {
      const { writer, consequences } = writerOver(open);
      await writer.write(reports);
      return consequences[0]!.onEndedJobs;
    };
    const helloAt = (stage: string): TakenReport => ({ ...hello(7), report: { ...hello(7).report, stage } as Report });
    expect(await onEndedJobsAfter([], progress(1, 10_000))).toEqual([{ deviceId: 'd1', id: 7 }]);
    expect(await onEndedJobsAfter([], helloAt('waiting'))).toEqual([{ deviceId: 'd1', id: 7 }]);
    expect(await onEndedJobsAfter([], helloAt('swapped'))).toEqual([]);
    expect(await onEndedJobsAfter([], helloAt('done'))).toEqual([]);
    expect(await onEndedJobsAfter([], hello())).toEqual([]);
    expect(await onEndedJobsAfter([], progress(1, 10_000), result())).toEqual([]);
    expect(await onEndedJobsAfter([anOpenJob({ state: 'running' })], progress(1, 10_000))).toEqual([]);
  });
});
