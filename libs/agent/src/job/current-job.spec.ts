import { describe, expect, it } from '@jest/globals';

import { bankRecordOf } from '../download/download.js';
import { PreparedDevice, type Prepared } from '../testing/prepared-device.js';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import type { JobRecord } from '../journal/journal.js';
import { CurrentJob } from './current-job.js';

const TERMS: Omit<JobRecord, 'stage'> = {
  ...{ job: 7, transfer: 70, ticketDigest: new Uint8Array(32).fill(7), target: 2, release: new Uint8Array(32).fill(8) },
  ...{ policy: 'keep-previous', mode: 'reset', onNoSlot: 'force', slotDeadlineMs: 1000, confirmTimeoutMs: 2000 },
};
const SWAP = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 5 };
const { manifest } = sampleRelease({ part: 'STM32G474', version: '2.0.0', counter: 3, bytes: 4096 });

const device = (stage?: JobRecord['stage'], options: Prepared = {}): PreparedDevice =>
  new PreparedDevice({ ...options, ...(stage && { job: { stage } }) });

describe('the job of a device that starts', () => {
  it('is none where the journal holds none', () => {
    const { job } = device().own;
    expect([job.record, job.open]).toEqual([undefined, undefined]);
  });

  it('tells nothing of a result where there never was a job', () => {
    const prepared = device();
    prepared.own.job.reportResult();
    expect(prepared.told()).toEqual([]);
  });

  it.each(['accepted', 'downloading', 'waiting', 'swapped', 'mirroring'] as const)('is open: %s', (stage) => {
    const { job } = device(stage).own;
    expect(job.record).toMatchObject({ job: 1, stage });
    expect(job.open).toBe(job.record);
  });

  it.each(['done', 'rejected', 'failed', 'reverted', 'cancelled', 'dropped'] as const)('has ended: %s', (stage) => {
    const { job } = device(stage).own;
    expect([job.record?.stage, job.open]).toEqual([stage, undefined]);
  });

  it('is none where an earlier agent was cut between a ticket and its refusal', () => {
    const { job } = device('offered').own;
    expect([job.record, job.open]).toEqual([undefined, undefined]);
  });

  it('has the figures that were kept over the reset, if it is open', () => {
    for (const [stage, swap] of [['swapped', SWAP] as const, ['done', undefined] as const]) {
      const { own } = device(stage);
      own.figures.swapped(SWAP);
      own.figures.keep(1);
      own.figures.begin();
      const again = new CurrentJob({ ...own, endNow: () => END });
      expect([again.record?.stage, own.figures.swap]).toEqual([stage, swap]);
    }
  });
});

const END = { active: 1, held: [true, true], time: { kind: 'none' } } as const;

describe('a job that begins', () => {
  it('is in the journal with its terms, the sequence of its ticket, and the record of its bank', () => {
    const prepared = device('done');
    const { job, banks, figures } = prepared.own;
    figures.swapped(SWAP);
    expect(banks.holdsRecord(2)).toBe(true);
    job.begin({ ...TERMS, stage: 'accepted' }, 9, bankRecordOf(manifest));
    expect(job.open).toEqual({ ...TERMS, stage: 'accepted' });
    expect(prepared.journal.job()).toEqual(job.record);
    expect([prepared.journal.sequence, prepared.journal.bank(2)]).toEqual([9, bankRecordOf(manifest)]);
    expect([banks.holdsRecord(2), figures.swap]).toEqual([false, undefined]);
    expect(prepared.told()).toEqual([]);
  });

  it('leaves the records of the banks as they are if it brings no image', () => {
    const prepared = device('done');
    const before = prepared.journal.bank(2);
    prepared.own.job.begin({ ...TERMS, stage: 'accepted' }, 9);
    expect(prepared.journal.bank(2)).toEqual(before);
    expect(prepared.own.banks.holdsRecord(2)).toBe(true);
  });

  it('does not lower the sequence that was taken', () => {
    const prepared = device('done');
    prepared.own.job.begin({ ...TERMS, stage: 'accepted' }, 9);
    prepared.own.job.begin({ ...TERMS, job: 8, stage: 'accepted' }, 4);
    expect(prepared.journal.sequence).toBe(9);
  });
});

