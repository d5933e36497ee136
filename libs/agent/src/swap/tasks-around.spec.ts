import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findSlot } from './slot-finder.js';
import { defaultTasks, importantTasks, releaseAtOrAfter, type Task } from './task-table.js';
import { tasksAround } from './tasks-around.js';

const task = (name: string, periodUs: number, offsetUs: number, priority = 1): Task => ({
  ...{ name, priority, periodUs, offsetUs, worstCaseUs: 5, jitterUs: 1 },
});
const BACKGROUND = task('background', 7, 0, 0);
const LOOP = task('loop', 100, 10);
const RADIO = task('radio', 1000, 460);

describe('the tasks around a slot', () => {
  it('are the one that was due last and the one that is due first, and not those that may wait', () => {
    const tasks = [LOOP, RADIO, BACKGROUND];
    expect(tasksAround(tasks, { startUs: 470, lengthUs: 39 })).toEqual({ taskBefore: 'radio', taskAfter: 'loop' });
    expect(tasksAround(tasks, { startUs: 420, lengthUs: 39 })).toEqual({ taskBefore: 'loop', taskAfter: 'radio' });
    expect(tasksAround(tasks, { startUs: 620, lengthUs: 80 })).toEqual({ taskBefore: 'loop', taskAfter: 'loop' });
  });

  it('are asked for at their earliest: a task that may be much too early ends the slot before one that is due sooner', () => {
    const early = { ...task('radio', 1000, 515), jitterUs: 20 };
    expect(tasksAround([LOOP, early, BACKGROUND], { startUs: 420, lengthUs: 75 }).taskAfter).toBe('radio');
  });

  it('are none before the first one was due', () => {
    expect(tasksAround([LOOP, BACKGROUND], { startUs: 0, lengthUs: 9 })).toEqual({ taskAfter: 'loop' });
  });

  it('have no name in a report that a server would refuse', () => {
    for (const name of ['', 'motor loop', 'a'.repeat(33), '<b>'])
      expect(tasksAround([task(name, 100, 10), BACKGROUND], { startUs: 20, lengthUs: 80 })).toEqual({});
    const longest = 'a'.repeat(32);
    expect(tasksAround([task(longest, 100, 10), BACKGROUND], { startUs: 20, lengthUs: 80 }).taskAfter).toBe(longest);
  });

  it('are where the finder of slots has its bounds, whatever it finds', () => {
    const families = fc.constantFrom('L0' as const, 'L4' as const, 'G4' as const);
    fc.assert(
      fc.property(families, fc.integer({ min: 0, max: 10_000_000 }), (family, fromUs) => {
        const tasks = defaultTasks(family);
        const { slot } = findSlot(tasks, { fromUs, untilUs: fromUs + 1_000_000, needUs: 5 });
        const { taskAfter } = tasksAround(tasks, slot!);
        const next = importantTasks(tasks).find(({ name }) => name === taskAfter)!;
        const endUs = slot!.startUs + slot!.lengthUs;
        expect(releaseAtOrAfter(next, slot!.startUs) - next.jitterUs).toBeCloseTo(endUs, 6);
      }),
      { numRuns: 100 },
    );
  });
});
