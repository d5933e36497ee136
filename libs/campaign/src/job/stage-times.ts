import type { Stage } from '@twinbank/protocol';

/**
 * When the server first heard that the device had got so far in the present attempt, in milliseconds since 1970, by the
 * server's clock:
 *
 * - `acceptedAtMs`: it took the ticket
 * - `checkedAtMs`: the whole image was there and right
 * - `swappedAtMs`: the release began to run
 * - `confirmedAtMs`: the release was confirmed
 *
 * A device that was offline may tell several at once. What is undefined did not happen, or the server never heard of it.
 */
export interface StageTimes {
  readonly acceptedAtMs?: number;
  readonly checkedAtMs?: number;
  readonly swappedAtMs?: number;
  readonly confirmedAtMs?: number;
}

/** What of a job says how far its device got. */
interface Told {
  readonly state: string;
  readonly stage?: Stage | undefined;
  readonly stageTimes?: StageTimes | undefined;
}

/** The last stage that each way of getting on can have. `rejected`, `failed` and `cancelled` say nothing of the way there. */
const SHOWN_BY: Readonly<Record<keyof StageTimes, readonly Stage[]>> = {
  acceptedAtMs: [
    ...['accepted', 'downloading', 'checked', 'waiting', 'swapped'],
    ...['confirmed', 'mirroring', 'done', 'reverted'],
  ] as Stage[],
  checkedAtMs: ['checked', 'waiting', 'swapped', 'confirmed', 'mirroring', 'done', 'reverted'],
  swappedAtMs: ['swapped', 'confirmed', 'mirroring', 'done', 'reverted'],
  confirmedAtMs: ['confirmed', 'mirroring', 'done'],
};

const NAMES = Object.keys(SHOWN_BY) as readonly (keyof StageTimes)[];
const AFTER_DOWNLOAD: readonly (keyof StageTimes)[] = ['swappedAtMs', 'confirmedAtMs'];

/**
 * A job after a report, with the times of what the report was the first to show. What the job before showed already keeps
 * its time, or stays unknown.
 *
 * @param downloadOnly whether the device is done with it without a swap: its ticket asks for no more, or the device has not chosen it
 */
export function withStageTimes<Job extends Told>(before: Told, next: Job, downloadOnly: boolean, nowMs: number): Job {
  const first = NAMES.filter(
    (name) =>
      !(downloadOnly && AFTER_DOWNLOAD.includes(name)) &&
      next.stageTimes?.[name] === undefined &&
      shows(next, name, downloadOnly) &&
      !shows(before, name, downloadOnly),
  );
  if (first.length === 0) return next;
  return { ...next, stageTimes: { ...next.stageTimes, ...Object.fromEntries(first.map((name) => [name, nowMs])) } };
}

/** Whether a job's last stage, or its state, says that its device got so far. */
function shows({ stage, state }: Told, name: keyof StageTimes, downloadOnly: boolean): boolean {
  // The banks alone may have told: of the way there nothing is known then.
  const end: keyof StageTimes = downloadOnly ? 'checkedAtMs' : 'confirmedAtMs';
  if (name === end && (state === 'soaking' || state === 'succeeded')) return true;
  return stage !== undefined && SHOWN_BY[name].includes(stage);
}
