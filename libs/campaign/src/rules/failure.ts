import type { FaultCode } from '@twinbank/protocol';

import type { JobCell } from '../counts.js';
import { UNWELL_FAULTS } from '../soak/wellness.js';

/**
 * How a job can fail:
 *
 * - `rejected`: the device refused the release
 * - `reverted`: the new image ran, and the one before it runs again
 * - `timed_out`: no result came in time
 * - `unhealthy`: the device took the release, and was not well while it was watched
 * - `failed`: every other failure
 */
export const FAILURE_CLASSES = ['rejected', 'failed', 'reverted', 'timed_out', 'unhealthy'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** Faults of a job whose new image ran and did not stay. */
const REVERTING_FAULTS: readonly FaultCode[] = ['reset_before_confirm', 'confirm_timeout', 'self_test_failed'];

/** The class of the failure of jobs; undefined if they did not fail. */
export function failureClassOf({ state, fault }: Pick<JobCell, 'state' | 'fault'>): FailureClass | undefined {
  if (state === 'rejected' || state === 'timed_out') return state;
  if (state !== 'failed') return undefined;
  if (fault === undefined) return state;
  if (UNWELL_FAULTS.includes(fault)) return 'unhealthy';
  return REVERTING_FAULTS.includes(fault) ? 'reverted' : state;
}
