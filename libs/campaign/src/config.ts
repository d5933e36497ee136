import type { Cipher } from '@twinbank/parts';
import type { FinishPolicy, SwapMode } from '@twinbank/protocol';
import { problemsOfRate, type Rate } from '@twinbank/schedule';

import { problemsOfApproval, type ApprovalWish } from './approval/approval-value.js';
import { problemsOfBudgets, type Budgets } from './budgets/budgets.js';
import { at, problemsOfNumbers, type ConfigNumber } from './config-ranges.js';
import { problemsOfControl, type ControlGroup } from './control/control-group.js';
import { problemsOfJoining } from './joining/joining.js';
import { problemsOfLimits, type StageLimits } from './limits/stage-limits.js';
import { problemsOfOthers, type OtherCampaigns } from './others/other-campaigns.js';
import { problemsOfKind, type TermsKind } from './kinds/kind.js';
import { problemsOfPostpone, type Postpone } from './kinds/postpone.js';
import { problemsOfHops, type Hops } from './paths/hops.js';
import { END_BEHAVIOURS, type EndBehaviour } from './progress.js';
import { problemsOfRules, type StopRule } from './rules/stop-rule.js';
import { problemsOfSelection, type Selection } from './selecting/selection.js';
import { problemsOfSoak, type Soak } from './soak/soak.js';
import { problemsOfSpread, type Spread } from './spread/spread.js';
import { problemsOfWaves, type Wave } from './waves.js';
import { problemsOfDeviceWindows, type DeviceWindows } from './windows/device-windows.js';

/** When a campaign begins and ends by itself. Milliseconds since 1970. */
export interface Schedule {
  /** Once started by an operator, it begins then. */
  readonly startAtMs?: number;
  /** It stops then, however far it is … */
  readonly endAtMs?: number;
  /** … in this way; without it, `stop_offering`. */
  readonly atEnd?: EndBehaviour;
}

/** When a campaign advances, and when it pauses for a person to look. */
export interface Thresholds {
  /** A wave is complete, and the next one begins, when this percentage of the jobs up to it has succeeded. */
  readonly successPercent: number;
  /** The campaign pauses when this percentage of the ended jobs has failed … */
  readonly errorPercent: number;
  /** … but not before this many jobs have ended, so that the first failure does not stop a large campaign. */
  readonly errorMinimum: number;
}

/** Time limits of one attempt. */
export interface Timeouts {
  /** From the offer until the device accepts it. Make it long if devices are often offline. */
  readonly offerMs: number;
  /** From acceptance to the result. */
  readonly runMs: number;
}

/** What happens after a failed attempt. */
export interface RetryPolicy {
  /** Attempts in all; 1 means no retry. */
  readonly attempts: number;
  /** Delay before the second attempt. Each further delay is `factor` times longer, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  /**
   * Share of the delay (0 to 1) that is random, so that devices that failed together do not all retry at the same
   * moment.
   */
  readonly jitter: number;
}

/**
 * What every ticket of the campaign tells its device. Fixed when the campaign is created, so that all its jobs have
 * the same terms.
 */
export interface UpdateTerms {
  /**
   * `revert`: the release lies in the other bank, and is swapped to without a block. `download`: it does not, and is
   * downloaded. `download-only`: it is brought into the other bank and stays there. `device-choice`: the same, but its
   * application may have it swapped to for as long as `postpone` says. Without it, each device does what it can.
   */
  readonly kind?: TermsKind;
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly cipher: Cipher;
  /** How long the device looks for a slot, and what it does if it finds none. */
  readonly slotDeadlineMs: number;
  readonly onNoSlot: 'fail' | 'force';
  /** How much time the new image has to confirm itself. */
  readonly confirmTimeoutMs: number;
}

