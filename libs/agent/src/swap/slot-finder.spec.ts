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
});
