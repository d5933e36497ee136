import { Inject, Injectable } from '@nestjs/common';

import { nextSlice, type Campaign, type SlicePace } from '@twinbank/campaign';
import type { Database } from '@twinbank/database';
import { CLOCK, DATABASE, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { UpdateOrders } from '@twinbank/stored-releases';

import { JobAttempts } from './job-attempts.js';

/**
 * A slice is one transaction, which blocks everyone on the embedded database. Slices of fewer devices cost as much there: seven
 * statements take some 5 ms of its processor by themselves, and 50 ms until they had their turns on a busy machine. PostgreSQL serves others meanwhile: only those wait who write about a device of
 * the same slice, and its rows are read and written by this process in one go, for which whoever asks anything else waits. Of 5000
 * devices the start of 100 000 took a tenth less, and its 99th percentile was twice as long.
 */
const PACES = {
  embedded: { aimMs: 60, min: 500, max: 2000 },
  postgresql: { aimMs: 150, min: 500, max: 2500 },
} as const satisfies Record<Database['kind'], SlicePace>;
const FIRST_SLICE = 200;
/** Devices that join in one transaction. */
const JOINERS_MAX = 200;
/** Time spent planning in one round; other campaigns, deadlines and reports have their turn in between. */
const LOOK_MS = 250;

/**
 * Plans starting campaigns, slice by slice. If it is interrupted at any point, any server continues from what is
 * written.
 */
@Injectable()
export class Planner {
  private size = FIRST_SLICE;

  constructor(
    private readonly orders: UpdateOrders,
    private readonly attempts: JobAttempts,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  /** Lets devices join a dynamic campaign, some at a time; returns whether there are more. */
  async takeIn(campaign: Campaign): Promise<boolean> {
    const order = await this.orders.of(campaign);
    const { looked, joined, withdrawn } = await this.database.plans.joiners.takeIn(campaign.id, order, {
      limit: JOINERS_MAX,
      nowMs: this.clock.nowMs(),
    });
    for (const offer of withdrawn) this.attempts.withdraw(offer);
    if (joined > 0) this.bus.recorded();
    return looked === JOINERS_MAX;
  }

  /** Makes jobs due at whose place there is room again. */
  async callUp({ id, config: { spread } }: Campaign): Promise<void> {
    if (spread !== undefined) await this.database.plans.places.call(id, spread, this.clock.nowMs());
  }

  /** Plans for a limited time; returns whether there is more to plan. */
  async goOn(campaign: Campaign): Promise<boolean> {
    const order = await this.orders.of(campaign);
    const endMs = performance.now() + LOOK_MS;
    while (performance.now() < endMs) {
      const startMs = performance.now();
      const after = await this.database.plans.goOn(campaign.id, order, {
        ...{ limit: this.size, nowMs: this.clock.nowMs() },
        withdrawn: (offers) => offers.forEach((offer) => this.attempts.withdraw(offer)),
      });
      this.size = nextSlice(this.size, performance.now() - startMs, PACES[this.database.kind]);
      if (after?.state !== 'starting') {
        this.bus.recorded();
        return false;
      }
    }
    return true;
  }
}
