import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TakenHealth, TakenReport } from './judgement.js';
import { overtakenBy, siftReports } from './report-order.js';
import { statusRunning } from '@twinbank/testkit/rollout-specimens';

const NOW = 1_000_000;
const stage = (start: number | undefined, seq: number, atMs = NOW): TakenReport => ({
  deviceId: 'd1',
  atMs,
  report: { type: 'stage', seq, job: 7, stage: 'downloading', ...(start !== undefined && { start }) },
});
const result = (start: number, seq: number, transfer?: number): TakenReport => ({
  deviceId: 'd1',
  atMs: NOW,
  report: {
    type: 'result',
    start,
    seq,
    job: 7,
    stage: 'failed',
    status: statusRunning(),
    ...(transfer !== undefined && { transfer }),
  },
});
const health = (start: number | undefined, seq: number, missedDeadlines = 0): TakenHealth => ({
  deviceId: 'd1',
  atMs: NOW,
  report: {
    type: 'health',
    seq,
    ...(start !== undefined && { start }),
    health: { boots: {}, watchdogResets: 0, missedDeadlines, numbers: {} },
  },
});
const hello = (start: number, seq: number): TakenReport => ({
  deviceId: 'd1',
  atMs: NOW,
  report: { type: 'hello', start, seq, status: statusRunning(), attributes: { line: seq } },
});
const last = { start: 5, seq: 10, atMs: NOW - 1000 };
const placesOf = (reports: readonly TakenReport[]): string[] =>
  reports.map(({ report }) => ('seq' in report ? `${report.start}.${report.seq}` : 'none'));

