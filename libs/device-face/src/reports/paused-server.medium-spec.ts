import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { Jobs } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';
import type { DeviceStatus, Report } from '@twinbank/protocol';
import type { TakenReport } from '@twinbank/rollout';

import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { ReportFollowUp } from '../rollout/report-follow-up.js';
import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';
import type { DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { HealthKeeper } from './health-keeper.js';
import { ReportSifter } from './report-sifter.js';
import { ReportWriter } from './report-writer.js';

/** Stops a server in the middle of its work, until it is resumed. */
class Pause {
  private goOn!: () => void;
  private readonly over = new Promise<void>((resolve) => (this.goOn = resolve));
  private stand!: () => void;
  readonly stands = new Promise<void>((resolve) => (this.stand = resolve));

  /** Wraps jobs so that reading them takes until the pause is over. */
  before(jobs: Jobs): Jobs {
    const openOf: Jobs['openOf'] = async (ids) => {
      this.stand();
      await this.over;
      return jobs.openOf(ids);
    };
    return Object.assign(Object.create(jobs) as Jobs, { openOf });
  }

  /** Wraps jobs so that writing them takes until the pause is over. */
  beforeSaving(jobs: Jobs): Jobs {
    const save: Jobs['save'] = async (...change) => {
      this.stand();
      await this.over;
      return jobs.save(...change);
    };
    return Object.assign(Object.create(jobs) as Jobs, { save });
  }

  end(): void {
    this.goOn();
  }
}

describe('a server that stood still in the middle of a report', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const writerOver = (jobs: Jobs): ReportWriter =>
    new ReportWriter(
      new ReportSifter(face.database.devices, face.get(HealthKeeper), face.get(AttendanceWatch)),
      jobs,
      face.get(ReportFollowUp),
      face.get(EventBus),
      pino({ level: 'silent' }),
    );
  const saying = ({ deviceId }: DeviceIdentity, report: object): TakenReport[] => [
    { deviceId, atMs: Date.now(), report: report as Report },
  ];
  const hello = (start: number, seq: number, status: DeviceStatus): object => ({ type: 'hello', start, seq, status });

  /** A device whose job is running, as two servers see it. */
  async function aRunningJob(
    version: string,
  ): Promise<{ identity: DeviceIdentity; stored: StoredRelease; jobId: number; other: ReportWriter }> {
    const identity = await face.aDevice();
    const other = writerOver(face.database.jobs);
    await other.write(saying(identity, hello(5, 0, face.statusRunning())));
    const stored = await face.aRelease(version);
    await face.aCampaign(stored, [identity]);
    const device = await face.connect(identity);
    const { job: jobId } = await device.order();
    await other.write(saying(identity, { type: 'stage', start: 5, seq: 1, job: jobId, stage: 'checked' }));
    return { identity, stored, jobId, other };
  }

  const jobOf = (id: number) => face.database.jobs.find(id);

  it.each(['before', 'beforeSaving'] as const)(
    'does not end a job by what the device said before its swap (stopped %s)',
    async (where) => {
      const { identity, stored, jobId, other } = await aRunningJob(where === 'before' ? '2.0.0' : '2.1.0');
      const pause = new Pause();
      const paused = writerOver(pause[where](face.database.jobs));
      // Without naming its job, a hello of the old image after a swap means that the device reverted.
      const writing = paused.write([
        ...saying(identity, { type: 'stage', start: 5, seq: 2, job: jobId, stage: 'waiting' }),
        ...saying(identity, hello(5, 3, face.statusRunning())),
      ]);
      await pause.stands;
      await other.write(saying(identity, { type: 'stage', start: 5, seq: 4, job: jobId, stage: 'swapped' }));
      await other.write(saying(identity, { ...hello(6, 0, face.statusRunning(stored)), job: jobId, stage: 'swapped' }));
      pause.end();
      await writing;
      expect(await jobOf(jobId)).toMatchObject({ state: 'running', stage: 'swapped' });
      expect(await face.database.devices.get(identity.deviceId)).toMatchObject({
        running: { version: stored.release.version },
      });
      await other.write(
        saying(identity, {
          type: 'result',
          start: 6,
          seq: 1,
          job: jobId,
          stage: 'confirmed',
          status: face.statusRunning(stored),
        }),
      );
      expect(await jobOf(jobId)).toMatchObject({ state: 'succeeded' });
    },
  );

  it('stores no old version, and asks no device to stop, because of reports that it reads only now', async () => {
    const { identity, stored, jobId, other } = await aRunningJob('2.2.0');
    await other.write(
      saying(identity, {
        type: 'result',
        start: 6,
        seq: 1,
        job: jobId,
        stage: 'confirmed',
        status: face.statusRunning(stored),
      }),
    );
    const late = [
      ...saying(identity, { ...hello(5, 2, face.statusRunning()), job: jobId, stage: 'downloading' }),
      ...saying(identity, { type: 'stage', start: 5, seq: 3, job: jobId, stage: 'downloading' }),
    ];
    await other.write(late.map((report) => ({ ...report, atMs: Date.now() + 60_000, doubtful: true as const })));
    expect(await face.database.devices.get(identity.deviceId)).toMatchObject({ running: { version: '2.2.0' } });
    expect(await jobOf(jobId)).toMatchObject({ state: 'succeeded' });
    const device = await face.connect(identity);
    await device.hello(face.statusRunning(stored));
    expect(device.tickets.filter(({ type }) => type === 'cancel')).toEqual([]);
  });

  it('still ends an attempt by its result, although another server has written a later hello', async () => {
    const { identity, jobId, other } = await aRunningJob('2.3.0');
    const { transfer } = (await jobOf(jobId))!;
    await other.write(saying(identity, hello(6, 0, face.statusRunning())));
    const result = {
      type: 'result',
      start: 5,
      seq: 9,
      job: jobId,
      transfer,
      stage: 'failed',
      fault: 'flash_error',
      status: face.statusRunning(),
    };
    await other.write(saying(identity, result));
    expect(await jobOf(jobId)).toMatchObject({ fault: 'flash_error' });
  });
});
