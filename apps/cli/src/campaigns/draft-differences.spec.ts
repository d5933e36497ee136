import { describe, expect, it } from '@jest/globals';

import { changedBy, differenceLine, differencesOf, writtenOf } from './draft-differences.js';

const DRAFT = {
  ...{ id: 3, name: 'spring', release: '1.1.0', state: 'draft', revision: 'c.1' },
  config: { waves: [{ percent: 5 }, { percent: 100 }], soak: { durationMs: 60_000, failuresMost: 1 }, concurrency: 50 },
};
const WRITTEN = writtenOf(DRAFT);

describe('what differs between two drafts', () => {
  it('is told field by field, as requests name them, a list as a whole', () => {
    const after = { ...WRITTEN, name: 'summer', waves: [{ percent: 100 }], soak: { durationMs: 90_000 } };
    expect(differencesOf(WRITTEN, after)).toEqual([
      { field: 'name', before: 'spring', after: 'summer' },
      { field: 'waves', before: [{ percent: 5 }, { percent: 100 }], after: [{ percent: 100 }] },
      { field: 'soak.durationMs', before: 60_000, after: 90_000 },
      { field: 'soak.failuresMost', before: 1, after: undefined },
    ]);
    expect(differencesOf(WRITTEN, WRITTEN)).toEqual([]);
  });

  it('has blocks that came or went, part by part', () => {
    expect(differencesOf({}, { rate: { perMinute: 5 } })).toEqual([
      { field: 'rate.perMinute', before: undefined, after: 5 },
    ]);
    expect(differencesOf({ rate: { perMinute: 5 } }, {})).toEqual([
      { field: 'rate.perMinute', before: 5, after: undefined },
    ]);
  });

  it('is, of a request, what it names: the server completes the rest', () => {
    expect(changedBy(WRITTEN, { soak: { durationMs: 90_000 }, concurrency: 50, dynamic: true })).toEqual([
      { field: 'soak.durationMs', before: 60_000, after: 90_000 },
      { field: 'dynamic', before: undefined, after: true },
    ]);
  });

  it('is a line for whoever reads it', () => {
    expect(differenceLine({ field: 'concurrency', before: undefined, after: 50 })).toBe('  concurrency: nothing → 50');
    expect(differenceLine({ field: 'waves', before: [{ percent: 5 }], after: undefined })).toBe(
      '  waves: [{"percent":5}] → nothing',
    );
  });
});
