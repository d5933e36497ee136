import { describe, expect, it } from '@jest/globals';

import { requireRevision, revisionOf } from './revision.js';

const object = { createdAtMs: 1_764_000_000_000, version: 3 };

describe('a revision', () => {
  it('differs with every version, and from those of an earlier thing of the same name', () => {
    const others = [
      { ...object, version: 4 },
      { ...object, createdAtMs: object.createdAtMs + 1 },
    ];
    expect(new Set([object, ...others].map(revisionOf)).size).toBe(3);
  });

  it('is any that a command does not care about, and one of those that it names', () => {
    expect(() => requireRevision({}, object)).not.toThrow();
    expect(() => requireRevision({ onlyAt: ['x', revisionOf(object)] }, object)).not.toThrow();
  });

  it.each([[[]], [['x']], [[revisionOf({ ...object, version: 2 })]]])('is told where it is none of %j', (onlyAt) => {
    expect(() => requireRevision({ onlyAt }, object)).toThrow(
      expect.objectContaining({ code: 'precondition_failed', facts: { revision: revisionOf(object) } }),
    );
  });
});
