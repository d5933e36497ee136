import type { FaultCode } from '@twinbank/protocol';

import type { RetryPolicy } from '../config.js';

/**
 * Faults after which the same release may succeed next time. Every other fault is a property of the release, the
 * device or the campaign: a retry would only cause another outage, so a person has to look.
 */
export const TRANSIENT_FAULTS: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'ticket_expired',
  'ticket_replayed',
  'ticket_mismatch',
  'unknown_transfer',
  'job_closed',
  'block_digest_mismatch',
  'download_stalled',
  'image_digest_mismatch',
  'image_crc_mismatch',
  'flash_error',
  'companion_failed',
  'slot_not_found',
  'window_missed',
  'confirm_timeout',
  'reset_before_confirm',
  'job_timeout',
  'stage_accepted',
  'stage_progress',
  'stage_swap',
  'stage_confirm',
  'overloaded',
  'image_unreadable',
]);

/**
 * Milliseconds to wait after the given attempt (from 1): exponential, limited, and shortened by a random share, so
 * that devices that failed together do not all retry at the same moment.
 *
 * @param random in [0, 1)
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, random: number): number {
  const fullMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * policy.factor ** (attempt - 1));
  return Math.round(fullMs * (1 - policy.jitter * random));
}

/** Whether another attempt follows after this one (counted from 1) ended with the fault. */
export const mayRetry = (policy: RetryPolicy, attempt: number, fault: FaultCode): boolean =>
  attempt < policy.attempts && TRANSIENT_FAULTS.has(fault);
