import { LRUCache } from 'lru-cache';

import { TokenBucket } from '@twinbank/primitives';

import { DELIVERY_LIMITS } from './delivery-limits.js';

interface Account {
  readonly bytes: TokenBucket;
  /** How often in a row the device was told to come back later. */
  laters: number;
}

/**
 * How many bytes of blocks a transfer may still draw: an image twice, and a part of it each minute from then on, whatever the device
 * asks for and however often it connects. In memory, for the transfers used last; another server, or this one after a
 * restart, begins with a full budget.
 */
export class TransferBudgets {
  private readonly accounts = new LRUCache<number, Account>({ max: DELIVERY_LIMITS.transfers });

  /** Bytes that may be sent, those in line not counted; 0 or less where none may. */
  left(transfer: number, streamBytes: number, nowMs: number): number {
    return this.account(transfer, streamBytes, nowMs).bytes.left(nowMs);
  }

  /** Blocks went out. */
  sent(transfer: number, streamBytes: number, bytes: number, nowMs: number): void {
    const account = this.account(transfer, streamBytes, nowMs);
    account.bytes.take(bytes, nowMs);
    account.laters = 0;
  }

  /** When a device should come back whose budget is used up: not before there is something, and later from time to time. */
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
