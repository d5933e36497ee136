import { durationOfBytes, durationOfDevices } from '@twinbank/schedule';

import type { CampaignConfig } from '../config.js';
import { present } from '../fields.js';
import { waitsForOthers } from '../others/other-campaigns.js';
import { treatedSize } from '../control/control-group.js';
import type { PlaceTally } from '../spread/place-tally.js';
import { atOnce } from '../spread/places.js';
import type { Spread } from '../spread/spread.js';
import { waveEnds, type NamedDevices } from '../waves.js';
import { attemptsWithin } from './open-time.js';

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
  /** By the byte budgets, until the last block is sent: of the whole campaign, and of each place where that is known; if its images are known. */
  readonly bytesMs?: number;
  /** By how many devices of a place may be updated at the same time, wave after wave; if it is known how many are where. */
  readonly placesMs?: number;
  /** By when windows are open for that, in the zone of the campaign; if it is known when it starts. */
  readonly windowsMs?: number;
  /** What the campaign has that makes it longer, and is in none of these figures. Left out if it has nothing of the kind. */
  readonly leavesOut?: readonly LeftOut[];
}

/**
 * Parts of a configuration that make a campaign longer by what is not known before it starts:
 *
 * - `windows`: when they open in the zones of its devices, if the campaign names no zone for those without
 * - `soak`: each wave waits for devices that are watched, as many as its threshold needs
 * - `otherCampaigns`: devices wait until other campaigns have done with them
 * - `postpone`: applications may put swaps off
 * - `budgets`: those of each place, where they are by another attribute than the places that are counted
 * - `spread`: devices wait until others of their place are through, if it is not known how many are where
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
  /** How many of its devices are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** When it starts, unless its schedule says so. */
  readonly fromMs?: number | undefined;
}

/**
 * How long a campaign takes at least if every device is online, takes `attemptMs` and succeeds. A campaign without limits would take one attempt for each wave.
 *
 * @param devices that would get a job
 */
export function durationOf(
  config: Pick<CampaignConfig, 'waves' | 'concurrency' | 'rate' | 'control' | 'schedule' | LeftOut>,
  devices: number,
  supposed: Supposed = {},
): CampaignDuration {
  const { attemptMs = SUPPOSED_ATTEMPT_MS, at, fromMs } = supposed;
  const ends = waveEnds(treatedSize(devices, config.control, supposed.named), config.waves, supposed.named);
  const sizes = ends.map((end, wave) => end - (ends[wave - 1] ?? 0));
  const last = ends.at(-1) ?? 0;
  const concurrencyMs = sizes.reduce((sum, size) => sum + Math.ceil(size / config.concurrency) * attemptMs, 0);
  const rateMs = rateMsOf(config.rate, last, attemptMs);
  const bytesMs = bytesMsOf(config, last, supposed);
  const placesMs = placesMsOf(config.spread, at, { sizes, devices, attemptMs });
  const attempts = Math.max(concurrencyMs, placesMs ?? 0) / attemptMs;
  const windowsMs = windowsMsOf(config, { fromMs, attempts, attemptMs });
  const leavesOut = leftOutOf(config, { placesMs, windowsMs, byPlace: isByPlace(config, at) });
  const known = [rateMs, bytesMs, placesMs, windowsMs].flatMap((ms) => ms ?? []);
  return {
    atLeastMs: Math.max(concurrencyMs, ...known),
    attemptMs,
    concurrencyMs,
    ...present({ rateMs, bytesMs, placesMs, windowsMs }),
    ...(leavesOut.length > 0 && { leavesOut }),
  };
}

const rateMsOf = (rate: CampaignConfig['rate'], last: number, attemptMs: number): number | undefined =>
  rate && last > 0 ? durationOfDevices(rate, last, { attemptMs, successShare: 1 }) + attemptMs : undefined;

/** What quotients may be off by. */
const ROUNDING = 1e-9;

/** Each wave has its share of every place, and the place that needs the most rounds holds it up. */
function placesMsOf(
  spread: Spread | undefined,
  at: PlaceTally,
  {
    sizes,
    devices,
    attemptMs,
  }: { readonly sizes: readonly number[]; readonly devices: number; readonly attemptMs: number },
): number | undefined {
  if (spread === undefined || at === undefined) return undefined;
  const rounds = (size: number): number => {
    let most = size > 0 ? 1 : 0;
    for (const count of at.values())
      most = Math.max(most, Math.ceil((count * size) / devices / atOnce(spread, count) - ROUNDING));
    return most;
  };
  return sizes.reduce((sum, size) => sum + rounds(size) * attemptMs, 0);
}

/** Whether the places that have a budget of their own are those that are counted. */
const isByPlace = ({ budgets, spread }: Pick<CampaignConfig, 'budgets' | 'spread'>, at: PlaceTally): boolean =>
  budgets?.each !== undefined && at !== undefined && budgets.each.by === spread?.by;

/** How long the budgets take to let all bytes through: that of the whole campaign, and that of the place with the most devices. */
function bytesMsOf(
  config: Pick<CampaignConfig, 'budgets' | 'spread'>,
  devices: number,
  { bytes, at }: Supposed,
): number | undefined {
  if (config.budgets === undefined || bytes === undefined) return undefined;
  const { total, each } = config.budgets;
  const times = total ? [durationOfBytes(total, bytes)] : [];
  if (each && isByPlace(config, at)) {
    const most = Math.max(0, ...at!.values());
    times.push(durationOfBytes(each, Math.min(bytes, (most * bytes) / Math.max(1, devices))));
  }
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Until the last attempt has begun in a window for downloads, and ended in one for swaps. Undefined if it has none, or none is known to open. */
function windowsMsOf(
  { windows, schedule }: Pick<CampaignConfig, 'windows' | 'schedule'>,
  needs: { readonly fromMs: number | undefined; readonly attempts: number; readonly attemptMs: number },
): number | undefined {
  const fromMs = schedule?.startAtMs ?? needs.fromMs;
  if (windows === undefined || fromMs === undefined) return undefined;
  const lists = [windows.download, windows.swap].flatMap((list) => (list ? [list] : []));
  const times = lists.map((list) => attemptsWithin(list, windows.zone, { ...needs, fromMs }));
  const known = times.flatMap((ms) => ms ?? []);
  return known.length < times.length || known.length === 0 ? undefined : Math.max(...known);
}

function leftOutOf(
  config: Pick<CampaignConfig, LeftOut>,
  {
    placesMs,
    windowsMs,
    byPlace,
  }: { readonly placesMs: number | undefined; readonly windowsMs: number | undefined; readonly byPlace: boolean },
): readonly LeftOut[] {
  const { windows, soak, spread, budgets, postpone } = config;
  const hasWindows = windows?.download !== undefined || windows?.swap !== undefined;
  const waits: Readonly<Record<LeftOut, boolean>> = {
    windows: hasWindows && windowsMs === undefined,
    soak: soak !== undefined,
    otherCampaigns: waitsForOthers(config),
    spread: spread !== undefined && placesMs === undefined,
    budgets: budgets?.each !== undefined && !byPlace,
    postpone: postpone !== undefined,
  };
  return LEFT_OUT.filter((part) => waits[part]);
}
