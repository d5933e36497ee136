const DAY_MS = 24 * 3600 * 1000;

/** Limits of a configuration, with the reason for each. */
export const CONFIG_LIMITS = {
  /** More waves than a person follows are a mistake. */
  wavesMax: 100,
  /** Above, one step would hand out more tickets than a broker queues. */
  concurrencyMax: 100_000,
  /** A device that failed so often needs a person. */
  attemptsMax: 20,
  /** 30 days: longer, a ticket outlives what anyone remembers of it. */
  durationMaxMs: 30 * DAY_MS,
  /** A selection by id is for a bench of devices; beyond that, select by hardware or version. */
  selectedIdsMax: 10_000,
  /** Hardware revisions, or versions, that a selection names: more than a product has. */
  selectedNamesMax: 64,
} as const;

/** What a number may be; both ends included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers count. */
  readonly whole: boolean;
}

const whole = (min: number, max: number): NumberRange => ({ min, max, whole: true });
const real = (min: number, max: number): NumberRange => ({ min, max, whole: false });

/**
 * The numbers of a configuration, by their path, and what each may be: said once, for whoever takes a configuration from a person and
 * for the engine that runs one.
 */
export const CONFIG_RANGES = {
  'thresholds.successPercent': real(0, 100),
  'thresholds.errorPercent': real(0, 100),
  'thresholds.errorMinimum': whole(1, 1_000_000),
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

/** How many of each a selection may name. */
export const SELECTION_MAX = {
  deviceIds: CONFIG_LIMITS.selectedIdsMax,
  hardware: CONFIG_LIMITS.selectedNamesMax,
  versions: CONFIG_LIMITS.selectedNamesMax,
} as const;

/** What stands at a path of an object; undefined where nothing does. */
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
