import type { components } from '@twinbank/client';

type Job = components['schemas']['JobAnswer'];

/** How far a download into the other bank is, in blocks. */
export interface Filling {
  readonly done: number;
  readonly total: number;
}

/** As many cells as can be told apart in a bank. */
const CELLS_MAX = 64;

/** What is being downloaded by the first of these jobs that does; undefined if none does. */
export function fillingOf(jobs: readonly Pick<Job, 'state' | 'stage' | 'done' | 'total'>[]): Filling | undefined {
  const job = jobs.find(({ state, stage, total }) => state === 'running' && stage === 'downloading' && total);
  return job && { done: job.done ?? 0, total: job.total! };
}

/** Cells of a bank that fills: of few blocks each is one, of many each stands for as many as the others. A cell is full when all of its blocks are there. */
export function cellsOf({ done, total }: Filling): { readonly cells: number; readonly full: number } {
  const cells = Math.min(total, CELLS_MAX);
  return { cells, full: Math.min(cells, Math.floor((done * cells) / total)) };
}
