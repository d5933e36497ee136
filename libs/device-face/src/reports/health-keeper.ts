import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { DeviceHealths } from '@twinbank/database';
import { HEALTH_LIMITS } from '@twinbank/protocol';
import type { SiftedReports, TakenHealth } from '@twinbank/rollout';

/** Devices of which this server remembers when it last stored their health. */
const DEVICES_REMEMBERED = 100_000;

/** Stores the last health of devices, at most once every few seconds for each, however often one reports. */
@Injectable()
export class HealthKeeper {
  private readonly storedAtMs = new LRUCache<string, number>({ max: DEVICES_REMEMBERED });
  private tooSoon = 0;

  constructor(private readonly healths: DeviceHealths) {}

  /** Number of reports of health since the start that came too soon after another of their device, and were dropped. */
  get dropped(): number {
    return this.tooSoon;
  }

  /** Stores the news of health in a batch. Safe to repeat: what could not be written is not remembered. */
  async keep(sifted: Iterable<SiftedReports>): Promise<void> {
    const news = [...sifted].flatMap(({ health, place }) => (health ? [{ health, place }] : []));
    const due = news.filter(({ health }) => this.isDue(health));
    this.tooSoon += news.length - due.length;
    await this.healths.apply(
      due.map(({ health: { deviceId, report, atMs }, place }) => ({ deviceId, health: report.health, atMs, place })),
    );
    for (const { health } of due) this.storedAtMs.set(health.deviceId, health.atMs);
  }

  private isDue({ deviceId, atMs }: TakenHealth): boolean {
    const storedMs = this.storedAtMs.get(deviceId);
    return storedMs === undefined || Math.abs(atMs - storedMs) >= HEALTH_LIMITS.betweenMs / 2;
  }
}
