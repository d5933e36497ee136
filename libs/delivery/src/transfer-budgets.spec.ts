import { describe, expect, it } from '@jest/globals';

import { DELIVERY_LIMITS } from './delivery-limits.js';
import { TransferBudgets } from './transfer-budgets.js';

const IMAGE = 256 * 1024;
const FULL = 2 * IMAGE + DELIVERY_LIMITS.budgetSpareBytes;

describe('TransferBudgets', () => {
  it('gives a transfer its image twice and one window', () => {
    const budgets = new TransferBudgets();
    expect(budgets.left(1, IMAGE, 0)).toBe(FULL);
    budgets.sent(1, IMAGE, FULL, 0);
    expect([budgets.left(1, IMAGE, 0), budgets.left(2, IMAGE, 0)]).toEqual([0, FULL]);
  });

  it('gives it an image a minute from then on', () => {
    const budgets = new TransferBudgets();
    budgets.sent(1, IMAGE, FULL, 0);
    expect(budgets.left(1, IMAGE, 60_000)).toBeCloseTo(IMAGE);
  });

  it('never limits a link slower than 4 KiB/s, even if every block is lost', () => {
    const budgets = new TransferBudgets();
    const image = 20_000;
    for (let second = 0; second < 3600; second++) {
      budgets.sent(1, image, 4096, second * 1000);
      expect(budgets.left(1, image, second * 1000)).toBeGreaterThan(0);
    }
  });

  it('asks for a wait that ends when there is budget again', () => {
    const budgets = new TransferBudgets();
    budgets.sent(1, IMAGE, FULL + IMAGE / 4, 0);
    const waitMs = budgets.retryAfterMs(1, IMAGE, 0);
    expect(waitMs).toBeGreaterThan(15_000);
    expect([budgets.left(1, IMAGE, waitMs - 1) > 0, budgets.left(1, IMAGE, waitMs) > 0]).toEqual([false, true]);
  });

  it('doubles the wait of a device that comes back too early each time, up to a minute', () => {
    const budgets = new TransferBudgets();
    budgets.sent(1, IMAGE, FULL, 0);
    const waits = Array.from({ length: 8 }, () => budgets.retryAfterMs(1, IMAGE, 0));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    budgets.sent(1, IMAGE, 1, 10);
    expect(budgets.retryAfterMs(1, IMAGE, 10)).toBe(1000);
  });
});
