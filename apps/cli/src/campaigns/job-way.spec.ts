import { describe, expect, it } from '@jest/globals';

import { wayText } from './job-way.js';

describe('the way of a job over releases in between', () => {
  it.each([
    [{}, ''],
    [{ hops: 3 }, 'hop 1 of 3'],
    [{ hopsDone: 1, hops: 3 }, 'hop 2 of 3'],
    [{ hopsDone: 1 }, 'hop 2'],
    [{ hopsDone: 2, ended: '2026-11-29T06:00:00.000Z' }, 'over 2'],
    [{ ended: '2026-11-29T06:00:00.000Z' }, ''],
  ])('is said of %j: %s', (job, text) => expect(wayText(job)).toBe(text));
});
