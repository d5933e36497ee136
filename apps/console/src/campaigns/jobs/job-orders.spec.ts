import { describe, expect, it } from '@jest/globals';

import { jobEffectOf, jobOrdersOf } from './job-orders.js';

describe('the orders about a job', () => {
  it.each([
    ['waiting', undefined, ['pause', 'cancel']],
    ['held', 'window', ['pause', 'cancel']],
    ['held', 'operator', ['resume', 'cancel']],
    ['offered', undefined, ['pause', 'cancel']],
    ['running', undefined, ['cancel', 'force-quit']],
    ['soaking', undefined, ['force-quit']],
    ['succeeded', undefined, []],
    ['excluded', undefined, []],
  ])('in the state %s (hold %s) are %j', (state, hold, orders) => {
    expect(jobOrdersOf({ state, hold, device: 'm-1' })).toEqual(orders);
  });

  it('say what they do before they are given', () => {
    const job = { state: 'offered', device: 'm-1' };
    expect(jobEffectOf('pause', job)).toHaveLength(3);
    expect(jobEffectOf('cancel', { ...job, state: 'running' })[0]).toContain('asked to stop');
    for (const order of ['resume', 'cancel', 'force-quit'] as const)
      expect(jobEffectOf(order, job)[0]).toContain('m-1');
  });
});
