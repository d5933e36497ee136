import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { rest } from '../../server/rest.js';
import type { CampaignDetail } from '../campaigns.js';
import { mayHaveReached } from './orders.js';

/** How often it is counted anew while it is looked at, in milliseconds: the server looks at every job for it. */
const COUNTED_MS = 30_000;

/** Key of what a roll-back of a campaign would do; not under that of the campaign, which each event makes out of date. */
export const outlookKey = (id: number) => ['roll-back', id] as const;

/** What a roll-back of a campaign would do now, where it may do something, and one may order it. */
export const useOutlook = (campaign: CampaignDetail, isAsked: boolean) =>
  useQuery({
    queryKey: outlookKey(campaign.id),
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}/roll-back', { params: { path: { id: campaign.id } } })),
    enabled: isAsked && mayHaveReached(campaign),
    staleTime: COUNTED_MS,
    refetchInterval: COUNTED_MS,
  });