describe('reports of a device', () => {
  it("count in the device's own order, whichever arrived first", () => {
    const { news, place } = siftReports([stage(6, 0), stage(5, 12), stage(5, 11)], last);
    expect(placesOf(news)).toEqual(['5.11', '5.12', '6.0']);
    expect(place).toEqual({ start: 6, seq: 0, atMs: NOW });
  });

  it('are news of its health apart from all others; the last in the order of the device counts', () => {
    const { news, health: told, place } = siftReports([health(5, 13, 3), stage(5, 11), health(5, 12, 2)], last);
    expect([placesOf(news), told?.report.health.missedDeadlines]).toEqual([['5.11'], 3]);
    expect(place).toMatchObject({ seq: 13 });
    expect(siftReports([health(undefined, 1, 1), health(undefined, 0, 2)], last).health?.report.seq).toBe(0);
  });

  it('about its health stay true when others overtake them, until the device starts anew; they are never late', () => {
    const told = health(5, 9);
    const place = { start: 5, seq: 9, atMs: NOW };
    expect(siftReports([told, health(5, 8)], last)).toEqual({
      ...{ news: [], late: [], outdated: 2 },
      ...{ health: told, healthPlace: place },
    });
    expect(siftReports([told, stage(5, 11)], last)).toMatchObject({ health: told, healthPlace: place });
    expect(siftReports([told, health(5, 11, 4)], last).health?.report.seq).toBe(11);
    for (const reports of [[health(4, 99)], [told, stage(6, 0)]])
      expect(siftReports(reports, last)).not.toHaveProperty('health');
  });

  it('that are overtaken hellos still tell attributes, until the device starts anew or says others', () => {
    const place = { start: 5, seq: 9, atMs: NOW };
    const overtaken = { deviceId: 'd1', attributes: { line: 9 }, place };
    expect(siftReports([hello(5, 8), hello(5, 9)], last)).toEqual({ news: [], late: [], outdated: 2, overtaken });
    expect(siftReports([hello(5, 9), stage(5, 11)], last)).toMatchObject({ overtaken, place: { seq: 11 } });
    for (const reports of [[hello(4, 99)], [hello(5, 9), stage(6, 0)], [hello(5, 9), hello(5, 11)], [stage(5, 9)]])
      expect(siftReports(reports, last)).not.toHaveProperty('overtaken');
    expect(siftReports([hello(5, 9)], undefined)).not.toHaveProperty('overtaken');
  });

  it('that others overtook again and again still tell health and attributes, and end attempts', () => {
    const reports = [result(5, 7, 41), hello(5, 11), health(5, 12, 2), stage(4, 99)];
    const sifted = siftReports(reports, last);
    const overtaken = { deviceId: 'd1', attributes: { line: 11 }, place: { start: 5, seq: 11, atMs: NOW } };
    expect(overtakenBy(reports, sifted)).toEqual({
      ...{ news: [], late: sifted.late, outdated: 4, overtaken },
      ...{ health: reports[2], healthPlace: { start: 5, seq: 12, atMs: NOW } },
    });
    expect(placesOf(sifted.late)).toEqual(['5.7']);
    expect(overtakenBy(reports, { news: [], late: [], outdated: 4 })).toEqual({ news: [], late: [], outdated: 4 });
  });

  it('that are older than the last known one change nothing', () => {
    expect(siftReports([stage(5, 9), stage(4, 99)], last)).toEqual({ news: [], late: [], outdated: 2 });
    const mixed = siftReports([stage(5, 9), stage(5, 11)], last);
    expect([placesOf(mixed.news), mixed.outdated]).toEqual([['5.11'], 1]);
  });

  it('are all judged again if their last one is the last known one, because the write after it may have failed', () => {
    expect(placesOf(siftReports([stage(5, 9), stage(5, 10)], last).news)).toEqual(['5.9', '5.10']);
  });

  it('are judged once if newer ones follow the last known one', () => {
    const { news, outdated } = siftReports([stage(5, 10), stage(5, 11)], last);
    expect([placesOf(news), outdated]).toEqual([['5.11'], 1]);
  });

  it('are news or late, never both, and late only if they are results', () => {
    const { news, late } = siftReports([result(5, 11, 41)], last);
    expect([placesOf(news), late]).toEqual([['5.11'], []]);
    const overtaken = stage(5, 8);
    const named: TakenReport = { ...overtaken, report: { ...overtaken.report, transfer: 41 } as TakenReport['report'] };
    expect(siftReports([named], last)).toEqual({ news: [], late: [], outdated: 1 });
  });

  it('still end the attempt that they name, if they are results', () => {
    const { news, late, place, outdated } = siftReports([result(5, 8, 41), result(5, 7)], last);
    expect([news, placesOf(late), place, outdated]).toEqual([[], ['5.8'], undefined, 1]);
  });

  it('with a lower number of starts count if they come so late that the device must have lost its count', () => {
    expect(siftReports([stage(1, 0, last.atMs + 5000)], last).news).toEqual([]);
    expect(siftReports([stage(1, 0, last.atMs + 5001)], last).place).toEqual({
      start: 1,
      seq: 0,
      atMs: last.atMs + 5001,
    });
    expect(siftReports([stage(5, 9, last.atMs + 5001)], last).news).toEqual([]);
  });

  it('with a lower number of starts count if the clock of a server was put back', () => {
    expect(siftReports([stage(1, 0, last.atMs - 60_001)], last).news).toHaveLength(1);
    expect(siftReports([stage(1, 0, last.atMs - 60_000)], last).news).toEqual([]);
  });

  it('with a lower number of starts do not count on a server that was away: it cannot tell when they arrived', () => {
    expect(siftReports([{ ...stage(1, 0, last.atMs + 60_000), doubtful: true }], last).news).toEqual([]);
    expect(siftReports([{ ...stage(6, 0), doubtful: true }], last).news).toHaveLength(1);
  });

  it('without a number of starts count in the order of arrival', () => {
    const reports = [stage(undefined, 3), stage(undefined, 1)];
    expect(siftReports(reports, last)).toEqual({ news: reports, late: [], outdated: 0 });
    const mixed = [stage(6, 0), stage(undefined, 3), stage(5, 11)];
    expect(siftReports(mixed, last)).toEqual({ news: mixed, late: [], outdated: 0 });
  });

  it('that cannot be read end their attempt', () => {
    const unreadable: TakenReport = {
      deviceId: 'd1',
      atMs: NOW,
      report: { type: 'unreadable', job: 7, fault: 'message_malformed', detail: 'x' },
    };
    expect(siftReports([unreadable], last).news).toEqual([unreadable]);
    expect(siftReports([unreadable, stage(5, 9)], last)).toEqual({ news: [], late: [unreadable], outdated: 1 });
  });

  it('lead to the same result in whatever pieces and order they are written', () => {
    const places = fc.array(fc.record({ start: fc.nat(3), seq: fc.nat(9) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(places, fc.nat(12), (all, cut) => {
        const taken = all.map(({ start, seq }) => stage(start, seq));
        const first = siftReports(taken.slice(0, cut), undefined);
        const then = siftReports(taken.slice(cut), first.place);
        const highest = [...all].sort((a, b) => a.start - b.start || a.seq - b.seq).at(-1)!;
        expect(then.place ?? first.place).toEqual({ ...highest, atMs: NOW });
      }),
    );
  });
});
