import { cyclesToUs, swapSectionCycles } from '@twinbank/mcu';
import type { Task, TaskTable } from '@twinbank/agent';
import type { PartSpec } from '@twinbank/parts';

const PERIOD_US = 1000;
const HAIR_US = 0.01;
/** The clock of the model counts nanoseconds: times that differ by less than one are the same moment. */
const CLOCK_US = 0.001;

/**
 * Tasks with a trap: between the first and the second task there is room for a swap only if the second is not early,
 * but it may be early. After them comes work that takes half of the period, so that a search for a slot often happens
 * during it.
 */
export function trappedTasks(spec: PartSpec): TaskTable {
  const swapUs = cyclesToUs(swapSectionCycles(spec), spec.clock.maxHz);
  const needUs = 1 + 1.1 * swapUs;
  const first: Task = { name: 'first', priority: 3, periodUs: PERIOD_US, offsetUs: 10, worstCaseUs: 20, jitterUs: 1 };
  const freeUs = first.offsetUs + first.jitterUs + first.worstCaseUs;
  const second: Task = {
    name: 'second',
    priority: 2,
    periodUs: PERIOD_US,
    offsetUs: freeUs + needUs + HAIR_US,
    worstCaseUs: 10,
    jitterUs: needUs,
  };
  const long: Task = { name: 'long', priority: 1, periodUs: PERIOD_US, offsetUs: 200, worstCaseUs: 500, jitterUs: 5 };
  return [
    first,
    second,
    long,
    { name: 'background', priority: 0, periodUs: 50_000, offsetUs: 0, worstCaseUs: 4000, jitterUs: 0 },
  ];
}

/**
 * The task that a time with interrupts off may hit, because it is released or still runs in this time. Undefined if
 * there is none. Tasks of the lowest priority may wait.
 */
export function taskHit(tasks: TaskTable, fromUs: number, untilUs: number): Task | undefined {
  const lowest = Math.min(...tasks.map(({ priority }) => priority));
  return tasks.find(({ priority, periodUs, offsetUs, jitterUs, worstCaseUs }) => {
    if (priority === lowest) return false;
    for (
      let k = Math.max(0, Math.floor((fromUs - offsetUs) / periodUs) - 2);
      offsetUs + k * periodUs - jitterUs < untilUs - CLOCK_US;
      k++
    ) {
      if (offsetUs + k * periodUs + jitterUs + worstCaseUs > fromUs + CLOCK_US) return true;
    }
    return false;
  });
}
