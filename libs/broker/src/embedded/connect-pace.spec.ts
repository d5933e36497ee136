import { describe, expect, it } from '@jest/globals';
import { ConnectPace } from './connect-pace.js';

/** A pace whose clock advances only when somebody waits. */
function aPace() {
  let nowMs = 0;
  const pace = new ConnectPace(
    { gapMs: 200, line: 3, remembered: 100 },
    () => nowMs,
    async (ms) => void (nowMs += ms),
  );
  const admissions: [string, number][] = [];
  const enter = (who: string, good = true) =>
    pace.pass(
      who,
      async () => {
        if (good) admissions.push([who, nowMs]);
        return good;
      },
      (outcome) => outcome,
    );
  return { enter, admissions };
}

describe('the pace of connections', () => {
  it('admits a device at once, and again no sooner than after the gap', async () => {
    const { enter, admissions } = aPace();
    await Promise.all([enter('a'), enter('a'), enter('a')]);
    expect(admissions).toEqual([
      ['a', 0],
      ['a', 200],
      ['a', 400],
    ]);
  });

  it('makes no device wait for another, nor for refused attempts', async () => {
    const { enter, admissions } = aPace();
    await Promise.all([enter('a', false), enter('a', false), enter('a'), enter('b')]);
    expect(admissions).toEqual([
      ['b', 0],
      ['a', 0],
    ]);
  });

  it('makes no attempt if too many of the same device wait', async () => {
    const { enter, admissions } = aPace();
    expect(await Promise.all([enter('a'), enter('a'), enter('a'), enter('a')])).toEqual([true, true, true, false]);
    expect(admissions).toHaveLength(3);
    expect(await enter('a')).toBe(true);
  });

  it('continues after an attempt that threw', async () => {
    const pace = new ConnectPace({ gapMs: 0, line: 3, remembered: 1 });
    const broken = pace.pass('a', () => Promise.reject(new Error('the database is away')), Boolean);
    const next = pace.pass('a', async () => true, Boolean);
    await expect(broken).rejects.toThrow('away');
    expect(await next).toBe(true);
  });
});
