import { describe, expect, it } from '@jest/globals';

import { apiText, auditCostMs, median, type RouteRun, type RouteRuns } from './api-figures.js';

const run = (perSecond: number, cpuMs: number): RouteRun => ({ perSecond, p50: 4, p99: 9, cpuMs });
const READ: RouteRuns = { name: 'GET /devices', writes: false, audited: [run(1000, 0.4)], unaudited: [run(1000, 0.1)] };
const WRITE: RouteRuns = {
  name: 'POST /products',
  writes: true,
  audited: [run(300, 2), run(100, 9), run(200, 3)],
  unaudited: [run(390, 2), run(400, 2.5), run(410, 0)],
};

describe('the figures of the API', () => {
  it('are medians', () => {
    expect([median([3]), median([9, 1, 5]), median([4, 1, 3, 2])]).toEqual([3, 5, 2]);
    expect(() => median([])).toThrow(RangeError);
  });

  it('say what the audit log costs for each write, and reads do not count', () => {
    expect(auditCostMs([READ, WRITE])).toBeCloseTo(1);
  });

  it('have a row for each route, with the ratio of the rates', () => {
    const lines = apiText([READ, WRITE]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/^POST \/products +200 +4 ms +9 ms +3\.00 ms +400 +9 ms +2\.00 ms +0\.50$/);
  });
});
