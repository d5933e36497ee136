import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import { headersOf } from '../../asking/headers.js';
import { within } from '../../asking/within.js';
import { useList } from '../../asking/list.js';

/** A webhook; never its secret. */
export type Webhook = components['schemas']['WebhookAnswer'];
/** What is, or was, to be sent to a webhook. */
export type Delivery = components['schemas']['DeliveryAnswer'];
/** What became of a delivery so far. */
export type DeliveryState = Delivery['state'];
/** What a new webhook is to be. */
export type WebhookWish = components['schemas']['WebhookRequest'];
type Change = components['schemas']['WebhookChangeRequest'];

/** Key of every query about webhooks and their deliveries. */
export const WEBHOOKS = ['webhooks'] as const;

/** Webhooks, in the order in which they were made; those of one project, if it is named. */
export const useWebhooks = (project?: string) =>
  useList(
    [...WEBHOOKS, 'list', project ?? ''],
    async (place): Promise<{ items: Webhook[]; next?: string | undefined }> => {
      const query = { ...place, ...(project !== undefined && { filter: within('', project) }) };
      const page = await answerOf(rest.GET('/api/v1/webhooks', { params: { query } }));
      return { items: page.items as Webhook[], next: page.next };
    },
  );

/** One webhook. */
export const useWebhook = (id: string) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'one', id],
    queryFn: () => answerOf(rest.GET('/api/v1/webhooks/{id}', { params: { path: { id } } })),
    ...LIVE_COUNTED,
  });

/** What was and is to be sent to a webhook, the newest first. */
export const useDeliveries = (id: string, state: DeliveryState | undefined) =>
  useList(
    [...WEBHOOKS, 'deliveries', id, state ?? ''],
    async (place): Promise<{ items: Delivery[]; next?: string | undefined }> => {
      const query = { ...place, sort: '-id', ...(state !== undefined && { state }) };
      const page = await answerOf(rest.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id }, query } }));
      return { items: page.items as Delivery[], next: page.next };
    },
  );

/** How many deliveries of a webhook are in a state; counted up to a bound of the server. */
export const useDeliveryCount = (id: string, state: DeliveryState) =>
  useQuery({
    queryKey: [...WEBHOOKS, 'count', id, state],
    queryFn: async () => {
      const query = { limit: 1, state, total: true };
      const { total = 0, totalIsExact } = await answerOf(
        rest.GET('/api/v1/webhooks/{id}/deliveries', { params: { path: { id }, query } }),
      );
      return { total, isExact: totalIsExact !== false };
    },
    ...LIVE_COUNTED,
  });

const about = ({ id, revision }: Webhook) => ({ path: { id }, header: headersOf({ revision }) });

/** Makes a webhook; the answer has its secret. */
export const makeWebhook = (body: WebhookWish) =>
  answerOf(rest.POST('/api/v1/webhooks', { params: { header: headersOf() }, body }));

/** Changes a webhook as it was seen. */
export const changeWebhook = (webhook: Webhook, body: Change) =>
  answerOf(rest.PATCH('/api/v1/webhooks/{id}', { params: about(webhook), body }));

/** Deletes a webhook as it was seen, with its deliveries. */
export const deleteWebhook = (webhook: Webhook) =>
  answerOf(rest.DELETE('/api/v1/webhooks/{id}', { params: about(webhook) }));

/** Gives a webhook another secret, which the answer has; the old one signs beside it for the overlap. */
export const rotateSecret = (webhook: Webhook, overlapSeconds: number) =>
  answerOf(rest.POST('/api/v1/webhooks/{id}/rotate', { params: about(webhook), body: { overlapSeconds } }));

/** Has a message sent that is a test and nothing else. */
export const testWebhook = (webhook: Webhook) =>
  answerOf(rest.POST('/api/v1/webhooks/{id}/test', { params: about(webhook) }));

/** Has dead deliveries sent once more, the oldest first; the answer says how many. */
export const replayAll = (webhook: Webhook) =>
  answerOf(rest.POST('/api/v1/webhooks/{id}/replay', { params: about(webhook) }));

/** Has one delivery sent once more. */
export const replayOne = ({ id }: Webhook, delivery: number) =>
  answerOf(
    rest.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/replay', {
      params: { path: { id, delivery }, header: headersOf() },
    }),
  );
