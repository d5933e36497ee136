import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { rest } from '../../server/rest.js';
import { RELEASES } from '../releases.js';
import type { Comparable } from './difference.js';

/** As many releases are offered, the newest; any other can be named by the address. */
const OFFERED_MAX = 1000;

/** What the server says of two releases. They do not change, so it is asked once. */
export const useDifference = (product: string, from: string, to: string) =>
  useQuery({
    queryKey: ['difference', product, from, to],
    queryFn: ({ signal }) =>
      answerOf(
        rest.GET('/api/v1/products/{product}/releases/{version}/diff/{other}', {
          params: { path: { product, version: from, other: to } },
          signal,
        }),
      ),
    enabled: from !== '' && to !== '' && from !== to,
    staleTime: Infinity,
  });

/** The releases of a product that can be compared, the newest first, withdrawn ones too: devices may run them. */
export const useComparable = (product: string) =>
  useQuery({
    queryKey: [...RELEASES, product, 'comparable'],
    queryFn: async () => {
      const params = { path: { product }, query: { limit: OFFERED_MAX, fields: 'version,state' } };
      const { items } = await answerOf(rest.GET('/api/v1/products/{product}/releases', { params }));
      return items as Comparable[];
    },
  });
