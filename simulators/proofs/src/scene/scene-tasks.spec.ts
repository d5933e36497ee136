import { describe, expect, it } from '@jest/globals';

import { findSlot, type Task } from '@twinbank/agent';
import { cyclesToUs, swapSectionCycles } from '@twinbank/mcu';
import { PART_SPECS } from '@twinbank/parts';

import { taskHit, trappedTasks } from './scene-tasks.js';

const task = (change: Partial<Task>): Task => ({
  name: 'one',
  priority: 1,
  periodUs: 100,
  offsetUs: 10,
  worstCaseUs: 5,
  jitterUs: 2,
  ...change,
});
const background = task({ name: 'background', priority: 0, offsetUs: 50 });

describe('a task that a time with interrupts off may hit', () => {
  const tasks = [task({}), background];

  it.each<[string, number, number, boolean]>([
    ['before the earliest release', 100, 107.9, false],
    ['at the earliest release', 100, 108.1, true],
    ['while a late run may still work', 116.9, 117.5, true],
    ['after the latest end', 117.1, 118, false],
    ['in background work', 150, 152, false],
  ])('is found %s', (_, fromUs, untilUs, hit) => {
    expect(taskHit(tasks, fromUs, untilUs) !== undefined).toBe(hit);
  });
});

describe('tasks with a trap', () => {
  it.each(['STM32L073', 'STM32L476', 'STM32G474'] as const)(
    'are never hit in a slot that is found, whenever it is looked for: %s',
    (part) => {
      const spec = PART_SPECS[part];
      const tasks = trappedTasks(spec);
      const swapUs = cyclesToUs(swapSectionCycles(spec), spec.clock.maxHz);
      for (let fromUs = 5000; fromUs < 7000; fromUs += 3.7) {
        const { slot } = findSlot(tasks, { fromUs, untilUs: 1e6, needUs: 1 + 1.1 * swapUs });
        expect(taskHit(tasks, slot!.startUs, slot!.startUs + swapUs)).toBeUndefined();
      }
    },
  );
});
