import { describe, expect, it } from '@jest/globals';

import { runDeadlineMs } from './swap-times.js';

describe('the time for an accepted attempt', () => {
  it('begins when the device accepts, and anew when its window ends at the latest', () => {
    expect(runDeadlineMs(1000, 500, {})).toBe(1500);
    expect(runDeadlineMs(1000, 500, { swapNotBefore: 200, swapNotAfter: 900 })).toBe(1500);
    expect(runDeadlineMs(1000, 500, { swapNotBefore: 2000, swapNotAfter: 9000 })).toBe(9500);
    expect(runDeadlineMs(1000, 500, { swapNotBefore: 2000 })).toBe(2500);
  });
});
