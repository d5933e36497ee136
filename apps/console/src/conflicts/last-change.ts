import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { rest } from '../server/rest.js';
import { lastChangeKey, lastOf, type ChangeTold, type Changes } from './changes.js';

/** The newest events that are looked through: somebody changed the thing a moment ago. */
const LOOKED_THROUGH = 50;

/** Who made a revision of something, and when; undefined while it is not known, and where nobody may say. */
export function useLastChange(changes: Changes, revision: string): ChangeTold | undefined {
  const { data } = useQuery({
    queryKey: lastChangeKey(changes, revision),
    queryFn: async () => {
      const query = { limit: LOOKED_THROUGH, sort: '-id', filter: changes.filter };
      const { items } = await answerOf(rest.GET('/api/v1/events/log', { params: { query } }));
      return items as ChangeTold[];
    },
    staleTime: Infinity,
    retry: false,
  });
  return data && lastOf(data, changes);
}
