import { hasHealthChanged, HEALTH_LIMITS, soundHealth, type DeviceHealth } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import { DEFAULT_HEALTH_MAX_MS, DEFAULT_HEALTH_MIN_MS, type HealthPort, type RunningImage } from './health-port.js';

/** What telling health works with. */
type OfHealth = Pick<Collaborators, 'mcu' | 'journal' | 'banks' | 'job' | 'connection' | 'outbox'> & {
  readonly config: Pick<AgentConfig, 'health' | 'rng'>;
};

/**
 * Tells the server how the device fares: when something has changed, and every so often; never while an update is under
 * way, and only while the connection is up, so that nothing piles up. The first time is a random moment, because a fleet
 * that comes back must not tell everything at once.
 */
export class HealthTelling {
  /** When this needs its next timer event. */
  dueUs = Infinity;
  private told: { readonly health: DeviceHealth; readonly atUs: number } | undefined;

  constructor(private readonly on: OfHealth) {}

  /** The connection is up. */
  connected(): void {
    const { health, rng } = this.on.config;
    if (!health) return;
    const afterTold = this.told ? this.told.atUs + minUs(health) : 0;
    this.dueUs = Math.max(afterTold, this.nowUs + rng.unit() * minUs(health));
  }

  /** The connection is down: nothing is told until it is up again. */
  disconnected(): void {
    this.dueUs = Infinity;
  }

  /** Takes a timer event. */
  wake(): void {
    const { config, outbox } = this.on;
    if (!config.health || this.nowUs < this.dueUs) return;
    this.dueUs = this.nowUs + minUs(config.health);
    if (this.isUpdating) return;
    const health = this.healthNow(config.health);
    if (!this.isDue(health, config.health)) return;
    this.told = { health, atUs: this.nowUs };
    outbox.report({ type: 'health', health });
  }

  /** While a job waits for its swap, the device does nothing else than before. */
  private get isUpdating(): boolean {
    const { open } = this.on.job;
    return open !== undefined && open.stage !== 'waiting';
  }

  private healthNow({ counts }: HealthPort): DeviceHealth {
    const image = this.running();
    return soundHealth({ ...image, ...counts(image) });
  }

  /** An image that does not have the digest of its record has no name. */
  private running(): RunningImage {
    const { mcu, banks, job } = this.on;
    const { state, digest, version } = banks.report(mcu.flash.activeBank, job.record);
    return state === 'valid' && digest !== undefined && version !== undefined ? { digest, version } : {};
  }

  private isDue(health: DeviceHealth, { maxMs = DEFAULT_HEALTH_MAX_MS }: HealthPort): boolean {
    const { told } = this;
    return !told || hasHealthChanged(told.health, health) || this.nowUs >= told.atUs + maxMs * 1000;
  }

  private get nowUs(): number {
    return this.on.mcu.clock.nowUs;
  }
}

const minUs = ({ minMs = DEFAULT_HEALTH_MIN_MS }: HealthPort): number =>
  Math.max(minMs, HEALTH_LIMITS.betweenMs) * 1000;
