import { durationOfBytes, durationOfDevices, type MaintenanceWindow } from '@twinbank/schedule';

import type { Budgets } from '../budgets/budgets.js';
import type { CampaignConfig } from '../config.js';
import { present } from '../fields.js';
import { waitsForOthers } from '../others/other-campaigns.js';
import { treatedSize } from '../control/control-group.js';
import { mostAtPlace, type BudgetTally } from '../budgets/budget-tally.js';
import { longestOf, updatesOfEach, type HopCount } from '../paths/hop-tally.js';
import type { PlaceTally } from '../spread/place-tally.js';
import { atOnce } from '../spread/places.js';
import type { Spread } from '../spread/spread.js';
import { waveEnds, type NamedDevices } from '../waves.js';
import { judgedZones, type ZoneTally } from '../windows/zone-tally.js';
import { attemptsWithin, opensIn } from './open-time.js';

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
  /** By the byte budgets, until the last block is sent: of the whole campaign, and of the place of each kind with the most devices, where that is known; if its images are known. */
  readonly bytesMs?: number;
  /** By how many devices of a place may be updated at the same time, wave after wave; if it is known how many are where. */
  readonly placesMs?: number;
  /** By when windows are open for that, in the zones of its devices; if it is known when it starts, and in which zones they are. */
  readonly windowsMs?: number;
  /** What the campaign has that makes it longer, and is in none of these figures. Left out if it has nothing of the kind. */
  readonly leavesOut?: readonly LeftOut[];
}

/**
 * Parts of a configuration that make a campaign longer by what is not known before it starts:
 *
 * - `windows`: if there are devices for which none opens, because neither they nor the campaign name a zone that is known, or too many zones to be counted
 * - `soak`: each wave waits for devices that are watched, as many as its threshold needs
 * - `otherCampaigns`: devices wait until other campaigns have done with them
 * - `postpone`: applications may put swaps off
 * - `budgets`: those of places, where there are too many to be counted
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
  /** Over releases in between: how many updates its devices need. Each wave and each place has its share of them. */
  readonly ways?: readonly HopCount[] | undefined;
  /** How many of its devices waves name. */
  readonly named?: NamedDevices | undefined;
  /** How many of its devices are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** How many of its devices are at each place with a byte budget. */
  readonly budgetsAt?: BudgetTally;
  /** How many have each time zone, if it has windows. */
  readonly zones?: ZoneTally;
  /** When it starts, unless its schedule says so. */
  readonly fromMs?: number | undefined;
}

/**
 * How long a campaign takes at least if every device is online, takes `attemptMs` for each of its updates and succeeds. A campaign without limits would take one attempt for each wave,
 * and as many as the device with the most updates.
 *
 * @param devices that would get a job
 */
export function durationOf(
  config: Pick<CampaignConfig, 'waves' | 'concurrency' | 'rate' | 'control' | 'schedule' | LeftOut>,
  devices: number,
  supposed: Supposed = {},
): CampaignDuration {
  const { attemptMs = SUPPOSED_ATTEMPT_MS, at } = supposed;
  const ends = waveEnds(treatedSize(devices, config.control, supposed.named), config.waves, supposed.named);
  const sizes = ends.map((end, wave) => end - (ends[wave - 1] ?? 0));
  const last = ends.at(-1) ?? 0;
  const each = updatesOfEach(supposed.ways);
  const concurrencyMs =
    roundsOf(sizes, { ...config, each, longest: last === devices ? longestOf(supposed.ways) : 1 }) * attemptMs;
  const rateMs = rateMsOf(config.rate, Math.ceil(last * each - ROUNDING), attemptMs);
  const bytesMs = bytesMsOf(config.budgets, last, supposed);
  const placesMs = placesMsOf(config.spread, at, { sizes, devices, attemptMs, each });
  const attempts = Math.max(concurrencyMs, placesMs ?? 0) / attemptMs;
  const opening = windowsOf(config, { ...supposed, attempts, attemptMs, isWhole: last === devices });
  const { windowsMs } = opening;
  const leavesOut = leftOutOf(config, { placesMs, opening, budgetsAt: supposed.budgetsAt });
  const known = [rateMs, bytesMs, placesMs, windowsMs].flatMap((ms) => ms ?? []);
  return {
    atLeastMs: Math.max(concurrencyMs, ...known),
    attemptMs,
    concurrencyMs,
    ...present({ rateMs, bytesMs, placesMs, windowsMs }),
    ...(leavesOut.length > 0 && { leavesOut }),
  };
}

/** What quotients may be off by. */
const ROUNDING = 1e-9;

/** How many attempts follow one another: in each wave as many as its updates need, and in all no fewer than the device with the most, in whatever wave it is. */
function roundsOf(
  sizes: readonly number[],
  { concurrency, each, longest }: { readonly concurrency: number; readonly each: number; readonly longest: number },
): number {
  const waves = sizes.filter((size) => size > 0);
  const rounds = waves.reduce((sum, size) => sum + Math.ceil((size * each) / concurrency - ROUNDING), 0);
  return waves.length === 0 ? 0 : Math.max(rounds, longest + waves.length - 1);
}

