import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** The time zone in which times are shown: that of the browser. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const LONG = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** A point in time, as the server writes it, as a text in the zone of the browser. */
export const shortMoment = (at: string): string => SHORT.format(new Date(at));

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
