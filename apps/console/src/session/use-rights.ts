import { useQuery } from '@tanstack/react-query';

import type { Action } from '@twinbank/access';
import { answerOf } from '@twinbank/client';

import { LIVE_COUNTED } from '../server/queries.js';
import { rest } from '../server/rest.js';
import { useSession } from './session.js';
import { rightsOf, type Rights } from './rights.js';

/** What whoever is signed in may do. */
export const useRights = (): Rights => rightsOf(useSession().data?.grants ?? []);

/** Whether whoever is signed in may do something with what belongs to a product: in its project. While that is not known, in any. */
export function useMayAbout(product: string): (action: Action) => boolean {
  const rights = useRights();
  const { data } = useQuery({
    queryKey: ['product', product],
    queryFn: () => answerOf(rest.GET('/api/v1/products/{product}', { params: { path: { product } } })),
    ...LIVE_COUNTED,
  });
  return (action) => (data === undefined ? rights.maySomewhere(action) : rights.may(action, data.project));
}
