import { LRUCache } from 'lru-cache';
import { addressKey, TokenBucket } from '@twinbank/primitives';
import { BROKER_LIMITS } from '../broker-limits.js';

/** A connection before its admission. */
export interface Arrival {
  /** Called when it may be read from. */
  enter(): void;
}

/**
 * What one address may cost before anybody from there is admitted. Only failed attempts count. So a whole fleet
 * behind one address may connect at once: as many at a time as attempts may fail, with the others queued behind
 * them.
 */
export class AddressDoor {
  private readonly failures: TokenBucket;
  private readonly line = new Set<Arrival>();
  private inside = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: { readonly failures: { capacity: number; perSecond: number }; readonly line: number },
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.failures = new TokenBucket(limits.failures, nowMs());
  }

  /** Whether so many attempts failed that further ones have to wait. */
  get exhausted(): boolean {
    return this.failures.left(this.nowMs()) < 1;
  }

  /** Whether the queue is so long that a further connection would wait in vain. */
  get full(): boolean {
    return this.line.size >= this.limits.line && this.exhausted;
  }

  /** Whether nobody is inside or queued. */
  get idle(): boolean {
    return this.inside === 0 && this.line.size === 0;
  }

  /** True if the arrival may be read from at once; otherwise it is queued, and called later. */
  knock(arrival: Arrival): boolean {
    if (this.line.size === 0 && this.room()) {
      this.inside++;
      return true;
    }
    this.line.add(arrival);
    this.watch();
    return false;
  }

  /** An arrival that was let in has been admitted, or has failed. */
  done(admitted: boolean): void {
    this.inside--;
    if (!admitted) this.failed();
    this.serve();
  }

  /** A connection ended before it was let in. True if it was queued. */
  gone(arrival: Arrival): boolean {
    this.failed();
    return this.line.delete(arrival);
  }

  private failed(): void {
    this.failures.take(1, this.nowMs());
  }

  private room(): boolean {
    return this.failures.left(this.nowMs()) >= this.inside + 1;
  }

  private serve(): void {
    for (const arrival of this.line) {
      if (!this.room()) break;
      this.line.delete(arrival);
      this.inside++;
      arrival.enter();
    }
    this.watch();
  }

  /** Failures are forgiven with time, so somebody has to check again. */
  private watch(): void {
    if (this.line.size === 0 || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.serve();
    }, BROKER_LIMITS.doorLookMs).unref();
  }
}

/** The doors of the addresses that connected most recently. */
export class AddressDoors {
  private readonly doors = new LRUCache<string, AddressDoor>({ max: BROKER_LIMITS.addresses });

  constructor(private readonly limits: ConstructorParameters<typeof AddressDoor>[0]) {}

  of(remoteAddress: string | undefined): AddressDoor {
    const key = addressKey(remoteAddress ?? '');
    let door = this.doors.get(key);
    if (!door) this.doors.set(key, (door = new AddressDoor(this.limits)));
    return door;
  }
}
