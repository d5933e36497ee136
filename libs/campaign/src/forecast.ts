import { CAMPAIGN_ENGINE } from '@twinbank/access';
import type { Rng } from '@twinbank/primitives';
import { perMinuteOf, type Rate } from '@twinbank/schedule';

import type { BudgetTally } from './budgets/budget-tally.js';
import type { Budgets } from './budgets/budgets.js';
import { servedBy, type ServedFacts } from './budgets/served.js';
import { NOTHING_ACKNOWLEDGED, type Campaign } from './campaign.js';
import type { CampaignConfig } from './config.js';
import { wavesOf } from './counts.js';
import { present, without } from './fields.js';
import { isHalting, type StopRule } from './rules/stop-rule.js';
import { SUPPOSED_ATTEMPT_MS } from './pace/duration.js';
import { updatesOf, updatesOfEach, type HopCount, type HopTally } from './paths/hop-tally.js';
import { SimulatedWave } from './paths/simulated-wave.js';
import { reachedOf, ticketsLeft } from './pace/pace.js';
import type { PlaceTally } from './spread/place-tally.js';
import { atOnce } from './spread/places.js';
import type { Spread } from './spread/spread.js';
import { stepCampaign } from './step.js';
import { treatedSize } from './control/control-group.js';
import { waveEnds, type NamedDevices } from './waves.js';

/** What a campaign does if devices fail at this rate. Numbers of devices, over many simulated campaigns. */
export interface CampaignForecast {
  readonly failurePercent: number;
  /** The share of campaigns that pause or stop before every device had its turn, in percent. */
  readonly stoppedPercent: number;
  /** Devices that got a ticket until then, or until the end: in half of all cases at most, and in 95 of 100. */
  readonly reached: ForecastNumbers;
  /** Devices that failed. */
  readonly failed: ForecastNumbers;
}

export interface ForecastNumbers {
  readonly median: number;
  readonly most: number;
}

/** The failure rates of a forecast, in percent: one that is usual, two that are bad, and an image that never works. */
export const FORECAST_PERCENTS = [1, 5, 20, 100] as const;

/**
 * Devices, steps and simulated campaigns are limited, so that a forecast costs 10 to 80 ms, and 0.4 s with the most waves
 * and sequential tests that there can be (measured on one core of a server).
 */
const DEVICES_MAX = 10_000;
const STEPS_MAX = 100;
const DRAWS_MAX = 500_000;
/** In comparisons that the engine makes. */
const WORK_MAX = 5_000_000;
const RUNS = { min: 10, max: 200 };

/**
 * What to expect of a campaign's rules: the engine itself is run on simulated devices that fail independently of one
 * another, as many at a time as concurrency, places and rate allow (and at least a hundredth of all), with gates opened at once and nobody
 * resuming. A step takes the time that is supposed of an attempt. In it so many devices end as the byte budgets serve: that of the whole campaign, and those of its places
 * where its devices are counted ({@link forecastLeavesOut}), of both kinds at once; the others have their ticket still. Windows move all that in time, and
 * change no number: what is out counts until it ends. A failure counts for every rule that pauses or stops the campaign, whatever class, fault or slice it names.
 * Over releases in between a device takes a step for each update, and fails with the last one, if it fails.
 *
 * It stops after each simulated campaign, which takes 10 ms at the most: a server that computes it lets others have their turn there.
 *
 * @param devices that would get a job; of more than 10 000 the first ones are simulated
 */
