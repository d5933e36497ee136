import type { HealthCounts, RunningImage } from '@twinbank/agent';
import type { Rng } from '@twinbank/primitives';
import type { ResetCause } from '@twinbank/protocol';

/** How a device gets worse: from nothing to bad in some minutes, so that a rule can notice it on the way. */
const HANG_EVERY_MS = 20_000;
/** Missed deadlines after so many seconds of sickness: their square divided by this. */
const MISSES_DIVISOR = 20;
/** A healthy drive, and how much warmer it gets with each second of sickness. */
const TEMPERATURE = { from: 38, to: 44, noise: 0.5, perSickSecond: 0.25, max: 140 };

/** With which images a device gets worse, and when that begins to show. */
export interface Sickness {
  readonly isBad: (version: string) => boolean;
  readonly afterMs: number;
}

/**
 * The application of a simulated device, as far as it counts how the device fares. What it counts is lost when the fleet
 * ends.
 */
export class HealthProgram {
  private image: RunningImage | undefined;
  private sinceMs = 0;
  private boots: Partial<Record<ResetCause, number>> = {};
  private hangs = 0;
  private settings: Readonly<Record<string, number>> = {};
  private readonly temperature: number;

  /**
   * @param sickness undefined for a device that stays healthy
   * @param readSettings what the application reads of its configuration, once for each image
   */
  constructor(
    private readonly rng: Rng,
    private readonly sickness: Sickness | undefined,
    private readonly readSettings: () => Readonly<Record<string, number>> = () => ({}),
  ) {
    this.temperature = TEMPERATURE.from + rng.unit() * (TEMPERATURE.to - TEMPERATURE.from);
  }

  /** The device has started. */
  booted(cause: ResetCause): void {
    this.boots[cause] = (this.boots[cause] ?? 0) + 1;
  }

  /** What was counted since this image began to run. */
  counts(image: RunningImage, nowMs: number): HealthCounts {
    if (image.digest !== this.image?.digest) this.begin(image, nowMs);
    const sickS = this.sickMs(nowMs) / 1000;
    const noise = (this.rng.unit() - 0.5) * TEMPERATURE.noise;
    return {
      countedMs: Math.max(0, nowMs - this.sinceMs),
      boots: { ...this.boots },
      watchdogResets: this.boots.watchdog ?? 0,
      missedDeadlines: Math.floor(sickS ** 2 / MISSES_DIVISOR),
      numbers: {
        ...this.settings,
        driveTemperature: Math.min(TEMPERATURE.max, this.temperature + noise + sickS * TEMPERATURE.perSickSecond),
        controlErrors: Math.floor(sickS),
      },
    };
  }

  /** Whether the program hangs now, so that the watchdog resets the device; each time is told once. */
  hangsNow(nowMs: number): boolean {
    if (Math.floor(this.sickMs(nowMs) / HANG_EVERY_MS) <= this.hangs) return false;
    this.hangs += 1;
    return true;
  }

  private begin(image: RunningImage, nowMs: number): void {
    // What it started with before anybody asked belongs to the first image that is asked about.
    if (this.image) this.boots = {};
    this.image = image;
    this.settings = this.readSettings();
    this.sinceMs = nowMs;
    this.hangs = 0;
  }

  private sickMs(nowMs: number): number {
    const { image, sickness } = this;
    if (!sickness || image?.version === undefined || !sickness.isBad(image.version)) return 0;
    return Math.max(0, nowMs - this.sinceMs - sickness.afterMs);
  }
}
