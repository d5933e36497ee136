import { EventEmitter } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import type { Decided, DecideOrder } from './decide-often.js';
import { decisions, type DecidingServer } from './decisions.js';

/** A server that answers each order, or does what it is told instead. */
function serverThat(answer: (order: DecideOrder, count: number) => Decided | 'end' | Error) {
  const orders: number[] = [];
  const child = Object.assign(new EventEmitter(), {
    send(order: DecideOrder, _handle: undefined, _options: undefined, sent: (error: Error | null) => void): boolean {
      const answered = answer(order, orders.push(order.decide));
      const refused = answered instanceof Error ? answered : null;
      setImmediate(() => {
        sent(refused);
        if (answered === 'end') child.emit('exit', 1, null);
        else if (refused === null) child.emit('message', answered);
      });
      return refused === null;
    },
  });
  return { child: child as unknown as DecidingServer, orders };
}

const CAMPAIGNS = new Map([
  [1000, 1],
  [100_000, 2],
]);

describe('what decisions cost', () => {
  it('is the median of a second round, after one of every size that does not count', async () => {
    const { child, orders } = serverThat(({ decide }, count) => ({
      decidedMs: count <= 2 ? [100, 100, 100] : [3 * decide, 1, 9],
    }));
    expect((await decisions(child, CAMPAIGNS)).map(({ what, value, aim }) => [what, value, aim])).toEqual([
      ['one decision about 1 000 devices, median', 3, undefined],
      ['one decision about 100 000 devices, median', 6, undefined],
      ['the largest fleet beside the smallest', 2, 2],
    ]);
    expect(orders).toEqual([1, 2, 1, 2]);
  });

  it('is no growth where there is one size', async () => {
    const { child } = serverThat(() => ({ decidedMs: [4] }));
    expect(await decisions(child, new Map([[200, 1]]))).toEqual([
      { what: 'one decision about 200 devices, median', value: 4, unit: 'ms' },
    ]);
  });

  it('is an error, and no endless wait, if the server does not decide, ends, or cannot be told', async () => {
    const problem = serverThat(() => ({ problem: 'campaign 1 is gone' }));
    await expect(decisions(problem.child, CAMPAIGNS)).rejects.toThrow('deciding about campaign 1: campaign 1 is gone');
    const ended = serverThat((_order, count) => (count === 2 ? 'end' : { decidedMs: [1] }));
    await expect(decisions(ended.child, CAMPAIGNS)).rejects.toThrow('deciding about campaign 2: the server ended');
    const closed = serverThat(() => new Error('channel closed'));
    await expect(decisions(closed.child, CAMPAIGNS)).rejects.toThrow('deciding about campaign 1: channel closed');
    for (const { child } of [problem, ended, closed])
      expect((child as unknown as EventEmitter).eventNames()).toEqual([]);
  });
});