export function* forecastPieces(
  config: CampaignConfig,
  devices: number,
  rng: Rng,
  { named, at, budgetsAt, imageBytes = 0, hops }: ForecastFacts = {},
): Generator<undefined, readonly CampaignForecast[], undefined> {
  const treated = treatedSize(devices, config.control, named);
  const simulated = Math.min(treated, DEVICES_MAX);
  const least = Math.ceil((simulated * updatesOfEach(hops?.ways)) / STEPS_MAX);
  const concurrency = Math.max(config.concurrency, least);
  const plain = {
    ...without(config, 'dynamic', 'control', 'spread', 'budgets', 'windows'),
    concurrency,
    ...(config.rate && { rate: notSlower(config.rate, least) }),
    rules: (config.rules ?? []).flatMap(general),
    schedule: {},
  };
  const ends = waveEnds(treated, config.waves, named).map((end) => Math.min(end, simulated));
  const sizes = ends.map((end, wave) => end - (ends[wave - 1] ?? 0));
  const limits: Limits = {
    atOnce: sizes.map((size) => Math.max(least, atOnceIn(size / Math.max(1, devices), config.spread, at))),
    ending: endingOf(config.budgets, {
      budgetsAt,
      imageBytes: bytesOfEach(imageBytes, hops),
      devices,
      least,
      runningMax: Math.min(concurrency, simulated),
    }),
  };
  const slowest = plain.rate ? perMinuteOf(plain.rate, { notified: 0, succeeded: 0 }) : concurrency;
  const narrowest = Math.min(concurrency, slowest, limits.ending(concurrency), ...limits.atOnce);
  const runs = runsOf({ ...plain, concurrency: narrowest }, simulated, updatesOfEach(hops?.ways));
  const ways = hops?.ways;
  const forecasts: CampaignForecast[] = [];
  for (const failurePercent of FORECAST_PERCENTS) {
    const outcomes: Run[] = [];
    while (outcomes.length < runs) {
      outcomes.push(runOnce(plain, { sizes, ways, limits }, failurePercent / 100, rng));
      yield;
    }
    forecasts.push({
      failurePercent,
      stoppedPercent: Math.round((100 * outcomes.filter(({ stopped }) => stopped).length) / runs),
      reached: numbersOf(outcomes.map(({ reached }) => reached)),
      failed: numbersOf(outcomes.map(({ failed }) => failed)),
    });
  }
  return forecasts;
}

/** What is known of the devices of a campaign that has not begun. */
export interface ForecastFacts {
  /** How many of them waves name. */
  readonly named?: NamedDevices | undefined;
  /** How many are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** How many are at each place with a byte budget. */
  readonly budgetsAt?: BudgetTally;
  /** What each device downloads. */
  readonly imageBytes?: number | undefined;
  /** Over releases in between: how many updates they need, and what these download. */
  readonly hops?: HopTally | undefined;
}

/** What each update downloads. */
const bytesOfEach = (imageBytes: number, hops: HopTally | undefined): number =>
  hops && hops.ways.length > 0 ? hops.bytes / updatesOf(hops.ways) : imageBytes;

/** What bounds a step beside concurrency: devices of each wave under way at once, and devices that end. */
interface Limits {
  readonly atOnce: readonly number[];
  /** Of so many that are under way. */
  readonly ending: (running: number) => number;
}

/** What bounds how far a bad release gets, and is in no forecast: `budgets` of places, where their devices are not counted, or the size of the image is not known. */
export const FORECAST_LEFT_OUT = ['budgets'] as const;
export type ForecastLeftOut = (typeof FORECAST_LEFT_OUT)[number];

/** What a forecast by these facts leaves out; it may get less far than it says then. */
export function forecastLeavesOut(
  { budgets }: { readonly budgets?: Budgets | undefined },
  { budgetsAt, imageBytes = 0 }: ForecastFacts,
): readonly ForecastLeftOut[] {
  if (budgets === undefined) return [];
  const isCounted = budgets.each === undefined || budgetsAt !== undefined;
  return imageBytes > 0 && isCounted ? [] : ['budgets'];
}

/** A rate under which a campaign needs no more steps than are simulated. */
function notSlower(rate: Rate, least: number): Rate {
  if ('perMinute' in rate) return { perMinute: Math.max(rate.perMinute, least) };
  const { baseRatePerMinute, maximumPerMinute } = rate;
  return {
    ...rate,
    baseRatePerMinute: Math.max(baseRatePerMinute, least),
    maximumPerMinute: Math.max(maximumPerMinute, least),
  };
}

/** How many of those under way end in a step: as many as the budgets serve, and at least so many that the simulation ends. */
function endingOf(
  budgets: Budgets | undefined,
  { least, ...facts }: Omit<ServedFacts, 'ms'> & { readonly least: number },
): (running: number) => number {
  const served = servedBy(budgets, { ...facts, ms: SUPPOSED_ATTEMPT_MS });
  return (running) => Math.max(least, served(running));
}

