import { describe, expect, it } from '@jest/globals';

import { keysAt } from './device-key.js';

const FIRST = { epoch: 1, generation: 0 };
const SECOND = { epoch: 2, generation: 1 };

describe('the root keys of a device', () => {
  it('are one, until it is re-keyed', () =>
    expect(keysAt({ keyEpoch: 1, keyGeneration: 0 }, 5)).toEqual({ inUse: FIRST }));

  it('are two until the given time: the one in use, and the one that waits', () => {
    const record = { keyEpoch: 1, keyGeneration: 0, otherKey: SECOND, oldKeyUntilMs: 1000 };
    expect(keysAt(record, 999)).toEqual({ inUse: FIRST, waiting: SECOND });
    expect(keysAt(record, 1000)).toEqual({ inUse: SECOND, replaced: FIRST });
  });

  it('are one again once the new one was used; the replaced one is still known by name', () =>
    expect(keysAt({ keyEpoch: 2, keyGeneration: 1, otherKey: FIRST }, 5)).toEqual({ inUse: SECOND, replaced: FIRST }));
});
