import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRng } from '@twinbank/primitives';
import { wantedBlocks, type Want } from '@twinbank/protocol';

import { TransferWindow } from './transfer-window.js';

const limits = { windowBlocks: 16, rtt: { firstMs: 1000, minMs: 100, maxMs: 30_000 } };
const window = (blocks: number): TransferWindow => new TransferWindow(7, blocks, limits, 0);
const asked = (want: Want | undefined): number[] => (want ? wantedBlocks(want) : []);

describe('a transfer window', () => {
  it('asks for a window, and for the next blocks once half of it has arrived', () => {
    const transfer = window(64);
    expect(asked(transfer.ask(0))).toEqual(Array.from({ length: 16 }, (_, k) => k));
    for (let k = 0; k < 7; k++) transfer.take(k, 10);
    expect(transfer.ask(10)).toBeUndefined();
    transfer.take(7, 10);
    expect(asked(transfer.ask(10))).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
  });

  it('takes a block once', () => {
    const transfer = window(4);
    expect(transfer.take(2, 5)).toBe(true);
    expect(transfer.take(2, 5)).toBe(false);
    expect(transfer.take(4, 5)).toBe(false);
    expect(transfer.missing).toBe(3);
  });

  it('asks again for what did not come, when the timer that follows the round trip fires', () => {
    const transfer = window(16);
    transfer.ask(0);
    for (let k = 0; k < 15; k++) transfer.take(k, 50_000);
    expect(transfer.ask(60_000)).toBeUndefined();
    const timerUs = transfer.timerUs();
    expect(timerUs).toBeLessThan(200_000);
    expect(transfer.expire(timerUs - 1)).toBe(false);
    expect(transfer.expire(timerUs)).toBe(true);
    expect(asked(transfer.ask(timerUs))).toEqual([15]);
  });

  it('doubles the wait while nothing comes', () => {
    const transfer = window(4);
    let nowUs = 0;
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      transfer.ask(nowUs);
      waits.push((transfer.timerUs() - nowUs) / 1e6);
      nowUs = transfer.timerUs();
      transfer.expire(nowUs);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30]);
  });

  it('counts a block as lost when two later wants were answered before it', () => {
    const transfer = window(64);
    transfer.ask(1);
    for (let k = 1; k < 9; k++) transfer.take(k, 2);
    transfer.ask(3);
    for (let k = 9; k < 17; k++) transfer.take(k, 4);
    expect(asked(transfer.ask(5))).not.toContain(0);
    for (let k = 17; k < 25; k++) transfer.take(k, 6);
    expect(asked(transfer.ask(7))).toContain(0);
  });

  it('asks for nothing while the server asks for patience, and for everything missing after it', () => {
    const transfer = window(8);
    transfer.ask(0);
    transfer.take(0, 1);
    transfer.pause(5000);
    expect(transfer.ask(4999)).toBeUndefined();
    expect(transfer.timerUs()).toBe(5000);
    expect(asked(transfer.ask(5000))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('asks for a spoilt block again, and for one that is lost from flash', () => {
    const transfer = window(2);
    transfer.ask(0);
    transfer.take(0, 1);
    transfer.spoil(1);
    expect(asked(transfer.ask(2))).toEqual([1]);
    transfer.take(1, 3);
    transfer.lose(0);
    expect(asked(transfer.ask(4))).toEqual([0]);
  });

  it('gets every block through any loss, repetition and order, and never has more on the way than its window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 48 }), fc.integer(), (blocks, windowBlocks, seed) => {
        const rng = seededRng(seed);
        const transfer = new TransferWindow(1, blocks, { ...limits, windowBlocks }, 0);
        let nowUs = 0;
        const onTheWay: { block: number; atUs: number }[] = [];
        for (let turns = 0; transfer.missing > 0; turns++) {
          if (turns > 20_000) return false;
          const wanted = asked(transfer.ask(nowUs));
          expect(wanted.length).toBeLessThanOrEqual(windowBlocks);
          expect(wanted.filter((block) => transfer.has(block))).toEqual([]);
          for (const block of wanted.filter(() => rng.chance(0.8))) {
            onTheWay.push({ block, atUs: nowUs + 1000 + rng.below(50_000) });
            if (rng.chance(0.1)) onTheWay.push({ block, atUs: nowUs + rng.below(90_000) });
          }
          onTheWay.sort((a, b) => a.atUs - b.atUs);
          const next = onTheWay.shift();
          const timerUs = transfer.timerUs();
          if (next && next.atUs <= timerUs) {
            nowUs = Math.max(nowUs, next.atUs);
            transfer.take(next.block, nowUs);
          } else {
            if (next) onTheWay.unshift(next);
            if (timerUs === Infinity) return false;
            nowUs = Math.max(nowUs, timerUs);
            transfer.expire(nowUs);
          }
        }
        return true;
      }),
      { numRuns: 60 },
    );
  });
});
