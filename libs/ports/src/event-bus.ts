import { Injectable } from '@nestjs/common';

import type { Event } from '@twinbank/database';

/** Something that may be shown live: a row of the events table, or (without an id) passing progress that is not worth a row. */
export interface LiveEvent extends Omit<Event, 'id'> {
  readonly id?: number;
}

type Listener = (event: LiveEvent) => void;

/**
 * Live events within this process. What is written to the events table is announced by {@link recorded} and read back from there
 * (so that events of other servers come the same way); progress that is not worth a row is passed on by {@link publish}.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Set<Listener>();
  private readonly wakers = new Set<() => void>();

  /** Rows were added to the events table and committed. Cheap; call it once for a batch. */
  recorded(): void {
    for (const wake of this.wakers) wake();
  }

  /** Shows a passing event to whoever is looking; lost where nobody is. */
  publish(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Whether anyone is looking: spares the making of passing events. */
  get watched(): boolean {
    return this.listeners.size > 0;
  }

  /** Hears passing events until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hears that rows were added, until the returned function is called. */
  onRecorded(wake: () => void): () => void {
    this.wakers.add(wake);
    return () => this.wakers.delete(wake);
  }
}