describe('a job that goes on', () => {
  it('is written first and reported afterwards', () => {
    const prepared = device('accepted');
    prepared.own.job.advance('downloading');
    expect(prepared.journal.job()?.stage).toBe('downloading');
    expect(prepared.reports()).toMatchObject([{ type: 'stage', job: 1, transfer: 100, stage: 'downloading' }]);
  });

  it('enters a stage that only the device knows without a report', () => {
    const prepared = device('waiting');
    prepared.own.job.enter('swapping');
    expect([prepared.journal.job()?.stage, prepared.told()]).toEqual(['swapping', []]);
  });

  it('tells its progress', () => {
    const prepared = device('downloading');
    prepared.own.job.report('downloading', { done: 3, total: 9 });
    expect(prepared.reports()).toMatchObject([{ stage: 'downloading', done: 3, total: 9 }]);
  });

  it('cannot leave its path, and then nothing changes', () => {
    const prepared = device('accepted');
    expect(() => prepared.own.job.enter('swapped')).toThrow(/accepted.*swapped/);
    expect(() => prepared.own.job.advance('confirmed')).toThrow(/accepted.*confirmed/);
    expect([prepared.journal.job()?.stage, prepared.told()]).toEqual(['accepted', []]);
    expect(() => device().own.job.enter('accepted')).toThrow(/nowhere/);
  });
});

describe('a job that ends', () => {
  it('is written with its fault and how things are, and reported in words', () => {
    const prepared = device('downloading', { config: { unixMs: () => 1_795_348_861_500 } });
    prepared.own.job.finish('failed', { code: 'download_stalled', detail: 'no block came' });
    expect(prepared.journal.job()).toMatchObject({
      ...{ stage: 'failed', fault: 'download_stalled' },
      end: { active: 1, held: [true, true], time: { kind: 'clock', unixMs: 1_795_348_861_500 } },
    });
    const [report] = prepared.reports();
    expect(report).toMatchObject({ type: 'result', job: 1, transfer: 100, stage: 'failed', fault: 'download_stalled' });
    expect(report).toMatchObject({ detail: 'no block came', status: { active: 1 }, timings: { eraseMs: 0 } });
  });

  it('well has no fault and no words', () => {
    const prepared = device('confirmed');
    prepared.own.job.finish('done');
    const [report] = prepared.reports();
    expect(report).toMatchObject({ type: 'result', stage: 'done' });
    for (const field of ['fault', 'detail']) expect(report).not.toHaveProperty(field);
    expect(prepared.own.job.open).toBeUndefined();
  });

  it('is told again as it ended, and without its words after a start', () => {
    const prepared = device('downloading');
    const { job } = prepared.own;
    job.finish('cancelled', { code: 'job_cancelled', detail: 'by the server' });
    job.reportResult();
    const [first, second] = prepared.reports();
    expect({ ...second, seq: 0 }).toMatchObject({ ...first, seq: 0, timings: expect.anything() });
    new CurrentJob({ ...prepared.own, endNow: () => END }).reportResult();
    const [third] = prepared.reports();
    expect(third).toMatchObject({ stage: 'cancelled', fault: 'job_cancelled' });
    expect(third).not.toHaveProperty('detail');
  });

  it('without the server’s knowledge tells no result', () => {
    const prepared = device('downloading');
    prepared.own.job.enter('dropped');
    prepared.own.job.reportResult();
    expect([prepared.journal.job()?.stage, prepared.told()]).toEqual(['dropped', []]);
  });
});

describe('an order that is refused', () => {
  it('is one change of the journal: terms, sequence, fault, and how things are', () => {
    const prepared = device('done');
    prepared.own.job.refuse(TERMS, 9, { code: 'product_mismatch', detail: 'for a pump' });
    expect(prepared.journal.job()).toEqual({ ...TERMS, stage: 'rejected', fault: 'product_mismatch', end: END });
    expect(prepared.journal.sequence).toBe(9);
    expect(prepared.reports()).toMatchObject([
      { type: 'result', job: 7, transfer: 70, stage: 'rejected', fault: 'product_mismatch', detail: 'for a pump' },
    ]);
  });

  it('takes its words with it: the next job has its own', () => {
    const prepared = device('done');
    const { job } = prepared.own;
    job.refuse(TERMS, 9, { code: 'product_mismatch', detail: 'for a pump' });
    job.begin({ ...TERMS, job: 8, stage: 'accepted' }, 10);
    job.finish('cancelled');
    expect(prepared.reports().at(-1)).not.toHaveProperty('detail');
  });
});