/** How many devices may be under way at once in a wave that has this share of every place. */
function atOnceIn(share: number, spread: Spread | undefined, at: PlaceTally): number {
  if (spread === undefined || at === undefined) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const count of at.values()) sum += Math.min(atOnce(spread, count), count * share);
  return Math.max(1, Math.floor(sum));
}

/** How many campaigns are simulated for each failure rate. */
function runsOf({ concurrency, waves, rules = [] }: CampaignConfig, simulated: number, updates: number): number {
  const steps = Math.ceil((simulated * updates) / concurrency) + waves.length + 1;
  const work = steps * (100 + 3 * waves.length * (1 + rules.length));
  const affordable = Math.min(DRAWS_MAX / Math.max(1, simulated), WORK_MAX / work) / FORECAST_PERCENTS.length;
  return Math.max(RUNS.min, Math.min(RUNS.max, Math.floor(affordable)));
}

/** A rule that stops the campaign as a whole, without what it is limited to. */
function general({ classes: _classes, faults: _faults, per: _per, ...rule }: StopRule): StopRule[] {
  return isHalting(rule) ? [rule] : [];
}

interface Run {
  readonly stopped: boolean;
  readonly reached: number;
  readonly failed: number;
}

interface Simulation {
  /** How many devices are in each wave. */
  readonly sizes: readonly number[];
  readonly ways: readonly HopCount[] | undefined;
  readonly limits: Limits;
}

function runOnce(config: CampaignConfig, { sizes, ways, limits }: Simulation, failureRate: number, rng: Rng): Run {
  const waves = sizes.map((size, wave) => new SimulatedWave(wave, size, ways));
  let campaign: Campaign = { ...SIMULATED_CAMPAIGN, config };
  let reached = 0;
  for (let nowMs = 0; ; nowMs += SUPPOSED_ATTEMPT_MS) {
    const cells = waves.flatMap((wave) => wave.cells());
    const onward = new Map(waves.map(({ due }, wave) => [wave, due]));
    const seen = wavesOf(cells, onward, onward);
    const paced = ticketsLeft({ rate: config.rate, pace: campaign.pace, reached: reachedOf(seen) }, nowMs);
    const step = stepCampaign(campaign, { type: 'observe', waves: seen, cells }, nowMs);
    campaign = step.campaign;
    const failed = waves.reduce((sum, counts) => sum + counts.failed, 0);
    if (campaign.state !== 'running') return { stopped: campaign.state !== 'finished', reached, failed };
    const { gateReached: wave, gateOpened } = campaign.progress ?? {};
    if (wave !== undefined && wave !== gateOpened)
      campaign = stepCampaign(campaign, { type: 'open-gate', by: CAMPAIGN_ENGINE, wave }, nowMs).campaign;
    let given = 0;
    for (const effect of step.effects) {
      if (effect.type !== 'offer') continue;
      const wave = waves[effect.wave]!;
      const begun = wave.begin(Math.max(0, Math.min(effect.count, limits.atOnce[effect.wave]! - wave.underWay)));
      reached += begun.first;
      given += begun.given;
    }
    campaign = { ...campaign, ...present({ pace: paced.after(given) }) };
    let left = limits.ending(waves.reduce((sum, { underWay }) => sum + underWay, 0));
    for (const wave of waves) {
      const count = Math.min(left, wave.underWay);
      wave.end(count, failureRate, rng);
      left -= count;
    }
  }
}

/** A running campaign without anything that the engine does not decide by. */
export const SIMULATED_CAMPAIGN: Omit<Campaign, 'config'> = {
  ...{ id: 0, name: '', product: '', releaseId: 0, state: 'running', currentWave: 0 },
  ...{ acknowledged: NOTHING_ACKNOWLEDGED, version: 0, createdAtMs: 0 },
};

function numbersOf(values: readonly number[]): ForecastNumbers {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!;
  return { median: at(0.5), most: at(0.95) };
}
