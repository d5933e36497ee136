import type { Cipher } from '@twinbank/parts';
import type { FinishPolicy, SwapMode } from '@twinbank/protocol';

/** One step of a campaign: the share of all its devices, in percent, that are to have the release when the wave is through. */
export interface Wave {
  /** Cumulative: above that of the wave before, at most 100. */
  readonly percent: number;
}

/** When a campaign goes on and when it stops for a person to look. */
export interface Thresholds {
  /** A wave is through, and the next begins, when so many percent of the jobs up to it have succeeded. */
  readonly successPercent: number;
  /** The campaign pauses when so many percent of the ended jobs have failed … */
  readonly errorPercent: number;
  /** … but not before so many have ended, so that the first failure does not stop a large campaign. */
  readonly errorMinimum: number;
}

/** How long one attempt may take. */
export interface Timeouts {
  /** From the offer until the device accepts it: long where devices are often offline. */
  readonly offerMs: number;
  /** From acceptance to the result. */
  readonly runMs: number;
}

/** What happens after a failed attempt. */
export interface RetryPolicy {
  /** Attempts in all; 1 means no retry. */
  readonly attempts: number;
  /** Delay before the second attempt; each further one is `factor` times longer, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  /** Share of the delay (0 to 1) that is random, so that devices that failed together do not come back together. */
  readonly jitter: number;
}

/** What every ticket of the campaign orders. Fixed when the campaign is created, so that all its jobs mean the same. */
export interface UpdateTerms {
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly cipher: Cipher;
  /** How long the device looks for a slot, and what it does where there is none. */
  readonly slotDeadlineMs: number;
  readonly onNoSlot: 'fail' | 'force';
  /** How long the new image has to confirm itself. */
  readonly confirmTimeoutMs: number;
}

/** Which devices of the product a campaign is for; all given conditions hold at once, none given means all. */
export interface Selection {
  readonly deviceIds?: readonly string[];
  readonly hardware?: readonly string[];
  /** Versions that run on the device now. */
  readonly versions?: readonly string[];
}

/** Everything an operator decides about a campaign. */
export interface CampaignConfig {
  readonly selection: Selection;
  readonly waves: readonly Wave[];
  readonly thresholds: Thresholds;
  /** Devices updated at once. */
  readonly concurrency: number;
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
  readonly terms: UpdateTerms;
}

/** Limits of a configuration, with the reason for each. */
export const CONFIG_LIMITS = {
  /** More waves than a person follows are a mistake. */
  wavesMax: 100,
  /** Above, one step would hand out more tickets than a broker queues. */
  concurrencyMax: 100_000,
  /** A device that failed so often needs a person. */
  attemptsMax: 20,
  /** 30 days: longer, a ticket outlives what anyone remembers of it. */
  durationMaxMs: 30 * 24 * 3600 * 1000,
  /** A selection by id is for a bench of devices; beyond that, select by hardware or version. */
  selectedIdsMax: 10_000,
} as const;

/** A configuration that suits a first campaign: three waves, careful thresholds. Terms and selection are the caller's. */
export const DEFAULT_RULES: Omit<CampaignConfig, 'selection' | 'terms'> = {
  waves: [{ percent: 5 }, { percent: 25 }, { percent: 100 }],
  thresholds: { successPercent: 90, errorPercent: 10, errorMinimum: 10 },
  concurrency: 1000,
  timeouts: { offerMs: 24 * 3600 * 1000, runMs: 3600 * 1000 },
  retry: { attempts: 3, firstDelayMs: 10_000, factor: 4, maxDelayMs: 3600 * 1000, jitter: 0.5 },
};

const within = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;
const wholeWithin = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && within(value, min, max);

/**
 * What is wrong with the rules of a configuration, one sentence each; empty for a sound one. Whoever takes a configuration
 * from a person refuses it with these; a running campaign whose stored rules show any of them pauses.
 */
export function problemsOf(config: CampaignConfig): string[] {
  const problems = [...problemsOfWaves(config.waves), ...problemsOfRetry(config.retry)];
  const complain = (ok: boolean, sentence: string): void => void (ok || problems.push(sentence));
  complain(within(config.thresholds?.successPercent, 0, 100), 'thresholds.successPercent is a number from 0 to 100');
  complain(within(config.thresholds?.errorPercent, 0, 100), 'thresholds.errorPercent is a number from 0 to 100');
  complain(
    wholeWithin(config.thresholds?.errorMinimum, 1, 1_000_000),
    'thresholds.errorMinimum is a whole number from 1 to 1000000',
  );
  complain(
    wholeWithin(config.concurrency, 1, CONFIG_LIMITS.concurrencyMax),
    `concurrency is a whole number from 1 to ${CONFIG_LIMITS.concurrencyMax}`,
  );
  complain(
    wholeWithin(config.timeouts?.offerMs, 1, CONFIG_LIMITS.durationMaxMs),
    'timeouts.offerMs is between 1 ms and 30 days',
  );
  complain(
    wholeWithin(config.timeouts?.runMs, 1, CONFIG_LIMITS.durationMaxMs),
    'timeouts.runMs is between 1 ms and 30 days',
  );
  complain(
    (config.selection?.deviceIds?.length ?? 0) <= CONFIG_LIMITS.selectedIdsMax,
    `selection.deviceIds holds at most ${CONFIG_LIMITS.selectedIdsMax} ids`,
  );
  return problems;
}

function problemsOfWaves(waves: readonly Wave[] | undefined): string[] {
  if (!Array.isArray(waves) || waves.length < 1 || waves.length > CONFIG_LIMITS.wavesMax)
    return [`waves has 1 to ${CONFIG_LIMITS.wavesMax} entries`];
  const percents = (waves as readonly Wave[]).map((wave) => wave?.percent);
  const rising = percents.every((percent, at) => within(percent, 0, 100) && percent > (percents[at - 1] ?? 0));
  return rising ? [] : ['waves[].percent rises from wave to wave, above 0 and up to 100'];
}

function problemsOfRetry(retry: RetryPolicy | undefined): string[] {
  const problems: string[] = [];
  const complain = (ok: boolean, sentence: string): void => void (ok || problems.push(sentence));
  complain(
    wholeWithin(retry?.attempts, 1, CONFIG_LIMITS.attemptsMax),
    `retry.attempts is a whole number from 1 to ${CONFIG_LIMITS.attemptsMax}`,
  );
  complain(
    wholeWithin(retry?.firstDelayMs, 0, CONFIG_LIMITS.durationMaxMs),
    'retry.firstDelayMs is between 0 and 30 days',
  );
  complain(wholeWithin(retry?.maxDelayMs, 0, CONFIG_LIMITS.durationMaxMs), 'retry.maxDelayMs is between 0 and 30 days');
  complain(within(retry?.factor, 1, 100), 'retry.factor is a number from 1 to 100');
  complain(within(retry?.jitter, 0, 1), 'retry.jitter is a number from 0 to 1');
  return problems;
}
