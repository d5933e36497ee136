import { importantTasks, releaseAtOrAfter, type Task, type TaskTable } from './task-table.js';

/** A window of time in which no important task runs or is due. Microseconds since the device started. */
export interface Slot {
  readonly startUs: number;
  readonly lengthUs: number;
}

/** What a search found: the earliest slot that is long enough, and the longest window seen in any case. */
export interface SlotSearch {
  readonly slot: Slot | undefined;
  readonly longest: Slot;
}

/** Releases looked at in one search: minutes of a 20 kHz loop, milliseconds of work. */
const RELEASES_MAX = 200_000;

/**
 * Finds the earliest window, from a time on, in which no task above the lowest priority runs or can be due for at least
 * `needUs` [AN4767 §6.3]. A release may come early or late by the task's jitter, and a run may take its worst case: the
 * window ends at the earliest next release and begins when the latest end of all work released before is past.
 *
 * The pattern of releases repeats, so a search ends after one whole repetition without a slot.
 *
 * @example
 * ```ts
 * import { defaultTasks, findSlot } from '@twinbank/agent';
 *
 * const { slot } = findSlot(defaultTasks('G4'), { fromUs: 0, untilUs: 1_000_000, needUs: 20 });
 * console.log(slot !== undefined && slot.lengthUs >= 20); // true
 * ```
 */
export function findSlot(
  tasks: TaskTable,
  { fromUs, untilUs, needUs }: { fromUs: number; untilUs: number; needUs: number },
): SlotSearch {
  const important = importantTasks(tasks);
  const longestPeriodUs = Math.max(...important.map((task) => task.periodUs));
  const endUs = Math.min(untilUs, fromUs + 2 * repetitionUs(important) + longestPeriodUs);
  const due = important.map((task) => releaseAtOrAfter(task, Math.max(0, fromUs - 2 * longestPeriodUs)));
  let freeFromUs = 0;
  let longest: Slot = { startUs: fromUs, lengthUs: 0 };
  for (let looked = 0; looked < RELEASES_MAX; looked++) {
    const next = earliest(important, due);
    const task = important[next]!;
    const startUs = Math.max(freeFromUs, fromUs);
    const lengthUs = due[next]! - task.jitterUs - startUs;
    if (startUs >= endUs) break;
    if (lengthUs > longest.lengthUs) longest = { startUs, lengthUs };
    if (lengthUs >= needUs && startUs + needUs <= untilUs) return { slot: { startUs, lengthUs }, longest };
    freeFromUs = Math.max(freeFromUs, due[next]! + task.jitterUs) + task.worstCaseUs;
    due[next]! += task.periodUs;
  }
  return { slot: undefined, longest };
}

function earliest(tasks: TaskTable, due: readonly number[]): number {
  let first = 0;
  for (let i = 1; i < due.length; i++)
    if (due[i]! - tasks[i]!.jitterUs < due[first]! - tasks[first]!.jitterUs) first = i;
  return first;
}

/** After how long the pattern of releases repeats; a day where the periods have no common multiple below that. */
function repetitionUs(tasks: TaskTable): number {
  const dayUs = 24 * 3600 * 1e6;
  let multiple = 1;
  for (const { periodUs } of tasks) {
    if (!Number.isInteger(periodUs)) return dayUs;
    multiple = (multiple / greatestCommonDivisor(multiple, periodUs)) * periodUs;
    if (multiple > dayUs) return dayUs;
  }
  return multiple;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** What a time with interrupts off did to the tasks. */
export interface BlackoutCost {
  /** Most that any task's start was delayed. */
  readonly addedLatencyUs: number;
  /** Runs that ended after their deadline because of it, or never came. */
  readonly deadlinesMissed: number;
  /** Releases that found their interrupt pending already. */
  readonly interruptsLost: number;
}

/**
 * Interrupts stay pending while they are off, one for each line: a second release of the same task before the first one is
 * served is lost.
 *
 * What interrupts off from `startUs` for `lengthUs` cost: every release in that time waits until its end. A run that
 * waited must end by its deadline although all tasks at least as urgent that waited with it, or were still at work, go first.
 *
 * @param jitterOf the jitter that a release really has, from -1 to 1 of the task's bound
 */
export function blackoutCost(
  tasks: TaskTable,
  startUs: number,
  lengthUs: number,
  jitterOf: (task: Task) => number,
): BlackoutCost {
  const endUs = startUs + lengthUs;
  const waiting: { task: Task; releaseUs: number }[] = [];
  for (const task of tasks) {
    for (
      let nominal = releaseAtOrAfter(task, startUs - task.jitterUs);
      nominal - task.jitterUs < endUs;
      nominal += task.periodUs
    ) {
      const releaseUs = nominal + jitterOf(task) * task.jitterUs;
      if (releaseUs >= startUs && releaseUs < endUs) waiting.push({ task, releaseUs });
    }
  }
  let addedLatencyUs = 0;
  const lines = new Set(waiting.map(({ task }) => task.name));
  const interruptsLost = waiting.length - lines.size;
  let deadlinesMissed = interruptsLost;
  for (const { task, releaseUs } of waiting) {
    const delayUs = endUs - releaseUs;
    const ahead = waiting.reduce(
      (sum, other) => (other.task.priority >= task.priority ? sum + other.task.worstCaseUs : sum),
      0,
    );
    addedLatencyUs = Math.max(addedLatencyUs, delayUs);
    if (delayUs + ahead > (task.deadlineUs ?? task.periodUs)) deadlinesMissed++;
  }
  return { addedLatencyUs, deadlinesMissed, interruptsLost };
}
