import { describe, expect, it } from '@jest/globals';

import { decideOften } from './decide-often.js';

describe('a measured server', () => {
  it('decides as often as it is told, about the campaign that it is told', async () => {
    const asked: number[] = [];
    const answer = await decideOften({ decide: 7, times: 3 }, (campaign) => Promise.resolve(asked.push(campaign)));
    expect(asked).toEqual([7, 7, 7]);
    expect(answer).toEqual({ decidedMs: [expect.any(Number), expect.any(Number), expect.any(Number)] });
  });

  it('answers why it did not, if it decided nothing before or a decision fails', async () => {
    expect(await decideOften({ decide: 7, times: 3 }, undefined)).toEqual({
      problem: 'the server has decided nothing yet',
    });
    expect(await decideOften({ decide: 7, times: 3 }, () => Promise.reject(new Error('campaign 7 is gone')))).toEqual({
      problem: 'Error: campaign 7 is gone',
    });
  });
});