/** Everything an operator decides about a campaign. */
export interface CampaignConfig {
  readonly selection: Selection;
  readonly waves: readonly Wave[];
  readonly thresholds: Thresholds;
  /** Further rules, by kind of failure and by slice of the fleet. */
  readonly rules?: readonly StopRule[];
  /** Devices that are held back, to compare with; without it, none are. */
  readonly control?: ControlGroup;
  readonly schedule?: Schedule;
  /** Whether it must be approved, whatever its project says. */
  readonly approval?: ApprovalWish;
  /** How an updated device is watched before it counts; without it, it counts at once. */
  readonly soak?: Soak;
  /** How many devices are updated at the same time. */
  readonly concurrency: number;
  /** How many tickets are handed out a minute; without it, as many as `concurrency` allows. */
  readonly rate?: Rate;
  /** How many devices of a place are updated at the same time; without it, any number. */
  readonly spread?: Spread;
  /** How many bytes of blocks are sent a second; without them, as fast as servers can. */
  readonly budgets?: Budgets;
  /** Whether it takes in devices that begin to match while it runs. It then ends only when it is stopped, or at its end time. */
  readonly dynamic?: boolean;
  /** When devices may be used; without it, at any time. */
  readonly windows?: DeviceWindows;
  /** For how long the application of a device may put its swap off; without it, not at all. */
  readonly postpone?: Postpone;
  /** What it does about devices that another campaign has a job for; without it, they are left out. */
  readonly otherCampaigns?: OtherCampaigns;
  /** Whether devices are brought over releases in between; without it, they are not. */
  readonly hops?: Hops;
  readonly timeouts: Timeouts;
  /** How long a device may take in one stage; without it, only as `timeouts` says. */
  readonly limits?: StageLimits;
  readonly retry: RetryPolicy;
  readonly terms: UpdateTerms;
}

/** Defaults that suit a first campaign: three waves, careful thresholds. The caller adds terms and selection. */
export const DEFAULT_RULES: Omit<CampaignConfig, 'selection' | 'terms'> = {
  waves: [{ percent: 5 }, { percent: 25 }, { percent: 100 }],
  thresholds: { successPercent: 90, errorPercent: 10, errorMinimum: 10 },
  concurrency: 1000,
  timeouts: { offerMs: 24 * 3600 * 1000, runMs: 3600 * 1000 },
  retry: { attempts: 3, firstDelayMs: 10_000, factor: 4, maxDelayMs: 3600 * 1000, jitter: 0.5 },
};

/** Defaults of the tickets' terms. Policy and cipher have none here: they follow from the product. */
export const DEFAULT_TERMS: Pick<UpdateTerms, 'mode' | 'onNoSlot' | 'confirmTimeoutMs'> = {
  mode: 'live',
  onNoSlot: 'fail',
  confirmTimeoutMs: 60_000,
};

/** The default of a number at this path; undefined if its default is derived from something else. */
export const defaultOf = (path: ConfigNumber): number | undefined =>
  at({ ...DEFAULT_RULES, terms: DEFAULT_TERMS }, path) as number | undefined;

/**
 * What is wrong with the rules of a configuration, one sentence each; empty if nothing is. The REST interface
 * refuses a configuration that has problems; a running campaign whose stored rules have one pauses.
 */
export function problemsOf(config: CampaignConfig): string[] {
  return [
    ...problemsOfWaves(config.waves),
    ...problemsOfNumbers(config),
    ...problemsOfSelection(config.selection),
    ...problemsOfRules(config.rules),
    ...problemsOfSchedule(config.schedule),
    ...(config.rate === undefined ? [] : problemsOfRate(config.rate)),
    ...problemsOfSoak(config.soak),
    ...problemsOfSpread(config),
    ...problemsOfBudgets(config.budgets),
    ...problemsOfDeviceWindows(config.windows),
    ...problemsOfOthers(config.otherCampaigns),
    ...problemsOfApproval(config.approval),
    ...problemsOfJoining(config),
    ...problemsOfLimits(config),
    ...problemsOfKind(config),
    ...problemsOfPostpone(config),
    ...problemsOfControl(config),
    ...problemsOfHops(config),
  ];
}

/** Whether a campaign that is started now waits for its start time. */
export const beginsLater = ({ schedule }: Pick<CampaignConfig, 'schedule'>, nowMs: number): boolean =>
  schedule?.startAtMs !== undefined && schedule.startAtMs > nowMs;

function problemsOfSchedule(schedule: Schedule | undefined): string[] {
  if (schedule === undefined) return [];
  if (typeof schedule !== 'object' || schedule === null) return ['schedule is an object'];
  const { startAtMs, endAtMs, atEnd } = schedule;
  const ends = endAtMs !== undefined;
  const checks: [boolean, string][] = [
    [isTime(startAtMs), 'schedule.startAt is a time'],
    [isTime(endAtMs), 'schedule.endAt is a time'],
    [!ends || startAtMs === undefined || !(endAtMs <= startAtMs), 'schedule.endAt is after schedule.startAt'],
    [atEnd === undefined || END_BEHAVIOURS.includes(atEnd), `schedule.atEnd is one of ${END_BEHAVIOURS.join(', ')}`],
    [atEnd === undefined || ends, 'schedule.atEnd needs schedule.endAt'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

const isTime = (time: unknown): boolean => time === undefined || (Number.isSafeInteger(time) && (time as number) >= 0);
