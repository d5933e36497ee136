import {
  comparedOf,
  jobCounts,
  SIMULATED_CAMPAIGN,
  stepCampaign,
  type Campaign,
  type ControlGroup,
  type ControlRule,
} from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';
import type { DeviceHealth } from '@twinbank/protocol';
import { exactBounds } from '@twinbank/statistics';

import { TRIAL_CONFIG } from './trial.js';

/** A release whose devices are compared with a control group, and how often its rule may be wrong about it. */
export interface ControlCase {
  readonly name: string;
  readonly measure: ControlRule['measure'];
  /** What a device tells, of the old image or of the release. */
  readonly draw: (rng: Rng, isTreated: boolean) => DeviceHealth;
  /** Who has one device that tells {@link LIE}. */
  readonly liar?: 'treated' | 'control';
  /** Whether the release changes something: then the rule is to stop it. */
  readonly isWorse: boolean;
  /** The chance of a false stop that is held to be promised; without it, that of the rule. */
  readonly promise?: number;
}

/** How often a rule stopped a release. */
export interface ControlFinding {
  readonly name: string;
  readonly liar: ControlCase['liar'] | undefined;
  readonly isWorse: boolean;
  readonly runs: number;
  readonly stops: number;
  /** At most this share of the campaigns may be stopped, or at least this one is. */
  readonly promised: number;
  /** Whether so many errors cannot be chance. */
  readonly isBroken: boolean;
}

const HOUR_MS = 3_600_000;
/** The chance of a false stop that the rule promises, over all looks. */
const ALPHA = 0.05;
/** Of releases that are as much worse as those of the cases, so many are to be found. */
const FOUND = 0.9;
/** With this confidence a promise is called broken. */
const CONFIDENCE = 1 - 1e-6;
const LOOKS = 10;
const HELD_BACK = 50;
/** Devices that come to run the release between two looks. */
const MORE = 10;

/** What a device tells that wants to hide how the others fare. */
const LIE: DeviceHealth = {
  ...{ boots: {}, watchdogResets: 4_000_000_000, countedMs: 1e6 * HOUR_MS, numbers: { x: 1e12 } },
};

/** Runs a case `runs` times through the engine, which looks ten times while ever more devices run the release. */
export function controlFindingOf(one: ControlCase, runs: number, rng: Rng): ControlFinding {
  let stops = 0;
  for (let run = 0; run < runs; run++) if (isStopped(one, rng)) stops++;
  const { name, liar, isWorse } = one;
  const promised = isWorse ? FOUND : (one.promise ?? ALPHA);
  const { lower, upper } = exactBounds({ failed: stops, ended: runs }, CONFIDENCE);
  return { name, liar, isWorse, runs, stops, promised, isBroken: isWorse ? upper < promised : lower > promised };
}

function isStopped({ measure, draw, liar, promise }: ControlCase, rng: Rng): boolean {
  const alpha = promise === undefined ? ALPHA : 0.5;
  const control: ControlGroup = {
    percent: 50,
    rules: [{ name: 'tried', measure, minimum: 20, alpha, action: 'pause' }],
  };
  const held = Array.from({ length: HELD_BACK }, () => draw(rng, false));
  const treated: DeviceHealth[] = [];
  if (liar === 'control') held[0] = LIE;
  let campaign: Campaign = { ...SIMULATED_CAMPAIGN, config: { ...TRIAL_CONFIG, control } };
  for (let look = 0; look < LOOKS; look++) {
    for (let more = 0; more < MORE; more++) treated.push(draw(rng, true));
    if (liar === 'treated') treated[0] = LIE;
    const waves = [{ wave: 0, jobs: jobCounts({ succeeded: treated.length, waiting: 1000 }), due: 1000 }];
    const compared = comparedOf(control, { treated, control: held });
    // The engine looks at most once a minute, and ever more seldom: twice as late is late enough.
    const nowMs = HOUR_MS * 2 ** look;
    campaign = stepCampaign(campaign, { type: 'observe', waves, cells: [], compared }, nowMs).campaign;
    if (campaign.state !== 'running') return true;
  }
  return false;
}

const NOTHING: DeviceHealth = { boots: {}, watchdogResets: 0, numbers: {} };
const numberOf = (x: number): DeviceHealth => ({ ...NOTHING, numbers: { x } });
/** Nearly normal, with variance 1. */
const normal = (rng: Rng): number => Array.from({ length: 12 }, () => rng.unit()).reduce((sum, unit) => sum + unit, -6);
/** A device that counts for five hours, in each of which an event happens with this chance. */
function counted(rng: Rng, rate: number): DeviceHealth {
  let watchdogResets = 0;
  for (let hour = 0; hour < 5; hour++) if (rng.chance(rate)) watchdogResets++;
  return { ...NOTHING, watchdogResets, countedMs: 5 * HOUR_MS };
}

type Named = Pick<ControlCase, 'name' | 'measure' | 'draw'>;
const EVEN: Named = { name: 'a number, normal', measure: 'numbers.x', draw: (rng) => numberOf(normal(rng)) };
const UNEVEN: Named = {
  name: 'a number, a few of them a hundred times as large (log-normal)',
  measure: 'numbers.x',
  draw: (rng) => numberOf(Math.exp(2 * normal(rng))),
};
const RARE: Named = { name: 'resets, 2 % of all hours', measure: 'watchdogResets', draw: (rng) => counted(rng, 0.02) };
const HIGHER: Named = {
  name: 'a number, normal, higher by one standard deviation',
  measure: 'numbers.x',
  draw: (rng, isTreated) => numberOf(normal(rng) + (isTreated ? 1 : 0)),
};
const OFTENER: Named = {
  name: 'resets, 20 % of all hours instead of 2 %',
  measure: 'watchdogResets',
  draw: (rng, isTreated) => counted(rng, isTreated ? 0.2 : 0.02),
};
const LIARS = [undefined, 'treated', 'control'] as const;

/** Releases that change nothing and releases that are worse; each without a device that lies, with one that runs the release, and with one that is held back. */
export const CONTROL_CASES: readonly ControlCase[] = [EVEN, UNEVEN, RARE, HIGHER, OFTENER].flatMap((named) =>
  LIARS.map((liar) => ({ ...named, isWorse: named === HIGHER || named === OFTENER, ...(liar && { liar }) })),
);

/** A rule that errs more often than is held to be promised. Trials that do not notice are blind. */
export const BLIND_CONTROL: ControlCase = {
  ...EVEN,
  name: 'control: a chance of 50 %, held to a promise of 5 %',
  isWorse: false,
  promise: ALPHA,
};
