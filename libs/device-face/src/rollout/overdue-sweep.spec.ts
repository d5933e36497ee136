import { describe, expect, it } from '@jest/globals';

import type { JobStep } from '@twinbank/campaign';
import type { Jobs } from '@twinbank/database';
import type { EventBus } from '@twinbank/ports';
import { aJob, someRules } from '@twinbank/testkit/campaign-specimens';

import type { AttendanceWatch } from '../attendance/attendance-watch.js';
import type { JobAttempts } from './job-attempts.js';
import { OverdueSweep } from './overdue-sweep.js';
import type { WakeList } from './wake-list.js';

const HOUR_MS = 3_600_000;
const NOW = 10 * HOUR_MS;

/** What a sweep writes about a job whose stage is looked at now, and whose attempt has ten minutes left. */
async function swept(serverMs: number, databaseMs: number, movedMs = [0]): Promise<readonly string[]> {
  const job = aJob({
    stage: 'downloading',
    deadlineAtMs: NOW - 1,
    runEndsAtMs: NOW + 600_000,
    progressAtMs: NOW - 1000,
  });
  const rules = { ...someRules(), limits: { progressMs: 60_000 } };
  const written: JobStep[] = [];
  const jobs = {
    overdue: () => Promise.resolve([{ job, rules }]),
    soberMs: (nowMs: number) => Promise.resolve(Math.min(nowMs, databaseMs)),
    save: (steps: readonly JobStep[]) => Promise.resolve(steps.map((step) => (written.push(step), step.job.id))),
  };
  const sweep = new OverdueSweep(
    jobs as unknown as Jobs,
    { end: () => undefined } as unknown as JobAttempts,
    { wake: () => undefined } as unknown as WakeList,
    { recorded: () => undefined } as EventBus,
    {
      judgingMs: () => serverMs,
      get movedMs() {
        return movedMs.length > 1 ? movedMs.shift() : movedMs[0];
      },
    } as AttendanceWatch,
  );
  await sweep.sweep();
  return written.map((step) => `${step.job.state} ${step.job.fault ?? ''}`.trim());
}

describe('a sweep over jobs that are looked at', () => {
  it('lets an attempt go on that has time left, also where the clock of its server is an hour ahead', async () => {
    expect(await swept(NOW, NOW)).toEqual(['running']);
    expect(await swept(NOW + HOUR_MS, NOW)).toEqual(['running']);
  });

  it('ends it once both clocks say that its time is over', async () => {
    expect(await swept(NOW + HOUR_MS, NOW + HOUR_MS)).toEqual(['backoff job_timeout']);
  });

  it('writes nothing that it judged by a clock that was moved meanwhile', async () => {
    expect(await swept(NOW, NOW, [0, HOUR_MS])).toEqual([]);
  });
});
