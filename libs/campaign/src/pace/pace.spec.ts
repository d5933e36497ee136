import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Bucket } from '@twinbank/schedule';
import { aCampaign, aConfig, aWave } from '@twinbank/testkit/campaign-specimens';

import { stepCampaign } from '../step.js';
import { reachedOf, ticketsLeft, turnByRate } from './pace.js';

const MINUTE_MS = 60_000;
const NONE = { notified: 0, succeeded: 0 };
const growing = {
  baseRatePerMinute: 10,
  incrementFactor: 2,
  rateIncreaseCriteria: { numberOfSucceededDevices: 5 },
  maximumPerMinute: 100,
};

describe('the pace of a campaign', () => {
  it('counts who had a ticket: everybody who did not wait, and was not left out or cancelled', () => {
    const waves = [
      aWave(0, { waiting: 1, offered: 2, running: 3, backoff: 4, succeeded: 5, failed: 6 }),
      aWave(1, { waiting: 9, rejected: 7, timed_out: 8, cancelled: 10, excluded: 11 }),
    ];
    expect(reachedOf(waves)).toEqual({ notified: 35, succeeded: 5 });
  });

  it('leaves one ticket at the beginning, and any number without a rate', () => {
    expect(ticketsLeft({ rate: { perMinute: 60 }, pace: undefined, reached: NONE }, 5).left).toBe(1);
    const free = ticketsLeft({ rate: undefined, pace: undefined, reached: NONE }, 5);
    expect([free.left, free.after(7)]).toEqual([Number.POSITIVE_INFINITY, undefined]);
  });

  it('remembers only what was handed out', () => {
    const { left, after } = ticketsLeft({ rate: { perMinute: 60 }, pace: { tokens: 10, atMs: 0 }, reached: NONE }, 0);
    expect([left, after(4), after(0)]).toEqual([10, { tokens: 6, atMs: 0 }, undefined]);
  });

  it('grows with what has succeeded', () => {
    const left = (succeeded: number): number =>
      ticketsLeft({ rate: growing, pace: { tokens: 0, atMs: 0 }, reached: { notified: 99, succeeded } }, MINUTE_MS)
        .left;
    expect([0, 4, 5, 10, 1000].map(left)).toEqual([10, 10, 20, 40, 100]);
  });

  it.each([
    [0, undefined],
    [1, { perMinute: 30, before: 1, afterMs: 2000 }],
    [5, { perMinute: 30, before: 5, afterMs: 10_000 }],
  ])('says when the turn comes where %i wait before it', (before, expected) => {
    const paced = { rate: { perMinute: 30 }, pace: { tokens: 1, atMs: 0 }, reached: NONE };
    expect(turnByRate(paced, before, 0)).toEqual(expected);
  });

  it('holds a turn up for as long as the rate does: just before it there is no ticket, and then there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.nat({ max: 59_000 }),
        (perMinute, tokens, nowMs) => {
          const paced = { rate: { perMinute }, pace: { tokens: Math.min(tokens, perMinute), atMs: 0 }, reached: NONE };
          const turn = turnByRate(paced, 0, nowMs);
          expect(ticketsLeft(paced, nowMs).left >= 1).toBe(turn === undefined);
          if (turn) expect(ticketsLeft(paced, nowMs + turn.afterMs).left).toBeGreaterThanOrEqual(1);
          if (turn && turn.afterMs > 1) expect(ticketsLeft(paced, nowMs + turn.afterMs - 2).left).toBe(0);
        },
      ),
    );
  });
});

describe('a campaign with a rate', () => {
  const waves = [aWave(0, { waiting: 500 }), aWave(1, { waiting: 500 })];
  const look = (pace: Bucket | undefined, nowMs: number, concurrency = 1000) => {
    const campaign = aCampaign({
      currentWave: 1,
      config: aConfig({ rate: { perMinute: 60 }, concurrency }),
      ...(pace && { pace }),
    });
    return stepCampaign(campaign, { type: 'observe', waves, cells: [] }, nowMs).effects;
  };

  it('hands out what the rate leaves, and says so', () => {
    expect(look({ tokens: 3, atMs: 0 }, 2000)).toEqual([
      { type: 'offer', wave: 0, count: 5, reason: '500 jobs of wave 1 are due and there is room for 5 by the rate' },
    ]);
    expect(look({ tokens: 0, atMs: 0 }, 999)).toEqual([]);
  });

  it('hands out what concurrency leaves where that is less', () => {
    expect(look({ tokens: 60, atMs: 0 }, 0, 4)).toEqual([
      { type: 'offer', wave: 0, count: 4, reason: '500 jobs of wave 1 are due and there is room for 4' },
    ]);
  });

  it('pauses if its rate cannot be read', () => {
    const config = aConfig({ rate: { perMinute: 0 } });
    const { campaign } = stepCampaign(aCampaign({ config }), { type: 'observe', waves, cells: [] }, 0);
    expect(campaign).toMatchObject({ state: 'paused', pauseReason: 'rule_unreadable' });
  });

  it('never exceeds a minute’s tickets and those of the time that has passed, whoever looks and whatever a claim takes', () => {
    const turn = fc.record({ afterMs: fc.nat({ max: 30_000 }), lagMs: fc.nat({ max: 20_000 }), takes: fc.nat() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(turn, { maxLength: 60 }), (perMinute, turns) => {
        let [pace, nowMs]: [Bucket | undefined, number] = [undefined, 1e6];
        const offered: { atMs: number; count: number }[] = [];
        for (const { afterMs, lagMs, takes } of turns) {
          nowMs += afterMs;
          const { left, after } = ticketsLeft({ rate: { perMinute }, pace, reached: NONE }, nowMs - lagMs);
          const count = left === 0 ? 0 : takes % (left + 1);
          pace = after(count) ?? pace;
          offered.push({ atMs: nowMs, count });
        }
        for (const [from, { atMs }] of offered.entries())
          for (let to = from; to < offered.length; to++) {
            const sum = offered.slice(from, to + 1).reduce((all, { count }) => all + count, 0);
            const passedMs = offered[to]!.atMs - atMs + 20_000;
            expect(sum).toBeLessThanOrEqual(perMinute + (perMinute * passedMs) / MINUTE_MS + 1e-6);
          }
      }),
    );
  });
});
