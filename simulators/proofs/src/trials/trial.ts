import {
  DEFAULT_RULES,
  DEFAULT_TERMS,
  SIMULATED_CAMPAIGN,
  stepCampaign,
  waveEnds,
  wavesOf,
  type Campaign,
  type CampaignConfig,
  type CampaignEffect,
  type JobCell,
  type StopRule,
} from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';

/** A part of a simulated fleet whose updates fail at a rate of their own. */
export interface TrialSlice {
  /** The value by which the rule tells the slices apart. */
  readonly value: string;
  readonly devices: number;
  /** 0 to 1. */
  readonly failureRate: number;
}

/** One campaign that is tried: a rule, and whom it meets. */
export interface TrialPlan {
  readonly rule: StopRule;
  readonly slices: readonly TrialSlice[];
  /** Devices that have a ticket at once, and end together. */
  readonly atOnce: number;
}

/** What the rule said of a slice, or of the campaign as a whole: that it is bad, that it is good, or nothing until the end. */
export type TrialVerdict = 'stopped' | 'passed' | 'undecided';

/** How a trial ended: the verdict on each slice in the order of the plan, and how many of its devices had ended when it was given. */
export interface TrialOutcome {
  readonly verdicts: readonly TrialVerdict[];
  readonly ended: readonly number[];
}

/** No threshold of the campaign may decide before its rule does. */
const NO_THRESHOLDS = { successPercent: 0, errorPercent: 100, errorMinimum: 1_000_000 };

/**
 * Runs one campaign of three waves through the engine, until its rule has judged every slice or no device is left. Devices fail
 * independently of one another, each at the rate of its slice.
 */
export function runTrial({ rule, slices, atOnce }: TrialPlan, rng: Rng): TrialOutcome {
  const fleet = new TrialFleet(slices, rng);
  const config: CampaignConfig = { ...TRIAL_CONFIG, rules: [rule], concurrency: atOnce };
  let campaign: Campaign = { ...SIMULATED_CAMPAIGN, config };
  const said = slices.map((): { verdict: TrialVerdict; ended: number } => ({ verdict: 'undecided', ended: 0 }));
  const isWhole = rule.per === undefined;
  for (;;) {
    const cells = fleet.cells();
    const step = stepCampaign(campaign, { type: 'observe', waves: wavesOf(cells, new Map()), cells }, 0);
    campaign = step.campaign;
    for (const { verdict, slice } of verdictsIn(step.effects)) {
      const at = isWhole ? said.keys() : [slices.findIndex(({ value }) => value === slice)];
      for (const index of at) said[index] = { verdict, ended: fleet.endedOf(isWhole ? undefined : index) };
    }
    if (campaign.state !== 'running' || said.every(({ verdict }) => verdict !== 'undecided')) break;
    for (const effect of step.effects) fleet.heed(effect);
  }
  return { verdicts: said.map(({ verdict }) => verdict), ended: said.map(({ ended }) => ended) };
}

/** What the records of a step say of slices. A rule that pauses or stops the campaign is recorded as the pause or the stop. */
function verdictsIn(effects: readonly CampaignEffect[]): { verdict: TrialVerdict; slice: unknown }[] {
  return effects.flatMap((effect): { verdict: TrialVerdict; slice: unknown }[] => {
    if (effect.type !== 'record') return [];
    const { kind, facts } = effect;
    if (kind === 'rule_passed') return [{ verdict: 'passed', slice: facts['slice'] }];
    const isStop = kind === 'rule_broken' || kind === 'campaign_paused' || kind === 'campaign_stopping';
    return isStop ? [{ verdict: 'stopped', slice: facts['slice'] }] : [];
  });
}

/** A campaign of which no threshold decides. */
export const TRIAL_CONFIG: CampaignConfig = {
  ...DEFAULT_RULES,
  thresholds: NO_THRESHOLDS,
  selection: {},
  terms: { ...DEFAULT_TERMS, policy: 'mirror', cipher: 'A128CTR', slotDeadlineMs: 1000 },
};

interface SliceCounts {
  waiting: number;
  succeeded: number;
  failed: number;
  cancelled: number;
}

/** The devices of a trial, counted by wave and slice. Every slice has its share of each wave. */
class TrialFleet {
  readonly #slices: readonly TrialSlice[];
  readonly #rng: Rng;
  /** By wave, then by slice. */
  readonly #jobs: SliceCounts[][];

  constructor(slices: readonly TrialSlice[], rng: Rng) {
    this.#slices = slices;
    this.#rng = rng;
    const ends = slices.map(({ devices }) => waveEnds(devices, TRIAL_CONFIG.waves));
    this.#jobs = TRIAL_CONFIG.waves.map((_, wave) =>
      ends.map((ofSlice) => ({
        waiting: ofSlice[wave]! - (ofSlice[wave - 1] ?? 0),
        ...{ succeeded: 0, failed: 0, cancelled: 0 },
      })),
    );
  }

  /** What the engine counts. */
  cells(): JobCell[] {
    return this.#jobs.flatMap((slices, wave) =>
      slices.flatMap((counts, slice) =>
        STATES.filter((state) => counts[state] > 0).map((state) => ({
          ...{ wave, state, jobs: counts[state], slices: [this.#slices[slice]!.value] },
          ...(state === 'failed' && { fault: 'flash_error' as const }),
        })),
      ),
    );
  }

  /** How many devices of a slice, or of all, have succeeded or failed. */
  endedOf(slice?: number): number {
    return this.#jobs
      .flatMap((ofWave) => (slice === undefined ? ofWave : [ofWave[slice]!]))
      .reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0);
  }

  /** Does what the engine orders: devices that are offered an update take it at once, and devices of a stopped slice get none. */
  heed(effect: CampaignEffect): void {
    if (effect.type === 'offer') this.#offer(this.#jobs[effect.wave]!, effect.count);
    if (effect.type !== 'cancel-slice') return;
    const slice = this.#slices.findIndex(({ value }) => value === effect.value);
    for (const ofWave of this.#jobs) {
      const counts = ofWave[slice]!;
      counts.cancelled += counts.waiting;
      counts.waiting = 0;
    }
  }

  /** Which device is next does not depend on its slice. */
  #offer(wave: SliceCounts[], count: number): void {
    let waiting = wave.reduce((sum, counts) => sum + counts.waiting, 0);
    for (let left = Math.min(count, waiting); left > 0; left--, waiting--) {
      let place = Math.floor(this.#rng.unit() * waiting);
      const slice = wave.findIndex((counts) => (place -= counts.waiting) < 0);
      const counts = wave[slice]!;
      counts.waiting--;
      if (this.#rng.chance(this.#slices[slice]!.failureRate)) counts.failed++;
      else counts.succeeded++;
    }
  }
}

const STATES = ['waiting', 'succeeded', 'failed', 'cancelled'] as const;
