import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';
import { reasonHeader } from '../../asking/reason.js';
import { quoted } from '../../asking/selection-text.js';
import { LIVE } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import type { JobOrder } from './job-orders.js';

/** A job as lists show it. */
export type Job = components['schemas']['JobAnswer'];

/** The jobs of a campaign in its order, page after page. @param filter a selection of jobs; undefined for all */
export const useJobs = (id: number, filter: string | undefined) =>
  useList<Job>(['campaign', id, 'jobs', filter ?? ''], async (place) => {
    const query = { ...place, ...(filter !== undefined && { filter }) };
    const page = await answerOf(rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id }, query } }));
    return { items: page.items as Job[], next: page.next };
  });

/** How a device stands with a campaign, and why. */
export const useExplanation = (id: number, device: string) =>
  useQuery({
    queryKey: ['campaign', id, 'explanation', device],
    queryFn: () =>
      answerOf(rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params: { path: { id, device } } })),
    ...LIVE,
  });

/** The job of a device in a campaign; undefined in the answer where it has none. */
export const useJobOf = (id: number, device: string) =>
  useQuery({
    queryKey: ['campaign', id, 'job-of', device],
    queryFn: async () => {
      const query = { limit: 1, filter: `device==${quoted(device)}` };
      const page = await answerOf(rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id }, query } }));
      return { job: (page.items as Job[])[0] };
    },
    ...LIVE,
  });

/** Gives an order about a job. An order whose result already holds changes nothing. */
export const giveJobOrder = (order: JobOrder, id: number, reason: string): Promise<unknown> =>
  answerOf(
    rest.POST(`/api/v1/jobs/{id}/${order}`, {
      params: { path: { id }, header: { ...headersOf(), ...reasonHeader(reason) } },
    }),
  );
