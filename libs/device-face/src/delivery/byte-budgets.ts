import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { leaseTermsOf, meterKey, type Meter } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import { ByteLedger, type MeteredBy } from '@twinbank/delivery';
import { LOGGER } from '@twinbank/ports';

/**
 * Leases are asked for together, so often at the most: up to twenty transactions of two statements a second, however many budgets there are. Where one
 * has no bucket of its own, because it is new or a campaign has too many, a statement and a second transaction follow.
 */
const GATHER_MS = 50;

interface LeasedMeter extends MeteredBy {
  readonly meter: Meter;
}

/**
 * The byte budgets of campaigns at this server. What is leased is sent without asking; leases are asked for in batches, and only while devices
 * wait for them. Campaigns without budgets never come here.
 */
@Injectable()
export class ByteBudgets {
  private readonly ledger = new ByteLedger<LeasedMeter>();
  private timer: NodeJS.Timeout | undefined;
  private busy = false;
  private stopped = false;
  private wake: { readonly timer: NodeJS.Timeout; readonly atMs: number } | undefined;
  private heard: () => void = () => undefined;

  constructor(
    private readonly jobs: Jobs,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** How many bytes of a transfer's blocks may be sent now. If none may, {@link onMore} is called when that may have changed. */
  bytesFor(meters: readonly Meter[], wanted: number): number {
    const { bytes, untilMs } = this.ledger.metering(leasedOf(meters), wanted, performance.now());
    if (bytes > 0) return bytes;
    if (untilMs === undefined) this.soon();
    else this.wakeAt(untilMs);
    return 0;
  }

  /** When a device should come back whose want would have to wait for long; undefined if it may wait here. */
  turnAway(
    meters: readonly Meter[],
    wanted: { readonly transfer: number; readonly bytes: number },
    queuedOf: (key: string) => number,
  ): number | undefined {
    return this.ledger.turnAway(leasedOf(meters), wanted, queuedOf, performance.now());
  }

  /** The names of budgets, by which what waits for them is counted. */
  keysOf(meters: readonly Meter[]): readonly string[] {
    return leasedOf(meters).map(({ key }) => key);
  }

  /** Records that bytes were sent. */
  spent(meters: readonly Meter[], bytes: number): void {
    this.ledger.spent(leasedOf(meters), bytes, performance.now());
  }

  /** Calls back after each lease, and when a budget that was used up may have more. */
  onMore(heard: () => void): void {
    this.heard = heard;
  }

  /** Asks for nothing any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.wake?.timer);
  }

  private wakeAt(atMs: number): void {
    if (this.stopped || (this.wake && this.wake.atMs <= atMs)) return;
    clearTimeout(this.wake?.timer);
    const timer = setTimeout(
      () => {
        this.wake = undefined;
        this.heard();
      },
      Math.ceil(atMs - performance.now()),
    );
    this.wake = { timer, atMs };
  }

  private soon(): void {
    if (this.stopped || this.busy) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.busy = true;
      void this.lease().finally(() => {
        this.busy = false;
        this.heard();
      });
    }, GATHER_MS);
  }

  private async lease(): Promise<void> {
    const asked = this.ledger.takeAsked();
    if (asked.length === 0) return;
    try {
      const answers = await this.jobs.byteLeases.take(asked.map(({ meter, bytes }) => ({ meter: meter.meter, bytes })));
      const nowMs = performance.now();
      for (const [at, { meter }] of asked.entries()) this.ledger.granted(meter, answers[at]!, nowMs);
    } catch (error) {
      this.logger.warn({ err: error }, 'no bytes could be leased: devices of campaigns with budgets wait');
      for (const { meter } of asked) this.ledger.failed(meter, performance.now());
    }
  }
}

/** Made once for each transfer. */
const LEASED = new WeakMap<readonly Meter[], readonly LeasedMeter[]>();

function leasedOf(meters: readonly Meter[]): readonly LeasedMeter[] {
  let leased = LEASED.get(meters);
  if (leased === undefined) {
    leased = meters.map((meter) => ({ meter, key: meterKey(meter), ...leaseTermsOf(meter) }));
    LEASED.set(meters, leased);
  }
  return leased;
}
