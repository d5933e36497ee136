import { durationOfDevices } from '@twinbank/schedule';

import type { CampaignConfig } from '../config.js';
import { waveEnds } from '../waves.js';

/** How long the limits of a campaign make it, at least. */
export interface CampaignDuration {
  /** The longest of the others. */
  readonly atLeastMs: number;
  /** What is supposed of each attempt. */
  readonly attemptMs: number;
  /** By how many devices may be updated at the same time, wave after wave. */
  readonly concurrencyMs: number;
  /** By the rate, until the last device has succeeded. */
  readonly rateMs?: number;
}

/** What is supposed of an attempt where nothing is known: a minute, as by `durationOfDevices`. */
export const SUPPOSED_ATTEMPT_MS = 60_000;

/**
 * How long a campaign takes at least if every device is online, takes `attemptMs` and succeeds. A campaign without limits would take one attempt for each wave.
 *
 * @param devices that would get a job
 */
export function durationOf(
  { waves, concurrency, rate }: Pick<CampaignConfig, 'waves' | 'concurrency' | 'rate'>,
  devices: number,
  attemptMs = SUPPOSED_ATTEMPT_MS,
): CampaignDuration {
  const ends = waveEnds(devices, waves);
  const rounds = ends.map((end, wave) => Math.ceil((end - (ends[wave - 1] ?? 0)) / concurrency));
  const concurrencyMs = rounds.reduce((sum, of) => sum + of * attemptMs, 0);
  const last = ends.at(-1) ?? 0;
  const rateMs =
    rate && last > 0 ? durationOfDevices(rate, last, { attemptMs, successShare: 1 }) + attemptMs : undefined;
  return {
    atLeastMs: Math.max(concurrencyMs, rateMs ?? 0),
    attemptMs,
    concurrencyMs,
    ...(rateMs !== undefined && { rateMs }),
  };
}
