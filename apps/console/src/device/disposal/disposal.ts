import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { headersOf } from '../../asking/headers.js';
import { toldEvents, type ToldEvent } from '../../events/told-event.js';
import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import type { DeviceDetail } from '../device.js';

/** The event by which a device's end was ordered; null where the server keeps it no more. */
export const useDisposalOrder = (id: string) =>
  useQuery({
    queryKey: ['device', id, 'disposal-order'],
    queryFn: async (): Promise<ToldEvent | null> => {
      const query = { filter: 'kind==device_disposal_ordered', limit: 1, sort: '-id' };
      const page = await answerOf(rest.GET('/api/v1/devices/{id}/events', { params: { path: { id }, query } }));
      return toldEvents(page).items[0] ?? null;
    },
    ...LIVE_COUNTED,
  });

/** Orders a device, as it was seen, to forget its keys: there is no way back. */
export const disposeOf = ({ id, revision }: Pick<DeviceDetail, 'id' | 'revision'>, confirm: string, reason: string) => {
  const params = { path: { id }, header: headersOf({ revision }) };
  return answerOf(rest.POST('/api/v1/devices/{id}/disposal', { params, body: { confirm, reason } }));
};
