import { Inject, Injectable } from '@nestjs/common';

import { Events, type EventDraft } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

/** Writes down what operators did, and shows it to who is looking. */
@Injectable()
export class EventLog {
  constructor(
    private readonly events: Events,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(kind: string, event: Omit<EventDraft, 'atMs' | 'kind'>): Promise<void> {
    await this.events.append([{ ...event, kind, atMs: this.clock.nowMs() }]);
    this.bus.recorded();
  }
}
