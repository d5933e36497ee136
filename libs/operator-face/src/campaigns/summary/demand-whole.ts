import type { Campaign } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

/** @throws Fault `jobs_removed`: an answer that says that it is about all jobs would not be */
export function demandWhole({ id, closing }: Campaign): void {
  if (closing === undefined) return;
  const removed = new Date(closing.atMs).toISOString();
  throw faultOf(
    'jobs_removed',
    `those of campaign ${id} since ${removed}; GET /campaigns/${id}/jobs has what is left`,
    { removed },
  );
}
