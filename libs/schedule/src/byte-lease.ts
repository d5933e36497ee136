import { taken, type Bucket } from './bucket.js';
import { byteAllowance, type ByteBudget } from './byte-budget.js';

/** A server may send what it has leased for so long at the most; then what is left is lost. */
export const LEASE_MAX_MS = 1000;
/** Less than a few blocks are not worth a lease of their own. */
export const LEASE_PIECE_BYTES = 8192;

/** Bytes that one server took out of a budget that several share. */
export interface ByteLease {
  /** Whole bytes; 0 if there are too few. */
  readonly bytes: number;
  /** What to remember of the budget. */
  readonly bucket: Bucket;
  /** When it is worth while to ask for more; 0 if all that was asked for was there, or all that can be leased at once. */
  readonly waitMs: number;
}

/** How long a lease of a budget holds: half of its burst, but no longer than {@link LEASE_MAX_MS}. */
export const leaseMsOf = ({ burstSeconds }: ByteBudget): number => Math.min(LEASE_MAX_MS, burstSeconds * 500);

/** How many bytes are leased at once at the most: what the budget brings in that time. */
export const leaseBytesOf = (budget: ByteBudget): number =>
  Math.floor((budget.bytesPerSecond * leaseMsOf(budget)) / 1000);

/**
 * Leases bytes of a budget. What can be leased at once is smaller than the burst by what a lease holds, as leased bytes may be sent later: so no stretch of time sees more than
 * its own at the rate of the budget, and one burst, however many servers lease.
 *
 * @param state what to remember, from the last lease; undefined at the beginning
 */
export function leaseOf(budget: ByteBudget, state: Bucket | undefined, asked: number, nowMs: number): ByteLease {
  const shared = { ...budget, burstSeconds: budget.burstSeconds - leaseMsOf(budget) / 1000 };
  const { available, bucket } = byteAllowance(shared, state, nowMs);
  const most = leaseBytesOf(budget);
  const wanted = Math.min(asked, most);
  const bytes = available >= Math.min(wanted, LEASE_PIECE_BYTES) ? Math.min(available, wanted) : 0;
  const after = taken(bucket, bytes);
  const piece = Math.min(LEASE_PIECE_BYTES, most);
  const missing = bytes < wanted ? Math.max(0, piece - after.tokens) : 0;
  return { bytes, bucket: after, waitMs: Math.ceil((missing * 1000) / budget.bytesPerSecond) };
}
