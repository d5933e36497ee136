import { durationOfBytes, durationOfDevices } from '@twinbank/schedule';

import type { CampaignConfig } from '../config.js';
import { present } from '../fields.js';
import { waitsForOthers } from '../others/other-campaigns.js';
import { treatedSize } from '../control/control-group.js';
import { waveEnds, type NamedDevices } from '../waves.js';

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
  /** By the byte budget of the whole campaign, until the last block is sent; if its images are known. */
  readonly bytesMs?: number;
  /** What the campaign has that makes it longer, and is in none of these figures. Left out if it has nothing of the kind. */
  readonly leavesOut?: readonly LeftOut[];
}

/**
 * Parts of a configuration that make a campaign longer by what is not known before it starts:
 *
 * - `windows`: when the windows of its devices open depends on their zones, and on when it starts
 * - `soak`: each wave waits for devices that are watched, as many as its threshold needs
 * - `otherCampaigns`: devices wait until other campaigns have done with them
 * - `postpone`: applications may put swaps off
 * - `budgets`: those of each place; how many devices are where is not counted before it starts
 * - `spread`: devices wait until others of their place are through, and how many are where is counted when it is planned
 */
export const LEFT_OUT = ['windows', 'soak', 'otherCampaigns', 'spread', 'budgets', 'postpone'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** What is supposed of an attempt where nothing is known: a minute, as by `durationOfDevices`. */
export const SUPPOSED_ATTEMPT_MS = 60_000;

/** What is supposed of a campaign that has not begun. */
export interface Supposed {
  /** How long each attempt takes. */
  readonly attemptMs?: number;
  /** How many bytes all of its devices download, as far as they are known. */
  readonly bytes?: number | undefined;
  /** How many of its devices waves name. */
  readonly named?: NamedDevices | undefined;
}

/**
 * How long a campaign takes at least if every device is online, takes `attemptMs` and succeeds. A campaign without limits would take one attempt for each wave.
 *
 * @param devices that would get a job
 */
export function durationOf(
  config: Pick<CampaignConfig, 'waves' | 'concurrency' | 'rate' | 'control' | LeftOut>,
  devices: number,
  { attemptMs = SUPPOSED_ATTEMPT_MS, bytes, named }: Supposed = {},
): CampaignDuration {
  const { waves, concurrency, rate, control } = config;
  const leavesOut = leftOutOf(config);
  const ends = waveEnds(treatedSize(devices, control, named), waves, named);
  const rounds = ends.map((end, wave) => Math.ceil((end - (ends[wave - 1] ?? 0)) / concurrency));
  const concurrencyMs = rounds.reduce((sum, of) => sum + of * attemptMs, 0);
  const last = ends.at(-1) ?? 0;
  const rateMs =
    rate && last > 0 ? durationOfDevices(rate, last, { attemptMs, successShare: 1 }) + attemptMs : undefined;
  const bytesMs = bytesMsOf(config.budgets, bytes);
  return {
    atLeastMs: Math.max(concurrencyMs, rateMs ?? 0, bytesMs ?? 0),
    attemptMs,
    concurrencyMs,
    ...present({ rateMs, bytesMs }),
    ...(leavesOut.length > 0 && { leavesOut }),
  };
}

/** How long the budget of the whole campaign takes to let so many bytes through. */
const bytesMsOf = (budgets: CampaignConfig['budgets'], bytes: number | undefined): number | undefined =>
  budgets?.total && bytes !== undefined ? durationOfBytes(budgets.total, bytes) : undefined;

function leftOutOf(config: Pick<CampaignConfig, LeftOut>): readonly LeftOut[] {
  const { windows, soak, spread, budgets, postpone } = config;
  const waits: Readonly<Record<LeftOut, boolean>> = {
    windows: windows?.download !== undefined || windows?.swap !== undefined,
    soak: soak !== undefined,
    otherCampaigns: waitsForOthers(config),
    spread: spread !== undefined,
    budgets: budgets?.each !== undefined,
    postpone: postpone !== undefined,
  };
  return LEFT_OUT.filter((part) => waits[part]);
}
