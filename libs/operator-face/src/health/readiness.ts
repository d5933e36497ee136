/** What readiness is judged by; times are those of the steady clock. */
export interface ReadinessFacts {
  readonly database: boolean;
  readonly broker: boolean;
  /** Whether there is no room for what is to be stored. */
  readonly storageFull: boolean;
  /** Whether a stored image could not be read. */
  readonly someImageLost: boolean;
  /** Since when each kind of work stands; those that come forward are left out. */
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
  /** Stands beside the others: one lost image is no reason to send every request away. */
  readonly images: 'ok' | 'unreadable';
  readonly rollout: 'ok' | 'stuck';
  readonly reports: 'ok' | 'stuck';
  readonly delivery: 'ok' | 'stuck';
  /** `moved` does no harm by itself: it says why devices with good clocks may be refused, or were. */
  readonly clock: 'ok' | 'moved';
  readonly clockMovedMs?: number;
}

/** Longer than a statement is waited for, and than a look takes on a busy machine. */
export const STUCK_MS = 25_000;

/**
 * Whether a server does its work: not whether it could reach database and broker, but whether campaigns were looked after, reports
 * written and wants answered lately.
 */
export function readinessOf({
  database,
  broker,
  storageFull,
  someImageLost,
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
    clock: clockSteppedMs === undefined ? 'ok' : 'moved',
    ...(clockSteppedMs !== undefined && { clockMovedMs: clockSteppedMs }),
  };
}
