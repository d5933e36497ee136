const DAY_MS = 24 * 3600 * 1000;

/** Limits of a configuration, with the reason for each. */
export const CONFIG_LIMITS = {
  /** An operator cannot follow more waves than this; such a number is a mistake. */
  wavesMax: 100,
  /** Waves that name their devices: each device is held against every one, and its order has room for so many. */
  namedWavesMax: 15,
  /** Rules that an operator can still follow. */
  rulesMax: 20,
  /** Attributes by which rules divide a fleet: each multiplies what is counted. */
  sliceKeysMax: 4,
  /** Slices into which rules may divide the devices of a campaign: each is judged at every look. */
  slicesMax: 2000,
  /** Above this, one step would hand out more tickets than a broker queues. */
  concurrencyMax: 100_000,
  /** A device that failed this often needs a person. */
  attemptsMax: 20,
  /** 30 days. A longer duration would keep a ticket valid after everyone has forgotten why it was issued. */
  durationMaxMs: 30 * DAY_MS,
  /** Why a campaign was rejected: a few sentences. */
  whyLengthMax: 500,
  /** Selecting by id is for a few devices on a bench; select more devices by hardware or version. */
  selectedIdsMax: 10_000,
  /** Hardware revisions or versions in one selection; no product has more. */
  selectedNamesMax: 64,
  /** Longest selection in the language of lists: as long as a list takes. */
  filterLengthMax: 4000,
} as const;

/** The allowed range of a number; both ends are included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers are allowed. */
  readonly whole: boolean;
}

const whole = (min: number, max: number): NumberRange => ({ min, max, whole: true });
const real = (min: number, max: number): NumberRange => ({ min, max, whole: false });

/** How many jobs must have ended before a rule or threshold is judged. */
export const RULE_MINIMUM = whole(1, 1_000_000);

/**
 * Every number of a configuration, by its path, with its allowed range. The single source for the REST interface,
 * which validates a configuration, and for the engine, which runs one.
 */
export const CONFIG_RANGES = {
  'thresholds.successPercent': real(0, 100),
  'thresholds.errorPercent': real(0, 100),
  'thresholds.errorMinimum': RULE_MINIMUM,
  concurrency: whole(1, CONFIG_LIMITS.concurrencyMax),
  'timeouts.offerMs': whole(1, CONFIG_LIMITS.durationMaxMs),
  'timeouts.runMs': whole(1, CONFIG_LIMITS.durationMaxMs),
  'retry.attempts': whole(1, CONFIG_LIMITS.attemptsMax),
  'retry.firstDelayMs': whole(0, CONFIG_LIMITS.durationMaxMs),
  'retry.factor': real(1, 100),
  'retry.maxDelayMs': whole(0, CONFIG_LIMITS.durationMaxMs),
  'retry.jitter': real(0, 1),
  'terms.slotDeadlineMs': whole(0, CONFIG_LIMITS.durationMaxMs),
  'terms.confirmTimeoutMs': whole(1, DAY_MS),
} as const satisfies Readonly<Record<string, NumberRange>>;

export type ConfigNumber = keyof typeof CONFIG_RANGES;

/** How many entries each list of a selection may have. */
export const SELECTION_MAX = {
  deviceIds: CONFIG_LIMITS.selectedIdsMax,
  hardware: CONFIG_LIMITS.selectedNamesMax,
  versions: CONFIG_LIMITS.selectedNamesMax,
} as const;

/** The value at a path of an object; undefined if there is none. */
export const at = (object: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, field) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[field],
      object,
    );

/** What is wrong with the numbers of a configuration, one sentence each. */
export function problemsOfNumbers(config: unknown): string[] {
  return Object.entries(CONFIG_RANGES).flatMap(([path, range]) =>
    isWithin(at(config, path), range)
      ? []
      : [`${path} is a ${range.whole ? 'whole ' : ''}number from ${range.min} to ${range.max}`],
  );
}

/** Whether a value is a number of the range. */
export const isWithin = (value: unknown, { min, max, whole: onlyWhole }: NumberRange): boolean =>
  typeof value === 'number' && value >= min && value <= max && (!onlyWhole || Number.isInteger(value));
