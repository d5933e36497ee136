import { describe, expect, it } from '@jest/globals';

import { FUNNEL, funnelOf, stateColour, type JobCounts } from './states.js';

const NONE: JobCounts = {
  ...{ waiting: 0, held: 0, offered: 0, running: 0, backoff: 0, soaking: 0 },
  ...{ succeeded: 0, failed: 0, rejected: 0, cancelled: 0, timed_out: 0, excluded: 0 },
};

describe('the funnel of a wave', () => {
  it('has each state of a job in one part', () => {
    expect(FUNNEL.flatMap(({ states }) => states).sort()).toEqual(Object.keys(NONE).sort());
  });

  it('counts every job once, and leaves empty parts out', () => {
    const parts = funnelOf({ ...NONE, waiting: 3, held: 2, failed: 1, timed_out: 4 });
    expect(parts.map(({ name, count }) => [name, count])).toEqual([
      ['waiting', 5],
      ['failed', 5],
    ]);
    expect(funnelOf(NONE)).toEqual([]);
  });

  it('colours states of campaigns and of jobs, and unknown ones plainly', () => {
    expect([stateColour('paused'), stateColour('timed_out'), stateColour('a new one')]).toEqual([
      'yellow',
      'red',
      'gray',
    ]);
  });
});
