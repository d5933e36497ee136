import { useQueries, useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { useReadiness } from '../../admin/server/health.js';
import { partsOf } from '../../admin/server/parts-of-server.js';
import { WEBHOOKS } from '../../admin/webhooks/webhooks.js';
import { within } from '../../asking/within.js';
import { isForbidden } from '../../server/refusals.js';
import { rest } from '../../server/rest.js';
import { useRights } from '../../session/use-rights.js';
import { countText } from '../fleet.js';
import { campaignNeed, DEVICE_NEEDS, deviceNeed, serverNeed, webhookNeed, type Need } from './needs.js';

/** Each device is counted by several selections: seldom enough for a server with many. In milliseconds. */
const REFRESH_MS = 60_000;
const ASKED = { staleTime: REFRESH_MS, refetchInterval: REFRESH_MS };
/** Campaigns and webhooks that are named; there may be more. */
export const NAMED_MAX = 5;

/** What waits for a person. */
export interface Needs {
  readonly needs: readonly Need[];
  /** Kinds of which more than {@link NAMED_MAX} wait. */
  readonly more: readonly ('campaigns' | 'webhooks')[];
  readonly isPending: boolean;
  /** Something of it could not be asked for: what is shown may not be all. */
  readonly isPartly: boolean;
}

/**
 * What waits for a person, of one project, if it is named. What somebody may not see is not asked for: whoever sees to it has the right, and
 * each refusal would stand in the audit log.
 */
export function useNeeds(project: string | undefined): Needs {
  const devices = useDeviceNeeds(project);
  const paused = useCampaignNeeds('state==paused', project);
  const drafts = useCampaignNeeds('approval==needed', project);
  const webhooks = useWebhookNeeds(project);
  const readiness = useReadiness();
  const server = readiness.data ? partsOf(readiness.data).filter(({ mood }) => mood !== 'good') : [];
  const campaigns = [paused, drafts];
  return {
    needs: [
      ...server.map(serverNeed),
      ...campaigns.flatMap(({ data }) => data?.items.map(campaignNeed) ?? []),
      ...devices.needs,
      ...(webhooks.data?.items.map(webhookNeed) ?? []),
    ],
    more: [
      ...(campaigns.some(({ data }) => data?.next !== undefined) ? (['campaigns'] as const) : []),
      ...(webhooks.data?.next === undefined ? [] : (['webhooks'] as const)),
    ],
    isPending: devices.isPending || paused.isLoading || drafts.isLoading,
    isPartly: devices.isPartly || [...campaigns, webhooks, readiness].some(isMissing),
  };
}

/** Whether an answer is missing that this person should have had. */
const isMissing = ({ isError, error }: { readonly isError: boolean; readonly error: unknown }): boolean =>
  isError && !isForbidden(error);

function useDeviceNeeds(project: string | undefined): { needs: Need[]; isPending: boolean; isPartly: boolean } {
  return useQueries({
    queries: DEVICE_NEEDS.map((need) => {
      const filter = within(need.filter, project);
      return {
        queryKey: ['needs', 'devices', filter],
        queryFn: () => answerOf(rest.POST('/api/v1/selections/preview', { body: { filter, sample: 1 } })),
        ...ASKED,
      };
    }),
    combine: (answers) => ({
      needs: answers.flatMap(({ data }, at) =>
        data === undefined || data.count === 0 ? [] : [deviceNeed(DEVICE_NEEDS[at]!, data.count, countText(data))],
      ),
      isPending: answers.some((answer) => answer.isPending),
      isPartly: answers.some(isMissing),
    }),
  });
}

function useCampaignNeeds(filter: string, project: string | undefined) {
  const isTheirs = useRights().maySomewhere('campaign.read');
  return useQuery({
    enabled: isTheirs,
    queryKey: ['campaigns', 'needs', filter, project ?? ''],
    queryFn: async () => {
      const query = { filter: within(filter, project), limit: NAMED_MAX, sort: '-id' };
      const { items, next } = await answerOf(rest.GET('/api/v1/campaigns', { params: { query } }));
      return { items: items as Parameters<typeof campaignNeed>[0][], next };
    },
    ...ASKED,
  });
}

function useWebhookNeeds(project: string | undefined) {
  const isTheirs = useRights().maySomewhere('webhook.manage');
  return useQuery({
    enabled: isTheirs,
    queryKey: [...WEBHOOKS, 'needs', project ?? ''],
    queryFn: async () => {
      const filter = within('failingSince=null=false,disabled==failing', project);
      const { items, next } = await answerOf(
        rest.GET('/api/v1/webhooks', { params: { query: { filter, limit: NAMED_MAX } } }),
      );
      return { items: items as Parameters<typeof webhookNeed>[0][], next };
    },
    ...ASKED,
  });
}
