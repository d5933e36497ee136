import { describe, expect, it } from '@jest/globals';

import { effectOf, ordersOf } from './orders.js';

const JOBS = {
  ...{ waiting: 1000, held: 20, offered: 4, running: 5, backoff: 3, soaking: 2 },
  ...{ succeeded: 100, failed: 1, rejected: 0, cancelled: 0, timed_out: 0, excluded: 7 },
};

describe('the orders about a campaign', () => {
  it.each([
    ['draft', []],
    ['scheduled', ['stop']],
    ['starting', ['pause', 'stop']],
    ['running', ['pause', 'stop']],
    ['paused', ['resume', 'stop']],
    ['stopping', []],
    ['stopped', []],
    ['finished', []],
  ] as const)('are in the state %s: %j', (state, orders) => {
    expect(ordersOf({ state })).toEqual(orders);
  });

  it('say to how many devices they do what, before they are given', () => {
    expect(effectOf('pause', { jobs: JOBS })).toEqual([
      '1,023 devices will not begin until it is resumed.',
      '11 devices under way will go on.',
    ]);
    expect(effectOf('stop', { jobs: JOBS }).slice(0, 2)).toEqual([
      '1,023 devices that are not under way will not get the release by this campaign.',
      '9 devices under way will be asked to stop.',
    ]);
    expect(effectOf('stop', {})).toEqual(['No device has a job of it yet.']);
  });
});
