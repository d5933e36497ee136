import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';

/** The byte budgets of one kind, as the server answers them. */
export type BudgetScope = components['schemas']['BudgetScopeAnswer'];
/** How long the steps of the pace are. */
export type Steps = components['schemas']['PaceAnswer']['step'];

/** What a campaign got done by the minute or the hour. Time goes on without any event: it is asked for again and again while the campaign is under way. */
export const usePace = (id: number, step: Steps, isUnderWay: boolean) =>
  useQuery({
    queryKey: ['pace', id, step, isUnderWay],
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}/pace', { params: { path: { id }, query: { step } } })),
    ...(isUnderWay ? LIVE_COUNTED : {}),
  });

/** How full the byte budgets of a campaign are. */
export const useBudgets = (id: number) =>
  useQuery({
    queryKey: ['budgets', id],
    queryFn: () => answerOf(rest.GET('/api/v1/campaigns/{id}/budgets', { params: { path: { id } } })),
    ...LIVE_COUNTED,
  });
