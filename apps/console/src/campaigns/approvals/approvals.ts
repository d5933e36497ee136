import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';

/** What was said of a campaign, and what is other than it was then. */
export type Approvals = components['schemas']['ApprovalsAnswer'];

/** Asked for a draft that somebody says something of; the server looks at its devices for it. */
export const useApprovals = (id: number, isAsked = true) =>
  useQuery({
    queryKey: ['campaign', id, 'approvals'],
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}/approvals', { params: { path: { id } } })),
    enabled: isAsked,
    ...LIVE_COUNTED,
  });
