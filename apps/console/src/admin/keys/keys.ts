import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { useList } from '../../asking/list.js';
import { quoted } from '../../asking/selection-text.js';
import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import type { NewestKeySet } from './key-text.js';

/** Key sets in a page of their list: the devices of each are counted. */
const SETS_PER_PAGE = 20;

/** The epochs of the master keys, and how many devices belong to each. */
export const useMasterKeys = () =>
  useQuery({ queryKey: ['master-keys'], queryFn: () => answerOf(rest.GET('/api/v1/master-keys')), ...LIVE_COUNTED });

/** The newest key set of each product, of one project if it is named; what ends first comes first. */
export const useNewestKeySets = (project: string | undefined) =>
  useList(['products', 'newest-key-sets', project ?? ''], async (place) => {
    const filter = project === undefined ? {} : { filter: `project==${quoted(project)}` };
    const query = { ...place, ...filter, limit: SETS_PER_PAGE };
    const page = await answerOf(rest.GET('/api/v1/key-sets', { params: { query } }));
    return { items: page.items as NewestKeySet[], next: page.next };
  });
