import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../server/queries.js';
import { rest } from '../server/rest.js';

/** A device as lists show it. */
export type Device = components['schemas']['DeviceAnswer'];
/** How many devices a selection has, and what they run. */
export type Selected = components['schemas']['SelectionPreviewAnswer'];

/** Selects every device. */
export const EVERY_DEVICE = 'id==*';

/** How many devices a selection has, and which versions they run. */
export const useSelected = (filter: string) =>
  useQuery({
    queryKey: ['selected', filter],
    queryFn: () => answerOf(rest.POST('/api/v1/selections/preview', { body: { filter, sample: 1 } })),
    ...LIVE_COUNTED,
  });

/** A count as people read it; with + where there are more than were counted. */
export const countText = ({ count, countIsExact }: Pick<Selected, 'count' | 'countIsExact'>): string =>
  `${count.toLocaleString('en')}${countIsExact ? '' : '+'}`;
