import { LRUCache } from 'lru-cache';

import { TokenBucket } from '@twinbank/primitives';

import { DELIVERY_LIMITS } from './delivery-limits.js';

interface Account {
  readonly bytes: TokenBucket;
  /** How many times in a row the device was told to come back later. */
  laters: number;
}

/**
 * How many bytes of blocks a transfer may still receive: its image twice, and a steady rate from then on, whatever
 * the device asks for and however often it connects. Kept in memory for the transfers used last; another server, or
 * this one after a restart, begins with a full budget.
 */
export class TransferBudgets {
  private readonly accounts = new LRUCache<number, Account>({ max: DELIVERY_LIMITS.transfers });

  /** Bytes that may be sent, not reduced by those queued; 0 or less if none may be sent. */
  left(transfer: number, streamBytes: number, nowMs: number): number {
    return this.account(transfer, streamBytes, nowMs).bytes.left(nowMs);
  }

  /** Records that bytes of blocks were sent. */
  sent(transfer: number, streamBytes: number, bytes: number, nowMs: number): void {
    const account = this.account(transfer, streamBytes, nowMs);
    account.bytes.take(bytes, nowMs);
    account.laters = 0;
  }

  /**
   * When a device whose budget is used up should come back: not before there is budget again, and later each time
   * that it asks too early.
   */
  retryAfterMs(transfer: number, streamBytes: number, nowMs: number): number {
    const account = this.account(transfer, streamBytes, nowMs);
    const { budgetLaterMinMs, budgetLaterMaxMs } = DELIVERY_LIMITS;
    const patienceMs = budgetLaterMinMs * 2 ** Math.min(account.laters++, 30);
    return Math.min(budgetLaterMaxMs, Math.max(patienceMs, account.bytes.waitMs(nowMs)));
  }

  private account(transfer: number, streamBytes: number, nowMs: number): Account {
    let account = this.accounts.get(transfer);
    if (!account) {
      account = { bytes: new TokenBucket(budgetOf(streamBytes), nowMs), laters: 0 };
      this.accounts.set(transfer, account);
    }
    return account;
  }
}

function budgetOf(streamBytes: number): { capacity: number; perSecond: number } {
  const { budgetImages, budgetSpareBytes, budgetRefillMs, budgetBytesPerSecondMin } = DELIVERY_LIMITS;
  return {
    capacity: budgetImages * streamBytes + budgetSpareBytes,
    perSecond: Math.max(budgetBytesPerSecondMin, (streamBytes * 1000) / budgetRefillMs),
  };
}
