import { importantTasks, releaseAtOrAfter, type Task, type TaskTable } from './task-table.js';

/** A window of time in which no important task runs or can be due. Microseconds since the device started. */
export interface Slot {
  readonly startUs: number;
  readonly lengthUs: number;
}

/** Result of a search: the earliest slot that is long enough, and the longest window that was seen. */
export interface SlotSearch {
  readonly slot: Slot | undefined;
  readonly longest: Slot;
}

/** Most releases that one search looks at: minutes of a 20 kHz loop, which take milliseconds to search. */
const RELEASES_MAX = 200_000;

/**
 * Finds the earliest window, from a time on, of at least `needUs` in which no task above the lowest priority runs or
 * can be due [AN4767 §6.3]. A release may be early or late by the task's jitter, and a run may take its worst case. So
 * the window begins when all work released before has ended at the latest, and ends at the earliest next release.
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

/** Period after which the pattern of releases repeats; a day if the periods have no common multiple below that. */
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

/** The effect on the tasks of a time with interrupts off. */
export interface BlackoutCost {
  /** The longest delay of any task's start. */
  readonly addedLatencyUs: number;
  /** Runs that missed their deadline because of it, lost runs included. */
  readonly deadlinesMissed: number;
  /** Releases that were lost because the task's interrupt was already pending. */
  readonly interruptsLost: number;
}

/**
 * While interrupts are off, each line keeps one interrupt pending: a second release of the same task before the first
 * one is served is lost.
 *
 * The cost of interrupts off from `startUs` for `lengthUs`: every release in that time waits until its end. A run
 * that waited must end by its deadline, although all waiting tasks with at least the same priority go first.
 *
 * @param jitterOf the actual jitter of a release, from -1 to 1 times the task's bound
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
