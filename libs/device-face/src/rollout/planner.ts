import { Inject, Injectable } from '@nestjs/common';

import { nextSlice, type Campaign } from '@twinbank/campaign';
import { Plans } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { UpdateOrders } from '@twinbank/stored-releases';

/** A slice is one transaction, which on the embedded database holds everybody up. Smaller ones cost nearly as much: its statements are always eight. */
const PACE = { aimMs: 25, min: 50, max: 1000 };
const FIRST_SLICE = 200;
/** Planned in one look; other campaigns, deadlines and reports have their turn in between. */
const LOOK_MS = 250;

/** Plans campaigns that are starting, slice by slice. Stopped in the middle at any point, any server goes on from what is written. */
@Injectable()
export class Planner {
  private size = FIRST_SLICE;

  constructor(
    private readonly plans: Plans,
    private readonly orders: UpdateOrders,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Plans for a moment; returns whether there is more to plan. */
  async goOn(campaign: Campaign): Promise<boolean> {
    const order = await this.orders.of(campaign);
    const endMs = performance.now() + LOOK_MS;
    while (performance.now() < endMs) {
      const startMs = performance.now();
      const after = await this.plans.goOn(campaign.id, order, { limit: this.size, nowMs: this.clock.nowMs() });
      this.size = nextSlice(this.size, performance.now() - startMs, PACE);
      if (after?.state !== 'starting') {
        this.bus.recorded();
        return false;
      }
    }
    return true;
  }
}
