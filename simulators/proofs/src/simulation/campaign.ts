import type { Rng } from '@twinbank/primitives';
import {
  FINISH_POLICIES,
  PARTS,
  SWAP_MODES,
  type Cipher,
  type FinishPolicy,
  type PartName,
  type Report,
  type SwapMode,
} from '@twinbank/protocol';

import type { SimulatedDevice } from './simulated-device.js';
import type { SignedRelease } from './signed-release.js';

/** How a job ended. */
export type JobEnd = 'done' | 'self-test-failed' | 'cancelled';

/** An order to be signed and published then. */
export interface OrderDue {
  readonly device: SimulatedDevice;
  readonly inUs: number;
}

type Result = Extract<Report, { type: 'result' }>;

/** Shares of the devices in the waves of a campaign. */
const WAVES = [0.05, 0.25, 1] as const;
/** Share of failed jobs above which a campaign stops after a wave. */
const FAILURES_MAX = 0.5;
/** Ended jobs before their share of failures says anything. */
const SAMPLE_LEAST = 5;
/** A job that came to nothing is ordered again after this time, doubled each time. */
const RETRY_US = 10_000_000;
/** So often at most. */
export const ATTEMPTS_MAX = 12;
/** Orders of a wave go out within this time. */
const WAVE_SPREAD_US = 5_000_000;

/**
 * Brings one release to all devices of a part, in waves. The operator's side in small: it knows reports only, and decides what
 * is ordered next.
 */
export class Campaign {
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly cipher: Cipher;
  private readonly attempts = new Map<SimulatedDevice, number>();
  private readonly ends: JobEnd[] = [];
  private wave = 0;
  private open = 0;

  constructor(
    readonly release: SignedRelease,
    private readonly devices: readonly SimulatedDevice[],
    private readonly rng: Rng,
    part: PartName,
  ) {
    this.policy = rng.chance(0.5) ? FINISH_POLICIES[0] : FINISH_POLICIES[1];
    this.mode = rng.chance(0.7) ? SWAP_MODES[0] : SWAP_MODES[1];
    this.cipher = rng.chance(0.8) ? (PARTS[part].ciphers[0] ?? 'none') : 'none';
  }

  /** True once every job of the last wave has ended, or the campaign stopped. */
  get over(): boolean {
    return this.open === 0 && this.wave === WAVES.length;
  }

  /** Devices that never got their order, because the campaign stopped. */
  get unbegun(): number {
    return this.devices.length - this.attempts.size;
  }

  /** Orders of the next wave; none where too many jobs have failed. */
  nextWave(): OrderDue[] {
    if (this.open > 0) return [];
    const failed = this.ends.filter((end) => end === 'self-test-failed').length;
    if (this.ends.length >= SAMPLE_LEAST && failed > FAILURES_MAX * this.ends.length) this.wave = WAVES.length;
    while (this.wave < WAVES.length) {
      const upTo = Math.ceil(WAVES[this.wave++]! * this.devices.length);
      const devices = this.devices.slice(this.attempts.size, upTo);
      if (devices.length > 0) return devices.map((device) => this.order(device, this.rng.below(WAVE_SPREAD_US)));
    }
    return [];
  }

  /** What a result means: another order, or the end of the job. */
  ended(device: SimulatedDevice, { stage, fault }: Result): OrderDue | JobEnd {
    if (stage === 'done') return this.close('done');
    if (stage === 'cancelled') return this.close('cancelled');
    if (fault === 'self_test_failed') return this.close('self-test-failed');
    return this.order(device, RETRY_US << Math.min(10, this.attempts.get(device)! - 1));
  }

  /** How often a device was given the order. */
  attemptsOf(device: SimulatedDevice): number {
    return this.attempts.get(device) ?? 0;
  }

  private order(device: SimulatedDevice, inUs: number): OrderDue {
    const attempts = this.attemptsOf(device);
    if (attempts === 0) this.open++;
    this.attempts.set(device, attempts + 1);
    return { device, inUs };
  }

  private close(end: JobEnd): JobEnd {
    this.open--;
    this.ends.push(end);
    return end;
  }
}
