import type { Row } from '../output/column.js';

/** Which of its updates a job is at, or over how many releases in between its device came; empty where it needed none so far. */
export function wayText({ hopsDone, hops, ended }: Row): string {
  const [done, inAll] = [Number(hopsDone ?? 0), hops as number | undefined];
  if (ended === undefined && inAll !== undefined) return `hop ${Math.min(done + 1, inAll)} of ${inAll}`;
  if (done === 0) return '';
  if (ended === undefined) return `hop ${done + 1}`;
  return `over ${done}`;
}
