/** A periodic task of the application, as the slot finder needs it. All times in microseconds. */
export interface Task {
  readonly name: string;
  /** A greater number is more urgent. Tasks of the lowest priority in a table are background work, which may wait. */
  readonly priority: number;
  readonly periodUs: number;
  /** First release after the device started. */
  readonly offsetUs: number;
  /** Longest time of one run. */
  readonly worstCaseUs: number;
  /** A release is at most this much early or late. */
  readonly jitterUs: number;
  /** A run must end within this time after its release. Default: the period. */
  readonly deadlineUs?: number;
}

/** The tasks of a device. */
export type TaskTable = readonly Task[];

/**
 * Task tables for fleets that have none of their own: a control loop, communication, supervision and background work,
 * at rates that fit each family's clock.
 */
const DEFAULT_TASKS: Readonly<Record<'L0' | 'L4' | 'G4', TaskTable>> = {
  L0: [
    { name: 'control-loop', priority: 3, periodUs: 1000, offsetUs: 130, worstCaseUs: 180, jitterUs: 8 },
    { name: 'communication', priority: 2, periodUs: 10_000, offsetUs: 410, worstCaseUs: 650, jitterUs: 50 },
    { name: 'supervision', priority: 1, periodUs: 100_000, offsetUs: 5200, worstCaseUs: 1200, jitterUs: 200 },
    { name: 'background', priority: 0, periodUs: 50_000, offsetUs: 0, worstCaseUs: 4000, jitterUs: 0 },
  ],
  L4: [
    { name: 'control-loop', priority: 3, periodUs: 100, offsetUs: 13, worstCaseUs: 22, jitterUs: 1 },
    { name: 'communication', priority: 2, periodUs: 5000, offsetUs: 240, worstCaseUs: 180, jitterUs: 20 },
    { name: 'supervision', priority: 1, periodUs: 50_000, offsetUs: 2600, worstCaseUs: 400, jitterUs: 100 },
    { name: 'background', priority: 0, periodUs: 20_000, offsetUs: 0, worstCaseUs: 2000, jitterUs: 0 },
  ],
  G4: [
    { name: 'control-loop', priority: 3, periodUs: 50, offsetUs: 7, worstCaseUs: 9, jitterUs: 0.5 },
    { name: 'communication', priority: 2, periodUs: 2000, offsetUs: 110, worstCaseUs: 70, jitterUs: 10 },
    { name: 'supervision', priority: 1, periodUs: 20_000, offsetUs: 1300, worstCaseUs: 150, jitterUs: 50 },
    { name: 'background', priority: 0, periodUs: 10_000, offsetUs: 0, worstCaseUs: 1000, jitterUs: 0 },
  ],
};

/** The default task table of a family. */
export function defaultTasks(family: 'L0' | 'L4' | 'G4'): TaskTable {
  return DEFAULT_TASKS[family];
}

/**
 * The tasks that may not wait: all tasks above the lowest priority of the table. If all have one priority: all tasks.
 *
 * @example
 * ```ts
 * import { defaultTasks, importantTasks } from '@twinbank/agent';
 *
 * console.log(importantTasks(defaultTasks('L4')).map(({ name }) => name).join(', ')); // control-loop, communication, supervision
 * ```
 */
export function importantTasks(tasks: TaskTable): TaskTable {
  const lowest = Math.min(...tasks.map((task) => task.priority));
  const important = tasks.filter((task) => task.priority > lowest);
  return important.length > 0 ? important : tasks;
}

/** The first nominal release of a task at or after a time. */
export function releaseAtOrAfter(task: Task, timeUs: number): number {
  if (timeUs <= task.offsetUs) return task.offsetUs;
  return task.offsetUs + Math.ceil((timeUs - task.offsetUs) / task.periodUs) * task.periodUs;
}
