import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { inTurns } from './in-turns.js';

/** A clock that only pieces of work put forward. */
let nowMs = 0;
const piecesOf = function* (lengthsMs: readonly number[], did: string[]): Generator<undefined, string, undefined> {
  for (const [index, ms] of lengthsMs.entries()) {
    nowMs += ms;
    did.push(`piece ${index}`);
    yield;
  }
  return 'all done';
};

describe('work in turns', () => {
  afterEach(() => void jest.restoreAllMocks());
  const withClock = (): void => void jest.spyOn(performance, 'now').mockImplementation(() => nowMs);

  it('lets others have their turn whenever it has gone on for 10 ms, and returns what comes of it', async () => {
    withClock();
    const did: string[] = [];
    const others = (): void => {
      did.push('others');
      if (did.length < 20) setImmediate(others);
    };
    setImmediate(others);
    expect(await inTurns(piecesOf([4, 4, 4, 9, 30, 1], did))).toBe('all done');
    const turns = did.join(', ').split(/(?:, )?others(?:, )?/);
    // 4 + 4 + 4 ms are one turn, 9 + 30 the next.
    expect(turns.filter((done) => done !== '')).toEqual(['piece 0, piece 1, piece 2', 'piece 3, piece 4', 'piece 5']);
  });

  it('ends between two turns where nobody waits for it any more', async () => {
    withClock();
    const did: string[] = [];
    const ended = new AbortController();
    setImmediate(() => ended.abort(new Error('gone')));
    await expect(inTurns(piecesOf([20, 20, 20], did), ended.signal)).rejects.toThrow('gone');
    expect(did).toEqual(['piece 0']);
  });

  it('passes on what a piece throws', async () => {
    const broken = function* (): Generator<undefined, never, undefined> {
      throw new Error('broken');
    };
    await expect(inTurns(broken())).rejects.toThrow('broken');
  });
});
