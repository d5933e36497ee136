import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';

import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../asking/headers.js';
import { isRefusal } from '../server/refusals.js';
import { rest } from '../server/rest.js';
import { changeOf, type Form } from './form/form.js';
import { schemaAt } from './form/schema.js';
import { lastGoodOf, type LastGood } from './preview/last-good.js';

/** What the server says that a campaign would do. */
export type Preview = components['schemas']['CampaignPreviewAnswer'];
type Detail = components['schemas']['CampaignDetail'];
type Request = components['schemas']['CampaignRequest'];

const LIST_MAX = 1000;
/** How often a preview is asked for again, some half a minute in all, and how long it waits at most, in milliseconds. */
const PREVIEW_REPEATS = 8;
const PREVIEW_DELAY_MAX_MS = 5000;

/** What a campaign would do, as far as it is known. */
export interface ShownPreview {
  /** The question of what is written now. Each form is a question of its own, so a late answer to an older one never stands for it. */
  readonly query: UseQueryResult<Preview>;
  readonly good: LastGood<Preview> | undefined;
}

/** What a campaign would do if it were written down as the form is; not asked before there is a release. */
export function usePreview(body: Form): ShownPreview {
  const good = useRef<LastGood<Preview>>(undefined);
  const query = useQuery({
    queryKey: ['campaign-preview', body],
    queryFn: ({ signal }) =>
      answerOf(rest.POST('/api/v1/campaigns/preview', { body: body as unknown as Request, signal })),
    enabled: body['product'] !== undefined && body['release'] !== undefined,
    // A server that counts for others says so (`overloaded`), and has time for this one soon.
    retry: (count, error) => count < PREVIEW_REPEATS && !isRefusal(error),
    retryDelay: (count) => Math.min(700 * 2 ** count, PREVIEW_DELAY_MAX_MS),
  });
  const aim = { product: String(body['product'] ?? ''), release: String(body['release'] ?? '') };
  good.current = lastGoodOf(good.current, query, aim);
  return { query, good: good.current };
}

/** The products that campaigns can be for. */
export const useProducts = () =>
  useQuery({
    queryKey: ['products-of-composer'],
    queryFn: async () => {
      const page = await answerOf(rest.GET('/api/v1/products', { params: { query: { limit: LIST_MAX } } }));
      return page.items as components['schemas']['ProductAnswer'][];
    },
  });

/** The releases of a product that can be brought to devices, the newest first. */
export const useReleases = (product: string | undefined) =>
  useQuery({
    queryKey: ['releases-of-composer', product],
    queryFn: async () => {
      const params = { path: { product: product! }, query: { limit: LIST_MAX } };
      const page = await answerOf(rest.GET('/api/v1/products/{product}/releases', { params }));
      const items = page.items as components['schemas']['ReleaseAnswer'][];
      return items.filter(({ state }) => state === 'available').reverse();
    },
    enabled: product !== undefined,
  });

/** Writes a campaign down. */
export const createCampaign = (body: Form): Promise<Detail> =>
  answerOf(rest.POST('/api/v1/campaigns', { body: body as unknown as Request, params: { header: headersOf() } }));

/** Makes a draft what the form says, if it is still as it was seen. */
export async function changeCampaign(id: number, revision: string, body: Form): Promise<Detail> {
  const { SCHEMAS } = await import('virtual:request-schemas');
  const standards = { concurrency: schemaAt(SCHEMAS, 'CampaignRequest', ['concurrency']).default };
  return answerOf(
    rest.PATCH('/api/v1/campaigns/{id}', {
      params: { path: { id }, header: headersOf({ revision }) },
      body: changeOf(body, standards) as unknown as Request,
    }),
  );
}
