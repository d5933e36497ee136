import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRng } from '@twinbank/primitives';
import { wantedBlocks, type Want } from '@twinbank/protocol';

import { TransferWindow, type TransferLimits } from './transfer-window.js';

const limits: TransferLimits = {
  windowBlocks: 16,
  windowBytes: 1024 * 1024,
  startBytes: 16 * 1024,
  rtt: { firstMs: 1000, minMs: 100, maxMs: 30_000 },
};
const HANDSHAKE_US = 1000;

const window = (blocks: number, changes: Partial<TransferLimits> = {}): TransferWindow =>
  new TransferWindow(
    { transfer: 7, blocks, blockSize: 1024, nowUs: 0, handshakeUs: HANDSHAKE_US },
    { ...limits, ...changes },
  );
const asked = (want: Want | undefined): number[] => (want ? wantedBlocks(want) : []);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

describe('a transfer window', () => {
  it('asks for the blocks that it begins with, and for the next ones once a quarter has come', () => {
    const transfer = window(64);
    expect(asked(transfer.ask(0))).toEqual(range(0, 16));
    for (let k = 0; k < 3; k++) transfer.take(k, 10);
    expect(transfer.ask(10)).toBeUndefined();
    transfer.take(3, 10);
    expect(asked(transfer.ask(10))).toEqual(range(16, 20));
  });

  it('asks in few wants while the credit grows on a fast line: each costs the server a call of the cipher and a write', () => {
    const transfer = window(66, { windowBlocks: 32, startBytes: 2 * 1024 });
    const line: { readonly atUs: number; readonly block: number }[] = [];
    let wants = 0;
    const ask = (nowUs: number): void => {
      const blocks = asked(transfer.ask(nowUs));
      if (blocks.length > 0) wants++;
      for (const block of blocks) line.push({ atUs: nowUs + 20_000, block });
    };
    ask(0);
    for (let next = line.shift(); next; next = line.shift()) {
      transfer.take(next.block, next.atUs);
      ask(next.atUs);
    }
    expect(transfer.missing).toBe(0);
    expect(wants).toBeLessThanOrEqual(9);
  });

  it('begins with one block where a block is larger than what it begins with', () => {
    const transfer = window(64, { startBytes: 1000 });
    expect(asked(transfer.ask(0))).toEqual([0]);
    transfer.take(0, 100);
    expect(asked(transfer.ask(100))).toEqual([1, 2]);
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
    expect(transfer.expire(timerUs - 1)).toBeUndefined();
    expect(asked(transfer.expire(timerUs))).toEqual([15]);
  });

  it('asks for nothing again as long as anything comes', () => {
    const transfer = window(16);
    transfer.ask(0);
    for (let nowUs = 900_000, k = 0; k < 8; k++, nowUs += 900_000) {
      expect(transfer.expire(nowUs)).toBeUndefined();
      if (k % 2) transfer.take(k, nowUs);
      else transfer.heard(nowUs);
    }
    expect(transfer.timerUs()).toBeGreaterThan(8_000_000);
  });

  it('asks for the newest block alone when nothing comes, and doubles the wait', () => {
    const transfer = window(4);
    let nowUs = 0;
    transfer.ask(nowUs);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      waits.push((transfer.timerUs() - nowUs) / 1e6);
      nowUs = transfer.timerUs();
      expect(asked(transfer.expire(nowUs))).toEqual([3]);
      expect(transfer.ask(nowUs)).toBeUndefined();
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30]);
  });

  it('takes those before as lost where the block comes that was asked for again in the silence', () => {
    const transfer = window(4);
    transfer.ask(0);
    const nowUs = transfer.timerUs();
    transfer.expire(nowUs);
    transfer.take(3, nowUs + 1);
    expect(asked(transfer.ask(nowUs + 1))).toEqual([0, 1, 2]);
  });

  it('takes none as lost where another comes first: the answers were only late', () => {
    const transfer = window(4);
    transfer.ask(0);
    const nowUs = transfer.timerUs();
    transfer.expire(nowUs);
    transfer.take(0, nowUs + 1);
    transfer.take(1, nowUs + 1);
    transfer.take(2, nowUs + 1);
    transfer.take(3, nowUs + 1);
    expect([transfer.missing, transfer.ask(nowUs + 2)]).toEqual([0, undefined]);
  });

  it('counts a block as lost when three later ones of its want came before it', () => {
    const transfer = window(16);
    transfer.ask(0);
    transfer.take(1, 1);
    transfer.take(2, 2);
    expect(asked(transfer.ask(2))).toEqual([]);
    transfer.take(3, 3);
    expect(asked(transfer.ask(3))).toEqual([0]);
  });

  it('counts a block as lost when two later wants were answered before it', () => {
    const transfer = window(64, { windowBlocks: 2, startBytes: 2048 });
    expect(asked(transfer.ask(0))).toEqual([0, 1]);
    transfer.take(1, 1);
    expect(asked(transfer.ask(1))).toEqual([2]);
    transfer.take(2, 2);
    expect(asked(transfer.ask(2))).toEqual([3]);
    transfer.take(3, 3);
    expect(asked(transfer.ask(3))).toEqual([0, 4]);
  });

  it('counts no block as lost for lower ones that were asked for again: they go before it', () => {
    const transfer = window(64, { windowBlocks: 8, startBytes: 8192 });
    transfer.ask(0);
    for (let k = 4; k < 8; k++) transfer.take(k, k);
    expect(asked(transfer.ask(10))).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
    for (let k = 0; k < 4; k++) transfer.take(k, 20 + k);
    expect(asked(transfer.ask(30))).toEqual(range(12, 16));
  });

  it('asks for nothing while the server asks for patience, and for everything missing after it', () => {
    const transfer = window(8);
    transfer.ask(0);
    transfer.putOff(5000);
    expect(transfer.ask(4999)).toBeUndefined();
    expect(transfer.timerUs()).toBe(5000);
    expect(asked(transfer.ask(5000))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('takes a request for patience for the answer to the oldest want that is not answered, and goes on expecting the others', () => {
    const transfer = window(64, { windowBlocks: 4, startBytes: 4096 });
    transfer.ask(0);
    transfer.take(0, 10);
    expect(asked(transfer.ask(10))).toEqual([4]);
    transfer.take(1, 20);
    expect(asked(transfer.ask(20))).toEqual([5]);
    transfer.take(2, 30);
    transfer.putOff(1000);
    transfer.take(3, 40);
    transfer.take(5, 50);
    expect([asked(transfer.ask(999)), transfer.missing]).toEqual([[], 59]);
    expect(asked(transfer.ask(1000))).toEqual([4, 6, 7, 8]);
  });

  it('asks for nothing in a silence that the server asked for', () => {
    const transfer = window(64);
    transfer.ask(0);
    transfer.take(0, 10);
    transfer.putOff(90_000_000);
    expect(transfer.expire(60_000_000)).toBeUndefined();
    expect(transfer.timerUs()).toBe(90_000_000);
  });

  it('begins again with little on a new connection', () => {
    const transfer = window(300, { startBytes: 2048, windowBlocks: 64 });
    let nowUs = 0;
    for (let k = 0; k < 60; k++) {
      transfer.ask(nowUs);
      transfer.take(k, (nowUs += 10));
    }
    transfer.begin(2_000_000);
    expect(asked(transfer.ask(nowUs)).length).toBe(2);
    expect(transfer.timerUs() - nowUs).toBe(4_000_000 + (2048 * 1e6) / 500);
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
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 48 }),
        fc.integer(),
        (blocks, windowBlocks, seed) => {
          const rng = seededRng(seed);
          const transfer = window(blocks, { windowBlocks });
          let nowUs = 0;
          const onTheWay: { block: number; atUs: number }[] = [];
          const send = (wanted: number[]): void => {
            expect(wanted.length).toBeLessThanOrEqual(windowBlocks);
            expect(wanted.filter((block) => transfer.has(block))).toEqual([]);
            for (const block of wanted.filter(() => rng.chance(0.8))) {
              onTheWay.push({ block, atUs: nowUs + 1000 + rng.below(50_000) });
              if (rng.chance(0.1)) onTheWay.push({ block, atUs: nowUs + rng.below(90_000) });
            }
            onTheWay.sort((a, b) => a.atUs - b.atUs);
          };
          for (let turns = 0; transfer.missing > 0; turns++) {
            if (turns > 20_000) return false;
            send(asked(transfer.ask(nowUs)));
            const next = onTheWay.shift();
            const timerUs = transfer.timerUs();
            if (next && next.atUs <= timerUs) {
              nowUs = Math.max(nowUs, next.atUs);
              transfer.heard(nowUs);
              transfer.take(next.block, nowUs);
            } else {
              if (next) onTheWay.unshift(next);
              if (timerUs === Infinity) return false;
              nowUs = Math.max(nowUs, timerUs);
              send(asked(transfer.expire(nowUs)));
            }
          }
          return true;
        },
      ),
      { numRuns: 60 },
    );
  });
});
