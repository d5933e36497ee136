import { Injectable } from '@nestjs/common';

import type { Event } from '@twinbank/database';

/**
 * Something that may be shown live: a row of the events table, or (without an id) brief progress that is not
 * stored.
 */
export interface LiveEvent extends Omit<Event, 'id'> {
  readonly id?: number;
}

type Listener = (event: LiveEvent) => void;

/**
 * Live events within this process. Rows of the events table are announced by {@link recorded} and read from the
 * table, so that events of other servers arrive in the same way; progress that is not stored is passed on by {@link
 * publish}.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Set<Listener>();
  private readonly wakers = new Set<() => void>();

  /** Rows were added to the events table and committed. Cheap; call it once for a batch. */
  recorded(): void {
    for (const wake of this.wakers) wake();
  }

  /** Passes a brief event to every listener; it is lost if there is none. */
  publish(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Whether anyone is listening; if not, brief events need not be made. */
  get watched(): boolean {
    return this.listeners.size > 0;
  }

  /** Passes brief events to the listener until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `wake` when rows were added, until the returned function is called. */
  onRecorded(wake: () => void): () => void {
    this.wakers.add(wake);
    return () => this.wakers.delete(wake);
  }
}