const rateMsOf = (rate: CampaignConfig['rate'], last: number, attemptMs: number): number | undefined =>
  rate && last > 0 ? durationOfDevices(rate, last, { attemptMs, successShare: 1 }) + attemptMs : undefined;

/** Each wave has its share of every place, and the place that needs the most rounds holds it up. */
function placesMsOf(
  spread: Spread | undefined,
  at: PlaceTally,
  {
    sizes,
    devices,
    attemptMs,
    each,
  }: { readonly sizes: readonly number[]; readonly devices: number; readonly attemptMs: number; readonly each: number },
): number | undefined {
  if (spread === undefined || at === undefined) return undefined;
  const rounds = (size: number): number => {
    let most = size > 0 ? 1 : 0;
    for (const count of at.values())
      most = Math.max(most, Math.ceil((count * size * each) / devices / atOnce(spread, count) - ROUNDING));
    return most;
  };
  return sizes.reduce((sum, size) => sum + rounds(size) * attemptMs, 0);
}

/** How long the budgets take to let all bytes through: that of the whole campaign, and that of the place of each kind with the most devices. */
function bytesMsOf(budgets: Budgets | undefined, devices: number, { bytes, budgetsAt }: Supposed): number | undefined {
  if (budgets === undefined || bytes === undefined) return undefined;
  const { total } = budgets;
  const times = total ? [durationOfBytes(total, bytes)] : [];
  for (const scope of ['each', 'andEach'] as const) {
    const budget = budgets[scope];
    if (budget === undefined || budgetsAt === undefined) continue;
    const share = mostAtPlace(budgetsAt, scope) / Math.max(1, devices);
    times.push(durationOfBytes(budget, Math.min(bytes, share * bytes)));
  }
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What windows make of it. */
interface Opening {
  readonly windowsMs: number | undefined;
  /** Whether all devices are in that figure. */
  readonly isWhole: boolean;
}

interface Attempts extends Pick<Supposed, 'fromMs' | 'zones'> {
  readonly attempts: number;
  readonly attemptMs: number;
  /** Every device is in a wave. */
  readonly isWhole: boolean;
}

/**
 * Until the last attempt has begun in a window for downloads, and ended in one for swaps. With several zones at least as long as if each attempt could begin wherever
 * a window is open, and as the devices of one zone need in theirs.
 */
function windowsOf(
  { windows, schedule, concurrency }: Pick<CampaignConfig, 'windows' | 'schedule' | 'concurrency'>,
  { fromMs: countedMs, zones, ...needs }: Attempts,
): Opening {
  const lists = [windows?.download, windows?.swap].flatMap((list) => (list ? [list] : []));
  if (lists.length === 0) return { windowsMs: undefined, isWhole: true };
  const fromMs = schedule?.startAtMs ?? countedMs;
  if (fromMs === undefined || zones === undefined) return { windowsMs: undefined, isWhole: false };
  const judged = [...judgedZones(zones, windows?.zone)];
  const open = judged.filter(([zone]) => lists.every((list) => opensIn(list, zone, fromMs)));
  const isWhole = open.length === judged.length;
  const times = lists.flatMap((list) => listTimes(list, open, { ...needs, fromMs, concurrency, isAll: isWhole }));
  return { windowsMs: open.length > 0 || needs.attempts === 0 ? Math.max(0, ...times) : undefined, isWhole };
}

/** How long it takes by one list of windows, at least, in several ways to look at it. */
function listTimes(
  list: readonly MaintenanceWindow[],
  open: readonly (readonly [zone: string | undefined, devices: number])[],
  needs: Omit<Attempts, 'fromMs' | 'zones'> & {
    readonly fromMs: number;
    readonly concurrency: number;
    /** There are no devices but these. */
    readonly isAll: boolean;
  },
): readonly number[] {
  const { fromMs, attempts, attemptMs, concurrency } = needs;
  const within = (zones: readonly (string | undefined)[], rounds: number): readonly number[] =>
    [attemptsWithin(list, zones, { fromMs, attempts: rounds, attemptMs }) ?? []].flat();
  const zones = open.map(([zone]) => zone);
  return [
    ...within(zones, needs.isAll ? attempts : 0),
    ...(needs.isWhole ? open.flatMap(([zone, count]) => within([zone], Math.ceil(count / concurrency))) : []),
  ];
}

function leftOutOf(
  config: Pick<CampaignConfig, LeftOut>,
  {
    placesMs,
    opening,
    budgetsAt,
  }: { readonly placesMs: number | undefined; readonly opening: Opening; readonly budgetsAt?: BudgetTally },
): readonly LeftOut[] {
  const { soak, spread, budgets, postpone } = config;
  const waits: Readonly<Record<LeftOut, boolean>> = {
    windows: !opening.isWhole,
    soak: soak !== undefined,
    otherCampaigns: waitsForOthers(config),
    spread: spread !== undefined && placesMs === undefined,
    budgets: budgets?.each !== undefined && budgetsAt === undefined,
    postpone: postpone !== undefined,
  };
  return LEFT_OUT.filter((part) => waits[part]);
}
