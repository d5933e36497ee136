import type { FaultCode } from '@twinbank/protocol';

import type { JobCell } from '../counts.js';

/**
 * How a job can fail:
 *
 * - `rejected`: the device refused the release
 * - `reverted`: the new image ran, and the one before it runs again
 * - `timed_out`: no result came in time
 * - `failed`: every other failure
 */
export const FAILURE_CLASSES = ['rejected', 'failed', 'reverted', 'timed_out'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** Faults of a job whose new image ran and did not stay. */
const REVERTING_FAULTS: readonly FaultCode[] = ['reset_before_confirm', 'confirm_timeout', 'self_test_failed'];

/** The class of the failure of jobs; undefined if they did not fail. */
export function failureClassOf({ state, fault }: Pick<JobCell, 'state' | 'fault'>): FailureClass | undefined {
  if (state === 'rejected' || state === 'timed_out') return state;
  if (state !== 'failed') return undefined;
  return fault !== undefined && REVERTING_FAULTS.includes(fault) ? 'reverted' : 'failed';
}
