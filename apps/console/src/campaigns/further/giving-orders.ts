import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../../asking/headers.js';
import { rest } from '../../server/rest.js';
import { waitingGate, type FurtherOrder } from './further-orders.js';
import { reasonHeader } from './reason.js';

type CampaignDetail = components['schemas']['CampaignDetail'];

/** Gives an order about a campaign as it was seen: refused with `precondition_failed` if somebody changed it meanwhile. */
export function giveFurther(order: FurtherOrder, seen: CampaignDetail, reason: string): Promise<unknown> {
  const { id, revision, plan } = seen;
  const params = { path: { id }, header: { ...headersOf({ revision }), ...reasonHeader(reason) } };
  switch (order) {
    case 'start':
      return answerOf(rest.POST('/api/v1/campaigns/{id}/start', { params }));
    case 'approve':
      return answerOf(
        rest.POST('/api/v1/campaigns/{id}/approve', {
          params,
          body: plan === undefined ? {} : { devices: plan.devices },
        }),
      );
    case 'reject':
      return answerOf(rest.POST('/api/v1/campaigns/{id}/reject', { params, body: { reason: reason.trim() } }));
    case 'delete':
      return answerOf(rest.DELETE('/api/v1/campaigns/{id}', { params }));
    case 'open-gate':
      return answerOf(
        rest.POST('/api/v1/campaigns/{id}/open-gate', { params, body: { wave: waitingGate(seen) ?? 0 } }),
      );
    case 'roll-back':
      return answerOf(rest.POST('/api/v1/campaigns/{id}/roll-back', { params }));
  }
}
