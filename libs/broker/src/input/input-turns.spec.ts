import { describe, expect, it } from '@jest/globals';
import { InputTurns } from './input-turns.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A queue in which each piece of work takes one millisecond of a clock that stands still otherwise. */
function lineOf(turnMs: number) {
  let nowMs = 0;
  const turns = new InputTurns(turnMs, () => nowMs);
  const served: string[] = [];
  const join = (name: string, pieces: number): void => {
    const waiting = {
      serve: () => {
        nowMs++;
        served.push(name);
        if (--pieces > 0) turns.queue(waiting);
      },
    };
    turns.queue(waiting);
  };
  return { turns, served, join, work: (ms: number) => void (nowMs += ms) };
}

describe('InputTurns', () => {
  it('serves one piece each in turn, also to one that came last', async () => {
    const { join, served } = lineOf(3);
    join('a', 4);
    join('b', 2);
    join('c', 1);
    for (let turn = 0; turn < 6; turn++) await nextTurn();
    expect(served).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  it('uses no more than its share of a turn, and continues in the next turn where it stopped', async () => {
    const { join, served } = lineOf(2);
    for (const name of ['a', 'b', 'c', 'd', 'e']) join(name, 1);
    const lengths: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await nextTurn();
      lengths.push(served.length);
    }
    expect(lengths).toEqual([2, 4, 5, 5]);
    expect(served.join('')).toBe('abcde');
  });

  it('is open until the share of this turn is used, and again in the next', async () => {
    const { turns, work } = lineOf(2);
    const seen = [turns.open()];
    work(2);
    seen.push(turns.open());
    await nextTurn();
    seen.push(turns.open());
    expect(seen).toEqual([true, false, true]);
  });

  it('drops those who left', async () => {
    const { turns, served } = lineOf(2);
    const gone = { serve: () => void served.push('gone') };
    turns.queue(gone);
    turns.leave(gone);
    await nextTurn();
    expect(served).toEqual([]);
  });
});
