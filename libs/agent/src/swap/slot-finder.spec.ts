import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { blackoutCost, findSlot } from './slot-finder.js';
import { defaultTasks, importantTasks, type Task } from './task-table.js';

const loop: Task = { name: 'loop', priority: 2, periodUs: 100, offsetUs: 10, worstCaseUs: 20, jitterUs: 2 };
const background: Task = {
  name: 'background',
  priority: 0,
  periodUs: 1000,
  offsetUs: 0,
  worstCaseUs: 500,
  jitterUs: 0,
};

describe('a slot', () => {
  it('begins when the loop has run at its latest and ends when it is due at its earliest', () => {
    const { slot } = findSlot([loop, background], { fromUs: 1000, untilUs: 5000, needUs: 5 });
    expect(slot).toEqual({ startUs: 1000, lengthUs: 8 });
    expect(findSlot([loop, background], { fromUs: 1000, untilUs: 5000, needUs: 20 }).slot).toEqual({
      startUs: 1032,
      lengthUs: 76,
    });
  });

  it('begins now where the device is idle', () => {
    expect(findSlot([loop, background], { fromUs: 1050, untilUs: 5000, needUs: 5 }).slot).toEqual({
      startUs: 1050,
      lengthUs: 58,
    });
  });

  it('is not found where the loop leaves no room, and the longest window is told', () => {
    const { slot, longest } = findSlot([loop, background], { fromUs: 0, untilUs: 1e12, needUs: 80 });
    expect(slot).toBeUndefined();
    expect(longest.lengthUs).toBe(76);
  });

  it('is not found after the deadline', () => {
    expect(findSlot([loop, background], { fromUs: 1010, untilUs: 1030, needUs: 20 }).slot).toBeUndefined();
  });

  it('may be exactly as long as needed, and may end exactly at the deadline', () => {
    const at = { fromUs: 1050, untilUs: 5000, needUs: 58 };
    expect(findSlot([loop, background], at).slot).toEqual({ startUs: 1050, lengthUs: 58 });
    expect(findSlot([loop, background], { ...at, needUs: 59 }).slot).toEqual({ startUs: 1132, lengthUs: 76 });
    expect(findSlot([loop, background], { ...at, needUs: 5, untilUs: 1055 }).slot).toBeDefined();
    expect(findSlot([loop, background], { ...at, needUs: 5, untilUs: 1054 }).slot).toBeUndefined();
  });

  it('ends before the task that may come first, not before the one that is due first', () => {
    const punctual: Task = { ...loop, name: 'punctual', offsetUs: 100, periodUs: 1000, jitterUs: 0 };
    const loose: Task = { ...punctual, name: 'loose', offsetUs: 105, jitterUs: 20 };
    for (const tasks of [
      [punctual, loose, background],
      [loose, punctual, background],
    ])
      expect(findSlot(tasks, { fromUs: 0, untilUs: 5000, needUs: 50 }).slot).toEqual({ startUs: 0, lengthUs: 85 });
  });

  it('is the first of several that are equally long, if none is long enough', () => {
    expect(findSlot([loop, background], { fromUs: 0, untilUs: 5000, needUs: 80 }).longest).toEqual({
      startUs: 32,
      lengthUs: 76,
    });
  });

  it.each([
    ['whole numbers', 101],
    ['any numbers', 100.5],
  ])('is found late in the pattern of two tasks whose periods are %s', (_name, periodUs) => {
    const one: Task = { name: 'one', priority: 1, periodUs: 100, offsetUs: 50, worstCaseUs: 10, jitterUs: 0 };
    const tasks = [one, { ...one, name: 'other', periodUs, offsetUs: 0 }, background];
    const { slot } = findSlot(tasks, { fromUs: 0, untilUs: 1e9, needUs: 75 });
    expect(slot!.startUs).toBeGreaterThan(3000);
    expect(slot!.startUs).toBeLessThan(9000);
  });

  it('is not looked for without end where the pattern repeats only after days', () => {
    const full: Task = { ...loop, periodUs: 50.5, worstCaseUs: 50, jitterUs: 0 };
    expect(findSlot([full, background], { fromUs: 0, untilUs: Infinity, needUs: 80 }).slot).toBeUndefined();
  });

  it('does not begin within a long run that began before the search', () => {
    const fast: Task = { ...loop, name: 'fast', periodUs: 50, worstCaseUs: 1, jitterUs: 0 };
    const long: Task = { ...loop, name: 'long', periodUs: 1000, offsetUs: 0, worstCaseUs: 400, jitterUs: 0 };
    const { slot } = findSlot([fast, long, background], { fromUs: 200, untilUs: 5000, needUs: 5 });
    expect(slot!.startUs).toBeGreaterThanOrEqual(400);
  });

  it('ignores background work', () => {
    expect(importantTasks([loop, background])).toEqual([loop]);
    expect(importantTasks([background])).toEqual([background]);
  });

  it('never overlaps a release or a run of an important task, whatever the table', () => {
    const anyTask = fc.record({
      name: fc.constant('t'),
      priority: fc.integer({ min: 0, max: 3 }),
      periodUs: fc.integer({ min: 40, max: 700 }),
      offsetUs: fc.integer({ min: 0, max: 500 }),
      worstCaseUs: fc.integer({ min: 1, max: 15 }),
      jitterUs: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyTask, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 30 }),
        (tasks, fromUs, needUs) => {
          const { slot } = findSlot(tasks, { fromUs, untilUs: 1e9, needUs });
          if (!slot) return true;
          for (const task of importantTasks(tasks)) {
            for (
              let release = task.offsetUs;
              release < slot.startUs + needUs + task.jitterUs + 1;
              release += task.periodUs
            ) {
              const clear =
                release - task.jitterUs >= slot.startUs + needUs ||
                release + task.jitterUs + task.worstCaseUs <= slot.startUs;
              if (!clear) return false;
            }
          }
          return slot.startUs >= fromUs && slot.lengthUs >= needUs;
        },
      ),
    );
  });

  it.each(['L0', 'L4', 'G4'] as const)('exists in the default tasks of the %s', (family) => {
    expect(findSlot(defaultTasks(family), { fromUs: 123_456, untilUs: 1e9, needUs: 10 }).slot).toBeDefined();
  });
});

