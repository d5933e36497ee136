import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

import { shortMoment } from './moment-text.js';

const LONG = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** A point in time, as the server writes it, in the zone of the browser; with the zone, and in UTC, at a touch. */
export function Moment({ at }: { readonly at: string }): ReactNode {
  const date = new Date(at);
  return (
    <Tooltip
      multiline
      maw={260}
      label={`${LONG.format(date)} · ${at}`}
      events={{ hover: true, focus: true, touch: true }}
    >
      <Text component="time" dateTime={at} inherit className="nowrap">
        {shortMoment(at)}
      </Text>
    </Tooltip>
  );
}
