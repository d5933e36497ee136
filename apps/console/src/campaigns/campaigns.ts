import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { within } from '../asking/within.js';
import { toldEvents } from '../events/told-event.js';
import { LIVE, LIVE_COUNTED } from '../server/queries.js';
import { rest } from '../server/rest.js';

/** A campaign as lists show it. */
export type Campaign = components['schemas']['CampaignAnswer'];
/** A campaign with its waves and counts. */
export type CampaignDetail = components['schemas']['CampaignDetail'];

const PAGE = 50;
const DECISIONS_SHOWN = 50;

/** Campaigns, the newest first; those of one project, if it is named. */
export const useCampaigns = (project?: string) =>
  useInfiniteQuery({
    queryKey: ['campaigns', project ?? ''],
    queryFn: async ({ pageParam: after }) => {
      const query = {
        limit: PAGE,
        sort: '-created,-id',
        ...(project !== undefined && { filter: within('', project) }),
        ...(after !== '' && { after }),
      };
      const page = await answerOf(rest.GET('/api/v1/campaigns', { params: { query } }));
      return { next: page.next, items: page.items as Campaign[] };
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    ...LIVE,
  });

/** A campaign, its waves and counts. */
export const useCampaign = (id: number) =>
  useQuery({
    queryKey: ['campaign', id],
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })),
    ...LIVE,
  });

/** The jobs of a campaign by state, for each value of what they are divided by. @param by as the server names it, such as `fault` */
export const useSummary = (id: number, by: string) =>
  useQuery({
    queryKey: ['campaign', id, 'summary', by],
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}/summary', { params: { path: { id }, query: { by } } })),
    ...LIVE_COUNTED,
  });

/** What was decided, the newest first. */
export const useTimeline = (id: number) =>
  useQuery({
    queryKey: ['campaign', id, 'timeline'],
    queryFn: async () => {
      const params = { path: { id }, query: { limit: DECISIONS_SHOWN, sort: '-id' } };
      const page = await answerOf(rest.GET('/api/v1/campaigns/{id}/timeline', { params }));
      return toldEvents(page);
    },
    ...LIVE,
  });
