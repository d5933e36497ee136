import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EventOrder } from './event-order.js';

const rows = (...ids: number[]): { id: number }[] => ids.map((id) => ({ id }));
const idsOf = (found: readonly { id: number }[]): number[] => found.map(({ id }) => id);

describe('the order of events', () => {
  it('moves on over rows without a gap', () => {
    const order = new EventOrder(10, 1000);
    expect(idsOf(order.fresh(rows(11, 12)))).toEqual([11, 12]);
    order.settle(0);
    expect(order.position).toBe(12);
  });

  it('waits at a gap, and shows a late row once it comes', () => {
    const order = new EventOrder(0, 1000);
    expect(idsOf(order.fresh(rows(1, 3)))).toEqual([1, 3]);
    order.settle(0);
    expect(order.position).toBe(1);
    expect(idsOf(order.fresh(rows(2, 3)))).toEqual([2]);
    order.settle(500);
    expect(order.position).toBe(3);
  });

  it('gives a gap up after a while', () => {
    const order = new EventOrder(0, 1000);
    order.fresh(rows(2));
    order.settle(0);
    order.settle(999);
    expect(order.position).toBe(0);
    order.settle(1000);
    expect(order.position).toBe(2);
  });

  it('shows every row exactly once, whatever the order in which rows become visible', () => {
    const visible = fc.shuffledSubarray(
      Array.from({ length: 20 }, (_, index) => index + 1),
      { minLength: 0 },
    );
    fc.assert(
      fc.property(visible, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (ids, steps) => {
        const order = new EventOrder(0, 1_000_000);
        const table: number[] = [];
        const shown: number[] = [];
        let nowMs = 0;
        for (const step of steps) {
          table.push(...ids.slice(table.length, table.length + step));
          const read = table.filter((id) => id > order.position).sort((a, b) => a - b);
          shown.push(...idsOf(order.fresh(rows(...read))));
          order.settle((nowMs += 1));
          if (table.length === ids.length) break;
        }
        expect([...shown].sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
      }),
    );
  });
});
