import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import { Events } from '@twinbank/database';
import { CLOCK, EventBus, LOGGER, type LiveEvent } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { EventOrder } from './event-order.js';

/** How often the events table is read even if nothing was announced: finds events of other servers. */
const POLL_MS = 2000;
/** How long to wait after an announcement, so that a burst of writes is read at once. */
const DEBOUNCE_MS = 100;
/** How long a row with a lower id may appear after one with a higher id. */
const GAP_MS = 5000;
const PAGE = 500;

type Listener = (event: LiveEvent) => void;

/**
 * Follows the events table on behalf of all watchers together, as long as there are any. Passing events of this server,
 * which are not stored, are added.
 */
@Injectable()
export class EventFeed implements OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private order: EventOrder | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** When the table is read next, by the monotonic clock; set until that read begins. */
  private dueMs = Infinity;
  private looking: Promise<void> = Promise.resolve();
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly events: Events,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * No row up to this id will be sent to listeners any more: each was sent already, or was written before anybody
   * watched.
   */
  get position(): number {
    return this.order?.position ?? 0;
  }

  /** Calls the listener for every event from now on, until the returned function is called. */
  async watch(listener: Listener): Promise<() => void> {
    if (this.listeners.size === 0) {
      this.unsubscribe.push(
        this.bus.subscribe((event) => this.tell(event)),
        this.bus.onRecorded(() => this.lookIn(DEBOUNCE_MS)),
      );
    }
    this.listeners.add(listener);
    const unwatch = (): void => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
    try {
      if (this.order === undefined) await this.begin();
    } catch (error) {
      unwatch();
      throw error;
    }
    this.lookIn(POLL_MS);
    return unwatch;
  }

  onModuleDestroy(): void {
    this.listeners.clear();
    this.rest();
  }

  private async begin(): Promise<void> {
    const position = await this.events.latestId();
    this.order ??= new EventOrder(position, GAP_MS);
  }

  private rest(): void {
    for (const end of this.unsubscribe.splice(0)) end();
    clearTimeout(this.timer);
    this.dueMs = Infinity;
    this.order = undefined;
  }

  /**
   * Reads the table after this time. An earlier planned read stays as it is: repeated calls must not postpone it for
   * ever.
   */
  private lookIn(ms: number): void {
    const dueMs = performance.now() + ms;
    if (this.dueMs <= dueMs) return;
    this.dueMs = dueMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.looking = this.looking.then(() => {
        this.dueMs = Infinity;
        return this.look();
      });
    }, ms);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const { order } = this;
    if (order === undefined) return;
    try {
      for (let after: number | undefined = order.position; after !== undefined;) {
        const page: { items: readonly (LiveEvent & { id: number })[]; next?: number } = await this.events.list(
          {},
          { after, limit: PAGE },
        );
        // Everybody left while this page was read. Those who came since follow a new order, and must not get these
        // events twice.
        if (this.order !== order) return;
        for (const event of order.fresh(page.items)) this.tell(event);
        after = page.next;
      }
      order.settle(this.clock.nowMs());
    } catch (error) {
      this.logger.warn({ err: error }, 'the event feed could not be read; will retry');
    }
    if (this.listeners.size > 0) this.lookIn(POLL_MS);
  }

  private tell(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
