import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../../asking/headers.js';
import { reasonHeader } from '../../asking/reason.js';
import { rest } from '../../server/rest.js';
import { revisionFor, waitingGate, type Order } from './orders.js';

type CampaignDetail = components['schemas']['CampaignDetail'];

/** What was seen of a plan: refused with `plan_changed` if its groups select others meanwhile. */
const seenPlan = ({ devices, groups }: NonNullable<CampaignDetail['plan']>) => ({
  devices,
  ...(groups !== undefined && { groups }),
});

/**
 * Gives an order about a campaign as it was seen: refused with `precondition_failed` if it changed meanwhile, unless the order only
 * takes back ({@link revisionFor}). A gate is opened where a wave waits at it only.
 */
export function giveOrder(order: Order, seen: CampaignDetail, reason: string): Promise<unknown> {
  const { id, plan } = seen;
  const revision = revisionFor(order, seen);
  const params = { path: { id }, header: { ...headersOf({ revision }), ...reasonHeader(reason) } };
  switch (order) {
    case 'approve':
      return answerOf(
        rest.POST('/api/v1/campaigns/{id}/approve', { params, body: plan === undefined ? {} : seenPlan(plan) }),
      );
    case 'reject':
      return answerOf(rest.POST('/api/v1/campaigns/{id}/reject', { params, body: { reason } }));
    case 'delete':
      return answerOf(rest.DELETE('/api/v1/campaigns/{id}', { params }));
    case 'open-gate':
      return answerOf(rest.POST('/api/v1/campaigns/{id}/open-gate', { params, body: { wave: waitingGate(seen)! } }));
    default:
      return answerOf(rest.POST(`/api/v1/campaigns/{id}/${order}`, { params }));
  }
}
