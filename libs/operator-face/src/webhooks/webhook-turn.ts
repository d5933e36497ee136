import type { DueDelivery, TriedDelivery } from '@twinbank/database';
import { afterAttempt, type Attempt } from '@twinbank/events';

/** What was done in a turn: each attempt, and what it means for its delivery. */
export interface TakenTurn {
  readonly attempts: readonly Attempt[];
  readonly tried: readonly TriedDelivery[];
}

/**
 * Sends the messages of one turn, a few at a time. As soon as the receiver hangs the rest waits for another turn, so the
 * turn lasts hardly longer than one message may.
 *
 * @param random from 0 up to but not including 1
 */
export async function takeTurn(
  deliveries: readonly DueDelivery[],
  send: (due: DueDelivery) => Promise<Attempt>,
  {
    parallel,
    signal,
    random,
  }: { readonly parallel: number; readonly signal: AbortSignal; readonly random: () => number },
): Promise<TakenTurn> {
  const attempts: Attempt[] = [];
  const tried: TriedDelivery[] = [];
  const queue = [...deliveries];
  const lane = async (): Promise<void> => {
    for (let due = queue.shift(); due !== undefined && !signal.aborted; due = queue.shift()) {
      const attempt = await send(due);
      if (signal.aborted && !attempt.taken) return;
      attempts.push(attempt);
      const { status, fault, hung } = attempt;
      tried.push({ id: due.id, ...afterAttempt(due.attempts, attempt, random()), status, fault });
      if (hung) queue.length = 0;
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return { attempts, tried };
}
