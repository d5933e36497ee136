import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import { headersOf } from '../../asking/headers.js';
import { within } from '../../asking/within.js';
import { useList } from '../../asking/list.js';

/** Devices of a project under a name: listed, or those that a stored selection takes at the moment. */
export type DeviceGroup = components['schemas']['GroupAnswer'];
/** What a new group is to be. */
export type GroupWish = components['schemas']['GroupRequest'];

/** Key of every query about groups. */
export const GROUPS = ['groups'] as const;

/** Groups, in the order in which they were made; those of one project, if it is named. */
export const useGroups = (project?: string) =>
  useList(
    [...GROUPS, 'list', project ?? ''],
    async (place): Promise<{ items: DeviceGroup[]; next?: string | undefined }> => {
      const query = { ...place, ...(project !== undefined && { filter: within('', project) }) };
      const page = await answerOf(rest.GET('/api/v1/groups', { params: { query } }));
      return { items: page.items as DeviceGroup[], next: page.next };
    },
  );

/** One group. */
export const useGroup = (id: string) =>
  useQuery({
    queryKey: [...GROUPS, 'one', id],
    queryFn: () => answerOf(rest.GET('/api/v1/groups/{id}', { params: { path: { id } } })),
    ...LIVE_COUNTED,
  });

const SAMPLE = 10;

/** How many devices a selection has now, and some of them. */
export const useTaken = (filter: string) =>
  useQuery({
    // What makes counts of devices out of date does the same to these: devices come and go without a change of the group.
    queryKey: ['selected', filter, 'sample'],
    queryFn: () => answerOf(rest.POST('/api/v1/selections/preview', { body: { filter, sample: SAMPLE } })),
    ...LIVE_COUNTED,
  });

const about = ({ id, revision }: DeviceGroup) => ({ path: { id }, header: headersOf({ revision }) });

/** Makes a group: dynamic with a filter, static without one. */
export const makeGroup = (body: GroupWish) =>
  answerOf(rest.POST('/api/v1/groups', { params: { header: headersOf() }, body }));

/** Changes the description of a group, or the filter of a dynamic one, as it was seen. */
export const changeGroup = (group: DeviceGroup, body: components['schemas']['GroupChangeRequest']) =>
  answerOf(rest.PATCH('/api/v1/groups/{id}', { params: about(group), body }));

/** Adds devices to a static group, or takes them out: all of them or none. */
export const changeDevices = (group: DeviceGroup, order: 'add' | 'remove', devices: string[]) =>
  answerOf(rest.POST(`/api/v1/groups/{id}/${order}`, { params: about(group), body: { devices } }));

/** Deletes a group that nothing names, as it was seen. */
export const deleteGroup = (group: DeviceGroup) =>
  answerOf(rest.DELETE('/api/v1/groups/{id}', { params: about(group) }));
