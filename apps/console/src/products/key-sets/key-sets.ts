import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';
import { quoted } from '../../asking/selection-text.js';
import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import { productKey, type Product } from '../products.js';

/** A key set of a product. */
export type KeySet = components['schemas']['KeySetAnswer'];
/** A signed key set, as it is stored. */
export type KeySetOrder = components['schemas']['KeySetRequest'];

/** Key of the list of the key sets of a product; what changes a product changes it, too. */
export const keySetsKey = (product: string) => [...productKey(product), 'key-sets'] as const;

/** The key sets of a product, newest first. */
export const useKeySets = (product: string) =>
  useList(keySetsKey(product), async (place): Promise<{ items: KeySet[]; next?: string | undefined }> => {
    const asked = { path: { product }, query: { ...place, sort: '-version' } };
    const page = await answerOf(rest.GET('/api/v1/products/{product}/key-sets', { params: asked }));
    return { items: page.items as KeySet[], next: page.next };
  });

/** Selects the devices of a product that say which key set they hold, by a condition on its version. */
export const holding = (product: string, condition: string): string => `product==${quoted(product)};keySet${condition}`;

/** How many devices of a product hold a key set to which a condition applies, as the server counts them. */
export const useHolding = (product: string, condition: string) =>
  useQuery({
    queryKey: ['selected', holding(product, condition)],
    queryFn: () =>
      answerOf(rest.POST('/api/v1/selections/preview', { body: { filter: holding(product, condition), sample: 1 } })),
    ...LIVE_COUNTED,
  });

/** The public keys with which the server signs: their ids are compared with those of a set. */
export const useServerKeys = () =>
  useQuery({ queryKey: ['server-keys'], queryFn: () => answerOf(rest.GET('/api/v1/server-keys')), ...LIVE_COUNTED });

/** Stores a signed key set for a product as it was seen. */
export const storeKeySet = ({ name, revision }: Product, body: KeySetOrder, anyTicketKey: boolean) => {
  const path = { product: name };
  const params = { path, header: headersOf({ revision }), ...(anyTicketKey && { query: { anyTicketKey } }) };
  return answerOf(rest.POST('/api/v1/products/{product}/key-sets', { params, body }));
};