describe('the cost of interrupts off', () => {
  const onTime = (): number => 0;

  it('is nothing between releases', () => {
    expect(blackoutCost([loop, background], 1050, 5, onTime)).toEqual({
      addedLatencyUs: 0,
      deadlinesMissed: 0,
      interruptsLost: 0,
    });
  });

  it('is the wait of what was released meanwhile', () => {
    expect(blackoutCost([loop, background], 1105, 7, onTime)).toEqual({
      addedLatencyUs: 2,
      deadlinesMissed: 0,
      interruptsLost: 0,
    });
  });

  it('loses the second release of a task whose interrupt is pending already', () => {
    expect(blackoutCost([loop], 1105, 150, onTime)).toMatchObject({ interruptsLost: 1 });
  });

  it('counts a run that ends after its deadline', () => {
    expect(blackoutCost([loop], 1105, 90, onTime)).toEqual({
      addedLatencyUs: 85,
      deadlinesMissed: 1,
      interruptsLost: 0,
    });
  });

  it('goes by the moment at which a release comes, early or late', () => {
    const late: Task = { ...loop, offsetUs: 100, periodUs: 1000, jitterUs: 5 };
    expect(blackoutCost([late], 103, 10, () => 1)).toMatchObject({ addedLatencyUs: 8 });
    expect(blackoutCost([late], 103, 10, () => -1)).toMatchObject({ addedLatencyUs: 0, deadlinesMissed: 0 });
    expect(blackoutCost([late], 90, 10, () => -1)).toMatchObject({ addedLatencyUs: 5 });
    expect(blackoutCost([late], 90, 10, () => 1)).toMatchObject({ addedLatencyUs: 0 });
  });

  it('counts a release as the interrupts go off, and none as they come back', () => {
    const tight: Task = { ...loop, deadlineUs: 15 };
    expect(blackoutCost([tight], 1110, 5, onTime)).toMatchObject({ addedLatencyUs: 5, deadlinesMissed: 1 });
    expect(blackoutCost([tight], 1105, 5, onTime)).toMatchObject({ addedLatencyUs: 0, deadlinesMissed: 0 });
  });

  it('loses nothing of two tasks of which each waits once, and the more urgent one does not wait for the other', () => {
    const urgent: Task = { ...loop, name: 'urgent', priority: 3, worstCaseUs: 10, deadlineUs: 30 };
    const long: Task = { ...loop, name: 'long', periodUs: 1000, worstCaseUs: 100, deadlineUs: 120, offsetUs: 110 };
    expect(blackoutCost([urgent, long], 1105, 10, onTime)).toEqual({
      addedLatencyUs: 5,
      deadlinesMissed: 0,
      interruptsLost: 0,
    });
    expect(blackoutCost([urgent, { ...long, deadlineUs: 114 }], 1105, 10, onTime)).toMatchObject({
      deadlinesMissed: 1,
    });
  });

  it('lets a run end exactly at its deadline', () => {
    expect(blackoutCost([loop], 1110, 80, onTime)).toMatchObject({ deadlinesMissed: 0 });
    expect(blackoutCost([loop], 1110, 81, onTime)).toMatchObject({ deadlinesMissed: 1 });
  });
});
