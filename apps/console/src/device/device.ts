import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { toldEvents } from '../events/told-event.js';
import { LIVE } from '../server/queries.js';
import { rest } from '../server/rest.js';

/** A device with its last report. */
export type DeviceDetail = components['schemas']['DeviceDetail'];
/** What a device reported of its banks and option bytes. */
export type Status = components['schemas']['StatusAnswer'];
/** A job of a device. */
export type Job = components['schemas']['JobAnswer'];

const JOBS_SHOWN = 20;

/** A device, its banks, and its health. */
export const useDevice = (id: string) =>
  useQuery({
    queryKey: ['device', id],
    queryFn: () => answerOf(rest.GET('/api/v1/devices/{id}', { params: { path: { id } } })),
    ...LIVE,
  });

/** The last jobs of a device, as the server lists them. */
export const useJobs = (id: string) =>
  useQuery({
    queryKey: ['device', id, 'jobs'],
    queryFn: async () => {
      const params = { path: { id }, query: { limit: JOBS_SHOWN } };
      const page = await answerOf(rest.GET('/api/v1/devices/{id}/jobs', { params }));
      return { items: page.items as Job[], hasMore: page.next !== undefined };
    },
    ...LIVE,
  });

/** What happened to a device, the newest first, as the server's events have it. */
export const useHappenings = (id: string) =>
  useQuery({
    queryKey: ['device', id, 'events'],
    queryFn: async () => {
      const params = { path: { id }, query: { limit: JOBS_SHOWN, sort: '-id' } };
      const page = await answerOf(rest.GET('/api/v1/devices/{id}/events', { params }));
      return toldEvents(page);
    },
    ...LIVE,
  });

/** Why the device has, or does not have, the release of each campaign that concerns it. */
export const useExplanations = (id: string) =>
  useQuery({
    queryKey: ['device', id, 'explanations'],
    queryFn: () => answerOf(rest.GET('/api/v1/devices/{id}/explanations', { params: { path: { id } } })),
    ...LIVE,
  });
