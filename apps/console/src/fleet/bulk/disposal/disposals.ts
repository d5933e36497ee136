import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { newKey, rest } from '../../../server/rest.js';
import { pagesOf, useCarried, type BulkTarget, type Carried } from '../carrying.js';
import { filterOf } from '../filter-of.js';
import { EVERY_DEVICE } from '../../fleet.js';
import { chosenOf, disposeChosen, disposeSelected, type Chosen, type Obstacle } from './carry-out-disposal.js';

/** How many devices an order would be about, and what stands in the way of how many. */
export type DisposalCounts = components['schemas']['DisposalPreviewAnswer'];

/** What an order to dispose of many devices would be about. */
export type DisposalPreview = DisposalCounts & {
  /** Those that were chosen one by one, as they were read with it: each is disposed of as it was seen. */
  readonly chosen?: Chosen;
};

/** An order to dispose of many devices. */
export interface DisposalWish {
  readonly target: BulkTarget;
  /** Devices that were chosen one by one. */
  readonly chosen?: Chosen | undefined;
  /** Devices that it is about, as they were confirmed. */
  readonly count: number;
  readonly reason: string;
  readonly also: readonly Obstacle[];
}

/** Most devices of one request, as the interface has it. */
const DEVICES_MAX = 500;
/** So many ids fit into a selection, however long they are. */
const NAMED_MAX = 50;

/** Whom a disposal of these devices would be about, and what stands in its way, as the server counts it now. */
export const useDisposalPreview = (target: BulkTarget) =>
  useQuery({
    queryKey: ['selected', 'disposal', target],
    queryFn: async (): Promise<DisposalPreview> => {
      // Whoever changes a device after this is not overruled.
      const chosen = 'ids' in target ? await chosenOf(target.ids, pagesOf(target)) : undefined;
      const parts = await Promise.all(filtersOf(target).map(preview));
      const keys = ['devices', 'ready', 'neverSeen', 'inCampaign', 'cannotBeTold', 'ending'] as const;
      const sums = keys.map((key) => [key, parts.reduce((sum, part) => sum + part[key], 0)] as const);
      return { ...(Object.fromEntries(sums) as unknown as DisposalCounts), ...(chosen && { chosen }) };
    },
    // What is confirmed is what was shown: it does not change under the hand of who types it.
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false },
  });

const preview = (filter: string): Promise<DisposalCounts> =>
  answerOf(rest.POST('/api/v1/devices/bulk/dispose-preview', { body: { filter } }));

function filtersOf(target: BulkTarget): readonly string[] {
  if (!('ids' in target)) return [target.filter === '' ? EVERY_DEVICE : target.filter];
  const { ids } = target;
  const pieces = Array.from({ length: Math.ceil(ids.length / NAMED_MAX) }, (_, at) => at * NAMED_MAX);
  return pieces.map((from) => filterOf('', ids.slice(from, from + NAMED_MAX))!);
}

/** Carries out a disposal of many devices, request after request. */
export const useDisposing = (): Carried<DisposalWish> =>
  useCarried(({ target, chosen, count, reason, also }, watch) => {
    const said = { reason, ...(also.length > 0 && { also: [...also] }) };
    if (chosen)
      return disposeChosen(chosen, {
        ...watch,
        most: DEVICES_MAX,
        send: (devices) => {
          const params = { header: { 'Idempotency-Key': newKey() } };
          const body = { ...said, devices: [...devices], confirm: devices.length };
          return answerOf(rest.POST('/api/v1/devices/bulk/dispose', { params, body }));
        },
      });
    const [filter] = filtersOf(target) as [string];
    return disposeSelected(count, {
      ...watch,
      send: ({ confirm, after }) => {
        const params = { header: { 'Idempotency-Key': newKey() } };
        const body = { ...said, filter, confirm, ...(after !== undefined && { after }) };
        return answerOf(rest.POST('/api/v1/devices/bulk/dispose-selected', { params, body }));
      },
    });
  });
