import type { Job, OfferTurn, SwapTimes } from '@twinbank/campaign';

import type { PrismaClient } from '../../generated/client.js';
import { timeOf } from '../../sql.js';

/** What an attempt keeps of its device's maintenance windows. */
export interface AttemptWindow {
  readonly windowClosesAt: Date | null;
  readonly swapNotBefore: Date | null;
  readonly swapNotAfter: Date | null;
  readonly postponableUntil: Date | null;
}

/** The columns of {@link AttemptWindow}, from attempts a. */
export const WINDOW_COLUMNS = `a.window_closes_at AS "windowClosesAt", a.swap_not_before AS "swapNotBefore", a.swap_not_after AS "swapNotAfter", a.postponable_until AS "postponableUntil"`;

/** When a device may swap, by its attempt; empty: at any time. */
export const swapTimesOf = ({ swapNotBefore, swapNotAfter, postponableUntil }: AttemptWindow): SwapTimes => ({
  ...(swapNotBefore && { swapNotBefore: swapNotBefore.getTime() }),
  ...(swapNotAfter && { swapNotAfter: swapNotAfter.getTime() }),
  ...(postponableUntil && { postponableUntil: postponableUntil.getTime() }),
});

/** The window of a job's present attempt, as the job has it. */
export function windowOf(attempt: AttemptWindow): Pick<Job, 'windowClosesAtMs' | 'swapTimes'> {
  const { windowClosesAt, swapNotBefore, swapNotAfter, postponableUntil } = attempt;
  return {
    ...(windowClosesAt && { windowClosesAtMs: windowClosesAt.getTime() }),
    ...((swapNotBefore ?? swapNotAfter ?? postponableUntil) && { swapTimes: swapTimesOf(attempt) }),
  };
}

/** Jobs, each with the window of its present attempt. */
export async function withWindows(
  { attempt }: Pick<PrismaClient, 'attempt'>,
  jobs: readonly Job[],
): Promise<readonly Job[]> {
  const attempts = await attempt.findMany({ where: { id: { in: jobs.flatMap(({ transfer }) => transfer ?? []) } } });
  const windows = new Map(attempts.map((row) => [row.id, windowOf(row)]));
  return jobs.map((job) => ({ ...job, ...windows.get(job.transfer ?? 0) }));
}

/** An offer's window as parameters of the statement that writes its attempt. */
export const windowRow = ({ closesAtMs, swapTimes: { swapNotBefore, swapNotAfter, postponableUntil } }: OfferTurn) => ({
  window_closes_at: timeOf(closesAtMs),
  swap_not_before: timeOf(swapNotBefore),
  swap_not_after: timeOf(swapNotAfter),
  postponable_until: timeOf(postponableUntil),
});
