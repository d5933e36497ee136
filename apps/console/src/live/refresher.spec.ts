import { describe, expect, it } from '@jest/globals';

import { Refresher, type Shown } from './refresher.js';

const SETTLE_MS = 300;
const shown = (over: Partial<Shown> = {}): Shown => ({
  hash: 'a',
  everyMs: 3000,
  answeredMs: 0,
  isAsking: false,
  ...over,
});

/** Asks each 100 ms for half a minute, while an event comes each 10 ms, and says when the answer was asked for. */
function askedUnderLoad(everyMs: number, answerTakesMs: number): number[] {
  const refresher = new Refresher();
  const asked: number[] = [];
  for (let now = 10_000; now < 40_000; now += 10) {
    refresher.mark('a', now);
    if (now % 100 !== 0) continue;
    const last = asked.at(-1);
    const isAsking = last !== undefined && now - last < answerTakesMs;
    const answeredMs = last === undefined ? 0 : last + answerTakesMs;
    if (refresher.due([shown({ everyMs, isAsking, answeredMs })], now, SETTLE_MS).length > 0) asked.push(now);
  }
  return asked;
}

describe('when answers that are out of date are asked for again', () => {
  it('is once in their time however many events come, and less often where answers take long', () => {
    expect(askedUnderLoad(3000, 0)).toHaveLength(10);
    expect(askedUnderLoad(10_000, 0)).toHaveLength(3);
    expect(askedUnderLoad(3000, 7000)).toHaveLength(3);
  });

  it('is at once after a quiet time, with what comes together', () => {
    const refresher = new Refresher();
    refresher.mark('a', 10_000);
    refresher.mark('a', 10_200);
    expect(refresher.due([shown()], 10_299, SETTLE_MS)).toEqual([]);
    expect(refresher.due([shown()], 10_300, SETTLE_MS)).toEqual(['a']);
    expect(refresher.due([shown()], 20_000, SETTLE_MS)).toEqual([]);
  });

  it('is once more for what came to be out of date while it was asked for', () => {
    const refresher = new Refresher();
    refresher.mark('a', 10_000);
    expect(refresher.due([shown({ isAsking: true })], 11_000, SETTLE_MS)).toEqual([]);
    expect(refresher.due([shown({ answeredMs: 11_000 })], 13_999, SETTLE_MS)).toEqual([]);
    expect(refresher.due([shown({ answeredMs: 11_000 })], 14_000, SETTLE_MS)).toEqual(['a']);
  });

  it('is never for what is no longer on the screen', () => {
    const refresher = new Refresher();
    refresher.mark('a', 10_000);
    expect(refresher.due([], 11_000, SETTLE_MS)).toEqual([]);
    expect(refresher.isWaiting).toBe(false);
  });
});
