import { LRUCache } from 'lru-cache';

import { DELIVERY_LIMITS } from './delivery-limits.js';

/** A budget of bytes that servers share, and of which each leases some at a time. */
export interface MeteredBy {
  /** Different for each budget. */
  readonly key: string;
  readonly bytesPerSecond: number;
  /** What may be sent at once if nothing was sent for long. */
  readonly burstBytes: number;
  /** Bytes of a lease at most, and how long they may be sent. */
  readonly leaseBytes: number;
  readonly leaseMs: number;
}

/** How many bytes may be sent now; if none, when that is looked at again, or once a lease that is asked for has come. */
export type Metering = { readonly bytes: number; readonly untilMs?: number };

/** Bytes that this server asks for. */
export interface LeaseAsked<T extends MeteredBy = MeteredBy> {
  readonly meter: T;
  readonly bytes: number;
}

interface Account<T extends MeteredBy> {
  readonly meter: T;
  /** Leased and not sent; below 0 by what a last block was too long. */
  balance: number;
  expiresAtMs: number;
  /** Wanted since the last lease. */
  asked: number;
  leasing: boolean;
  /** The budget is used up until then. */
  emptyUntilMs: number;
  /** Whether the last lease was less than what was asked for. */
  short: boolean;
  /** When everything will have been sent that was promised to devices that come back. */
  promisedMs: number;
}

/** A device whose want would wait longer for a budget is told to come back: half of what any want may wait. */
const METERED_LINE_MS = DELIVERY_LIMITS.lineMs / 2;
/** A device adds a random part of up to one half to the wait that it is told. */
const TOLD_SHARE = 0.8;

/**
 * What this server may send of the budgets that it shares with others. A block may be sent if anything is left: so a budget is overdrawn by less than a block, and the next lease
 * pays for it. Time is an argument, in milliseconds.
 */
export class ByteLedger<T extends MeteredBy = MeteredBy> {
  private readonly accounts = new LRUCache<string, Account<T>>({ max: DELIVERY_LIMITS.transfers });
  private readonly asking = new Set<Account<T>>();
  /** When transfers that were sent away come back, by the transfer. */
  private readonly turns = new LRUCache<number, number>({ max: DELIVERY_LIMITS.transfers });

  /** How much of the next blocks of a transfer may be sent. @param wanted bytes that its device still wants */
  metering(meters: readonly T[], wanted: number, nowMs: number): Metering {
    const accounts = meters.map((meter) => this.account(meter, nowMs));
    const short = accounts.filter(({ balance }) => balance <= 0);
    if (short.length === 0) return { bytes: Math.min(...accounts.map(({ balance }) => balance)) };
    const untilMs = Math.max(...short.map(({ emptyUntilMs }) => emptyUntilMs));
    if (untilMs > nowMs) return { bytes: 0, untilMs };
    for (const account of short) this.ask(account, wanted);
    return { bytes: 0 };
  }

  /**
   * When a device should come back that wants something now; undefined if it may wait here, because it would not wait for long. One that asks again before its time keeps its turn:
   * whoever ignores the answer makes nobody else wait longer.
   *
   * @param bytes that it wants
   * @param queuedOf bytes that wait for a budget already, by its key
   */
  turnAway(
    meters: readonly T[],
    { transfer, bytes }: { readonly transfer: number; readonly bytes: number },
    queuedOf: (key: string) => number,
    nowMs: number,
  ): number | undefined {
    const waits = meters.map((meter) => {
      const account = this.account(meter, nowMs);
      return { account, waitMs: waitFor(account, queuedOf(meter.key), nowMs) };
    });
    const long = waits.filter(({ waitMs }) => waitMs > METERED_LINE_MS);
    const turnMs = this.turns.get(transfer) ?? 0;
    if (long.length > 0 && turnMs > nowMs) return Math.max(DELIVERY_LIMITS.laterMinMs, Math.round(turnMs - nowMs));
    this.turns.delete(transfer);
    if (long.length === 0) return undefined;
    const laterMs = Math.max(...long.map(({ account, waitMs }) => promised(account, bytes, nowMs, waitMs)));
    this.turns.set(transfer, nowMs + laterMs);
    return laterMs;
  }

  /** Records that bytes were sent. */
  spent(meters: readonly T[], bytes: number, nowMs: number): void {
    for (const meter of meters) this.account(meter, nowMs).balance -= bytes;
  }

  /** The leases that are to be asked for now. Each is answered by {@link granted} or {@link failed}. */
  takeAsked(): readonly LeaseAsked<T>[] {
    const asked = [...this.asking].map((account) => {
      const bytes = Math.min(account.meter.leaseBytes, Math.ceil(account.asked - Math.min(0, account.balance)));
      account.asked = 0;
      account.leasing = true;
      return { meter: account.meter, bytes };
    });
    this.asking.clear();
    return asked;
  }

  /** A lease came. @param waitMs until there is more; 0 if all that was asked for was there */
  granted(meter: T, { bytes, waitMs }: { readonly bytes: number; readonly waitMs: number }, nowMs: number): void {
    const account = this.account(meter, nowMs);
    account.leasing = false;
    account.balance += bytes;
    account.expiresAtMs = nowMs + meter.leaseMs;
    account.emptyUntilMs = nowMs + waitMs;
    account.short = waitMs > 0;
  }

  /** A lease could not be had: nothing is sent for a while. */
  failed(meter: T, nowMs: number): void {
    this.granted(meter, { bytes: 0, waitMs: meter.leaseMs }, nowMs);
  }

  private ask(account: Account<T>, wanted: number): void {
    if (account.leasing) return;
    account.asked = Math.min(account.meter.leaseBytes, account.asked + wanted);
    this.asking.add(account);
  }

  private account(meter: T, nowMs: number): Account<T> {
    let account = this.accounts.get(meter.key);
    if (account === undefined) {
      const never = { expiresAtMs: 0, emptyUntilMs: 0, promisedMs: 0 };
      account = { meter, balance: 0, asked: 0, leasing: false, short: false, ...never };
      this.accounts.set(meter.key, account);
    }
    if (account.balance > 0 && nowMs >= account.expiresAtMs) account.balance = 0;
    return account;
  }
}

/** How long a want would wait behind those that are queued. As long as leases are as large as what was asked for, a burst may still be there. */
function waitFor<T extends MeteredBy>(
  { meter, short, emptyUntilMs }: Account<T>,
  queued: number,
  nowMs: number,
): number {
  const behind = short ? queued : queued - meter.burstBytes;
  return Math.max(0, emptyUntilMs - nowMs) + Math.max(0, (behind * 1000) / meter.bytesPerSecond);
}

/** When a device should come back: after those that were told so before it, but while half of what may wait is still there. So the budget is used meanwhile. */
function promised<T extends MeteredBy>(account: Account<T>, wanted: number, nowMs: number, waitMs: number): number {
  const { laterMinMs, laterMaxMs } = DELIVERY_LIMITS;
  const turnMs = Math.max(account.promisedMs, nowMs + waitMs);
  account.promisedMs = Math.min(turnMs + (wanted * 1000) / account.meter.bytesPerSecond, nowMs + laterMaxMs);
  return Math.round(Math.max(laterMinMs, TOLD_SHARE * (turnMs - nowMs - METERED_LINE_MS / 2)));
}
