import { describe, expect, it } from '@jest/globals';
import type { Report, Stage } from '@twinbank/protocol';

import { ReportOutbox } from './report-outbox.js';

const swap = { slotStartUs: 1, slotLengthUs: 20, swapUs: 1, addedLatencyUs: 0, deadlinesMissed: 0 };
const stage = (name: Stage, more: object = {}): Report => ({ type: 'stage', seq: 0, job: 1, stage: name, ...more });
const result = (more: object = {}): Report =>
  ({ type: 'result', seq: 0, job: 1, stage: 'done', status: {}, ...more }) as Report;
const names = (reports: readonly Report[]): (string | undefined)[] => reports.map(({ stage: name }) => name);

describe('the outbox of reports', () => {
  it('leaves out stages that were passed in the same moment', () => {
    const outbox = new ReportOutbox();
    expect(names(outbox.select([stage('accepted'), stage('downloading', { done: 0, total: 9 })], 0))).toEqual([
      'downloading',
    ]);
    expect(
      names(
        outbox.select(
          [stage('checked'), stage('waiting'), stage('swapped', { swap }), stage('confirmed'), result({ swap })],
          9,
        ),
      ),
    ).toEqual(['done']);
  });

  it('keeps the figures of a swap if no later report repeats them', () => {
    expect(
      names(
        new ReportOutbox().select(
          [stage('waiting'), stage('swapped', { swap }), stage('confirmed'), stage('mirroring')],
          0,
        ),
      ),
    ).toEqual(['swapped', 'mirroring']);
  });

  it('keeps stages of another job, and every hello and result', () => {
    const hello = { type: 'hello', seq: 0, status: {} } as Report;
    const reports = [stage('failed'), { ...stage('accepted'), job: 2 } as Report, hello, result()];
    expect(new ReportOutbox().select(reports, 0)).toEqual([{ ...stage('accepted'), job: 2 }, hello, result()]);
  });

  it('sends everything if told to', () => {
    const reports = [stage('checked'), stage('waiting'), result()];
    expect(new ReportOutbox(true).select(reports, 0)).toEqual(reports);
  });

  it('reports progress every other second', () => {
    const outbox = new ReportOutbox();
    const told = [0, 500, 1900, 2100, 3000, 4200].filter(
      (ms, index) => outbox.select([stage('downloading', { done: index, total: 9 })], ms).length > 0,
    );
    expect(told).toEqual([0, 2100, 4200]);
  });
});
