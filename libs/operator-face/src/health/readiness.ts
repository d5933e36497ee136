/** The facts that readiness is judged by. Times are those of the monotonic clock. */
export interface ReadinessFacts {
  readonly database: boolean;
  readonly broker: boolean;
  /** Whether the storage has no space left for what must be stored. */
  readonly storageFull: boolean;
  /** Whether a stored image could not be read. */
  readonly someImageLost: boolean;
  /** Whether the next start would find the token that opens the key ring. */
  readonly keysReachable: boolean;
  /** Since when each kind of work has made no progress; kinds that make progress are left out. */
  readonly standing: {
    readonly rollout?: number | undefined;
    readonly reports?: number | undefined;
    readonly delivery?: number | undefined;
  };
  readonly clockSteppedMs: number | undefined;
  readonly nowMs: number;
}

/** What `/health/ready` answers. */
export interface Readiness {
  readonly status: 'ok' | 'unavailable';
  readonly database: 'ok' | 'unavailable';
  readonly broker: 'ok' | 'unavailable';
  readonly storage: 'ok' | 'full';
  /** Does not affect `status`: one lost image is no reason to send every request away. */
  readonly images: 'ok' | 'unreadable';
  /** Does not affect `status`: a server whose token was pulled out holds its keys and works on, but would not start again. */
  readonly keys: 'ok' | 'unavailable';
  readonly rollout: 'ok' | 'stuck';
  readonly reports: 'ok' | 'stuck';
  readonly delivery: 'ok' | 'stuck';
  /**
   * Whether the clock was moved. That does no harm by itself, but explains why devices with good clocks are or were
   * refused.
   */
  readonly clock: 'ok' | 'moved';
  readonly clockMovedMs?: number;
}

/**
 * Work without progress for longer than this is stuck. It is longer than the timeout of a statement, and longer than
 * one round of work takes on a busy machine.
 */
export const STUCK_MS = 25_000;

/**
 * Whether a server does its work. It is not enough that it can reach database and broker: campaigns must have been
 * looked after, reports written and wants answered lately.
 */
export function readinessOf({
  database,
  broker,
  storageFull,
  someImageLost,
  keysReachable,
  standing,
  clockSteppedMs,
  nowMs,
}: ReadinessFacts): Readiness {
  const work = (sinceMs: number | undefined): 'ok' | 'stuck' =>
    sinceMs !== undefined && nowMs - sinceMs > STUCK_MS ? 'stuck' : 'ok';
  const reach = (there: boolean): 'ok' | 'unavailable' => (there ? 'ok' : 'unavailable');
  const parts = {
    database: reach(database),
    broker: reach(broker),
    storage: storageFull ? ('full' as const) : ('ok' as const),
    rollout: work(standing.rollout),
    reports: work(standing.reports),
    delivery: work(standing.delivery),
  };
  const ready = Object.values(parts).every((part) => part === 'ok');
  return {
    status: reach(ready),
    ...parts,
    images: someImageLost ? 'unreadable' : 'ok',
    keys: reach(keysReachable),
    clock: clockSteppedMs === undefined ? 'ok' : 'moved',
    ...(clockSteppedMs !== undefined && { clockMovedMs: clockSteppedMs }),
  };
}
