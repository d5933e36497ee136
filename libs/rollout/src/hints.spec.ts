import { describe, expect, it } from '@jest/globals';

import type { Job } from '@twinbank/campaign';
import type { Report } from '@twinbank/protocol';

import { hintsOf, type Hints } from './hints.js';
import type { TakenReport } from './judgement.js';
import type { SiftedReports } from './report-order.js';
import { anOpenJob, statusRunning, type Said } from '@twinbank/testkit/rollout-specimens';

const UNREADABLE = { type: 'unreadable', job: 7, fault: 'message_malformed', detail: 'x' } as const;
const NONE: Hints = { unaware: [], stale: [], onEndedJobs: [] };
const hello = (fields: Partial<Said> = {}) => ({ type: 'hello', status: statusRunning(), ...fields }) as Said;
const result = { type: 'result', job: 7, stage: 'failed', status: statusRunning() } as Said;
const taken = (report: Said | typeof UNREADABLE, atMs = 10_000): TakenReport => ({
  deviceId: 'd1',
  atMs,
  report: (report.type === 'unreadable' ? report : { ...report, seq: 0 }) as Report | typeof UNREADABLE,
});

/** The hints where the device has the open job 7, transfer 70, offered at 0. */
const ofOpen = (reports: readonly TakenReport[], job: Partial<Job> = {}): Hints =>
  hintsOf([{ open: anOpenJob(job), reports, judgement: { steps: [], ended: false, onlyProgress: false } }], new Map());

/** The hints where the device has no open job. */
const ofEnded = (news: readonly TakenReport[], late: readonly TakenReport[] = []): Hints =>
  hintsOf([], new Map<string, SiftedReports>([['d1', { news, late, outdated: 0 }]]));

describe('a device that reconnects while a job is offered to it', () => {
  it('is unaware of the job if it names none, another one, or another attempt', () => {
    for (const report of [hello(), hello({ job: 6 }), hello({ job: 7, transfer: 69 })])
      expect(ofOpen([taken(report)])).toEqual({ ...NONE, unaware: ['d1'] });
  });

  it('is aware of it if it names the job, with or without the attempt', () => {
    for (const report of [hello({ job: 7 }), hello({ job: 7, transfer: 70 })])
      expect(ofOpen([taken(report)])).toEqual(NONE);
  });

  it('is unaware if only one of its reports is a hello', () =>
    expect(ofOpen([taken(hello()), taken(result)]).unaware).toEqual(['d1']));

  it('may not have received an offer yet that was made less than five seconds before its last report', () => {
    expect(ofOpen([taken(hello(), 15_000)], { startedAtMs: 10_000 })).toEqual(NONE);
    expect(ofOpen([taken(hello(), 15_001)], { startedAtMs: 10_000 }).unaware).toEqual(['d1']);
  });

  it('needs no hint if the job is not offered any more, or if it did not reconnect', () => {
    expect(ofOpen([taken(hello())], { state: 'running' })).toEqual(NONE);
    expect(ofOpen([taken({ type: 'stage', job: 6, stage: 'downloading' })])).toEqual(NONE);
    expect(ofOpen([])).toEqual(NONE);
  });
});

describe('a device without an open job', () => {
  it('has a stale ticket if it reports the end of a job, in time or late, readable or not', () => {
    for (const report of [taken(result), taken(UNREADABLE)])
      for (const hints of [ofEnded([report]), ofEnded([], [report])]) expect(hints).toEqual({ ...NONE, stale: ['d1'] });
  });

  it('still works on an ended job if its last report shows a stage before the swap', () => {
    expect(ofEnded([taken({ type: 'stage', job: 7, stage: 'waiting' })])).toEqual({
      ...NONE,
      onEndedJobs: [{ deviceId: 'd1', id: 7 }],
    });
    expect(ofEnded([taken({ type: 'stage', job: 7, stage: 'swapped' })])).toEqual(NONE);
  });

  it('does not work on a job that its last report ends or does not mention', () => {
    expect(ofEnded([taken({ type: 'stage', job: 7, stage: 'waiting' }), taken(result)]).onEndedJobs).toEqual([]);
    expect(ofEnded([taken({ type: 'stage', job: 7, stage: 'waiting' }), taken(hello())])).toEqual(NONE);
    expect(ofEnded([taken({ ...result, stage: 'checked' } as Said)]).onEndedJobs).toEqual([]);
    expect(ofEnded([])).toEqual(NONE);
  });

  it('is told apart from one whose job is open: that one needs no such hint', () => {
    const judged = { open: anOpenJob(), reports: [], judgement: { steps: [], ended: true, onlyProgress: false } };
    const sifted = { news: [taken(result)], late: [], outdated: 0 };
    expect(hintsOf([judged], new Map([['d1', sifted]]))).toEqual(NONE);
    expect(hintsOf([judged], new Map([['d2', sifted]])).stale).toEqual(['d2']);
  });
});
