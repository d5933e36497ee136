import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

import { DeviceHealths } from '@twinbank/database';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { HEALTH_LIMITS } from '@twinbank/protocol';
import type { ReportPlace, SiftedReports, TakenHealth } from '@twinbank/rollout';

/** Devices of which this server remembers when it last stored their health. */
const DEVICES_REMEMBERED = 100_000;
/** Devices whose health waits to be stored; beyond that, what has waited longest is dropped. */
const DEVICES_WAITING = 10_000;
/** The time between two writes for one device, and between two looks for health that waited. */
const BETWEEN_MS = HEALTH_LIMITS.betweenMs / 2;

/** What a device told of its health, and where in its count. */
interface Told {
  readonly health: TakenHealth;
  readonly place?: ReportPlace | undefined;
}

/** The last report that was stored for a device. */
interface Stored {
  readonly atMs: number;
  readonly start?: number | undefined;
  readonly seq: number;
}

/**
 * Stores the last health of devices, at most once every few seconds for each, however often one reports. What comes too
 * soon waits until then, since its device may have nothing else to say for an hour; what comes after it takes its place.
 */
@Injectable()
export class HealthKeeper implements OnModuleDestroy {
  private readonly stored = new LRUCache<string, Stored>({ max: DEVICES_REMEMBERED });
  private readonly waiting = new LRUCache<string, Told>({
    max: DEVICES_WAITING,
    dispose: (_told, _deviceId, reason) => void (reason === 'evict' && this.lost++),
  });
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  private lost = 0;

  constructor(
    private readonly healths: DeviceHealths,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Number of reports of health since the start that were never stored, because a later one of their device took their place. */
  get dropped(): number {
    return this.lost;
  }

  /** Number of devices whose last health waits to be stored. */
  get waits(): number {
    return this.waiting.size;
  }

  /** Stores the news of health in a batch, or has them wait. Safe to repeat: what could not be written is not remembered. */
  async keep(sifted: Iterable<SiftedReports>): Promise<void> {
    const told = [...sifted].flatMap(({ health, healthPlace: place }) => (health ? [{ health, place }] : []));
    const news = told.filter((one) => !this.isKnown(one));
    const due = news.filter(({ health: { deviceId, atMs } }) => this.isDue(deviceId, atMs));
    for (const one of news) if (!due.includes(one)) this.wait(one);
    await this.write(due);
  }

  /** Stores what has waited long enough at this time. */
  async look(nowMs: number): Promise<void> {
    await this.write([...this.waiting.values()].filter(({ health }) => this.isDue(health.deviceId, nowMs)));
  }

  /** Nothing waits any longer: what is still to come is stored at once. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    await this.look(this.clock.nowMs()).catch((error: unknown) => this.warn(error));
  }

  private async write(due: readonly Told[]): Promise<void> {
    await this.healths.apply(
      due.map(({ health: { deviceId, report, atMs }, place }) => ({ deviceId, health: report.health, atMs, place })),
    );
    for (const one of due) {
      const { deviceId, atMs, report } = one.health;
      this.stored.set(deviceId, { atMs, start: report.start, seq: report.seq });
      const waiting = this.waiting.get(deviceId);
      if (waiting === undefined || isLater(waiting.health, one.health)) continue;
      if (waiting !== one) this.lost++;
      this.waiting.delete(deviceId);
    }
  }

  private wait(one: Told): void {
    const { deviceId } = one.health;
    const before = this.waiting.get(deviceId);
    if (before?.health.report === one.health.report) return;
    if (before) this.lost++;
    if (!before || !isLater(before.health, one.health)) this.waiting.set(deviceId, one);
    this.lookLater();
  }

  /** A batch that is judged again has nothing new to say, and what another server was slow to take is older. */
  private isKnown({ health: { deviceId, report, atMs } }: Told): boolean {
    const stored = this.stored.get(deviceId);
    if (!stored || stored.start !== report.start) return false;
    return report.start === undefined ? stored.atMs === atMs && stored.seq === report.seq : stored.seq >= report.seq;
  }

  private isDue(deviceId: string, nowMs: number): boolean {
    const stored = this.stored.get(deviceId);
    return this.stopped || stored === undefined || Math.abs(nowMs - stored.atMs) >= BETWEEN_MS;
  }

  private lookLater(): void {
    if (this.stopped || this.timer) return;
    this.timer = setTimeout(() => {
      this.looking = this.look(this.clock.nowMs())
        .catch((error: unknown) => this.warn(error))
        .finally(() => {
          this.timer = undefined;
          if (this.waiting.size > 0) this.lookLater();
        });
    }, BETWEEN_MS).unref();
  }

  private warn(error: unknown): void {
    this.logger.warn({ err: error, devices: this.waiting.size }, 'health that waited could not be stored');
  }
}

/** Whether the device told one after the other, by its own count or, if it has none, by the time of arrival. */
function isLater(one: TakenHealth, other: TakenHealth): boolean {
  const [a, b] = [one.report, other.report];
  return a.start !== undefined && a.start === b.start ? a.seq > b.seq : one.atMs > other.atMs;
}
