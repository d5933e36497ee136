import { isTaskName, type SwapReport } from '@twinbank/protocol';

import type { Slot } from './slot-finder.js';
import { importantTasks, releaseAtOrAfter, type TaskTable } from './task-table.js';

/**
 * Between which tasks a slot lies, of those that may not wait: the one that was due last before it, and the one that is due first after it.
 * None is named before a slot at the beginning of time, and none that has a name by which reports do not go.
 *
 * @example
 * ```ts
 * import { defaultTasks, findSlot, tasksAround } from '@twinbank/agent';
 *
 * const tasks = defaultTasks('G4');
 * const { slot } = findSlot(tasks, { fromUs: 1_000_000, untilUs: 2_000_000, needUs: 20 });
 * console.log(tasksAround(tasks, slot!).taskAfter); // control-loop
 * ```
 */
export function tasksAround(tasks: TaskTable, { startUs }: Slot): Pick<SwapReport, 'taskBefore' | 'taskAfter'> {
  const before: Due = { name: '', atUs: -Infinity };
  const after: Due = { name: '', atUs: Infinity };
  for (const task of importantTasks(tasks)) {
    const { name, periodUs, offsetUs, jitterUs } = task;
    const nextUs = releaseAtOrAfter(task, startUs);
    const lastUs = nextUs - periodUs;
    if (lastUs >= offsetUs && lastUs > before.atUs) Object.assign(before, { name, atUs: lastUs });
    if (nextUs - jitterUs < after.atUs) Object.assign(after, { name, atUs: nextUs - jitterUs });
  }
  // Where there is none, its name is empty, which is no name either.
  return {
    ...(isTaskName(before.name) && { taskBefore: before.name }),
    ...(isTaskName(after.name) && { taskAfter: after.name }),
  };
}

interface Due {
  readonly name: string;
  readonly atUs: number;
}
