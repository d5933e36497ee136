import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import type { JobAttempts } from './job-attempts.js';
import type { CampaignDriver } from './campaign-driver.js';
import type { DeadlineSweep } from './deadline-sweep.js';
import { RolloutRunner } from './rollout-runner.js';
import { WakeList } from './wake-list.js';

let runner: RolloutRunner | undefined;
beforeEach(() => void jest.useFakeTimers());
afterEach(async () => {
  await runner?.stop();
  jest.useRealTimers();
});

/** Lets time pass until a condition holds, for a minute at most. */
async function passUntil(condition: () => boolean, what: string): Promise<void> {
  for (let passedMs = 0; !condition(); passedMs += 5) {
    if (passedMs > 60_000) throw new Error(`waited in vain: ${what}`);
    await jest.advanceTimersByTimeAsync(5);
  }
}

function runnerOver(
  underWay: number[],
  bringForward: (id: number) => Promise<boolean | void> = () => Promise.resolve(),
  tidy: () => Promise<void> = () => Promise.resolve(),
  republish: () => Promise<number> = () => Promise.resolve(0),
) {
  const looked: (number | string)[] = [];
  const tidied: number[] = [];
  const driver = {
    underWay: async () => underWay,
    bringForward: async (id: number) => (looked.push(id), (await bringForward(id)) ?? false),
    tidy: async (id: number) => (tidied.push(id), tidy()),
  } as unknown as CampaignDriver;
  const overdue = { sweep: async () => void looked.push('overdue') } as unknown as DeadlineSweep;
  const attempts = {
    republish: async () => (looked.push('republish'), republish()),
    check: async () => undefined,
  } as unknown as JobAttempts;
  const wakeList = new WakeList();
  runner = new RolloutRunner(driver, overdue, attempts, wakeList, pino({ level: 'silent' }));
  return { runner, looked, tidied, wakeList };
}

describe('RolloutRunner', () => {
  it('handles every active campaign again and again, and publishes tickets when the broker is up', async () => {
    const { runner, looked } = runnerOver([1, 2]);
    runner.start();
    await passUntil(() => looked.length >= 3, 'a look');
    runner.republish();
    await passUntil(() => looked.length >= 7, 'two looks');
    expect(looked.slice(0, 7)).toEqual(['overdue', 1, 2, 'republish', 'overdue', 1, 2]);
  });

  it('publishes tickets again until it could', async () => {
    const tries: number[] = [];
    const republish = async (): Promise<number> => {
      if (tries.push(tries.length) < 3) throw new Error('no database');
      return 5;
    };
    const { runner, looked } = runnerOver([], undefined, undefined, republish);
    runner.start();
    runner.republish();
    await passUntil(() => tries.length === 3, 'the third try');
    const before = looked.length;
    await passUntil(() => looked.length >= before + 3, 'more looks');
    expect(tries).toHaveLength(3);
  });

  it('tidies after each look, and lets neither a look nor another campaign wait for what fails', async () => {
    const failing = {
      look: () => Promise.reject(new Error('no look')),
      tidy: () => Promise.reject(new Error('no luck')),
    };
    const { runner, looked, tidied } = runnerOver([1, 2], failing.look, failing.tidy);
    runner.start();
    await passUntil(() => looked.length >= 6, 'two looks');
    expect(looked.slice(0, 6)).toEqual(['overdue', 1, 2, 'overdue', 1, 2]);
    expect(tidied.slice(0, 3)).toEqual([1, 2, 1]);
  });

  it('runs at the earliest requested time, for everything that was woken until then', async () => {
    const { runner, looked, wakeList } = runnerOver([]);
    runner.start();
    await passUntil(() => looked.includes('overdue'), 'the first look');
    wakeList.wake(9, 3_600_000);
    wakeList.wake(8, 0);
    await passUntil(
      () => looked.includes(8) || looked.filter((what) => what === 'overdue').length > 2,
      'the woken look',
    );
    expect(looked.filter((what) => typeof what === 'number')).toEqual([9, 8]);
  });

  it('handles a woken campaign at once, and only once for many wakes', async () => {
    const { runner, looked } = runnerOver([]);
    runner.start();
    await passUntil(() => looked.includes('overdue'), 'the first look');
    for (let i = 0; i < 5; i++) runner.wake(9);
    const startMs = performance.now();
    await passUntil(() => looked.includes(9), 'the woken look');
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(looked.filter((what) => what === 9).length).toBe(1);
  });

  it('handles a campaign that has more to do again at once, after the others had their turn', async () => {
    let left = 3;
    const { runner, looked } = runnerOver([1, 2], async (id) => id === 1 && left-- > 0);
    runner.start();
    const times = (what: number | string): number => looked.filter((other) => other === what).length;
    await passUntil(() => times(1) >= 4, 'four looks');
    expect(looked.slice(0, 3)).toEqual(['overdue', 1, 2]);
    expect(times(1)).toBeGreaterThan(times('overdue'));
  });

  it('continues if one campaign cannot be advanced', async () => {
    const { runner, looked } = runnerOver([1, 2], (id) =>
      id === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(),
    );
    runner.start();
    await passUntil(() => looked.filter((what) => what === 2).length >= 2, 'two looks');
  });

  it('finishes its present work when stopped, and starts nothing more', async () => {
    let finish: () => void = () => undefined;
    const { runner, looked } = runnerOver([1, 2], () => new Promise((resolve) => (finish = resolve)));
    runner.start();
    await passUntil(() => looked.includes(1), 'the look');
    let stopped = false;
    const stop = runner.stop().then(() => (stopped = true));
    runner.wake(5);
    await jest.advanceTimersByTimeAsync(20);
    expect(stopped).toBe(false);
    finish();
    await stop;
    expect(looked).toEqual(['overdue', 1]);
  });
});
