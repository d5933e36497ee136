import { Box, Code, Group, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../shell/moment.js';
import { useLiveEvents, useStanding } from './live-events.js';
import { NO_STREAM, type Standing } from './standing.js';

interface Said {
  readonly colour: string;
  readonly short: ReactNode;
  readonly long: ReactNode;
}

/** Says how fresh the console is, and keeps it fresh while it is there. */
export function LiveMark(): ReactNode {
  useLiveEvents();
  const standing = useStanding();
  const { colour, short, long } = saidOf(standing);
  return (
    <Tooltip multiline maw={280} label={long} events={{ hover: true, focus: true, touch: true }}>
      <Group gap={6} wrap="nowrap" role="status" aria-label={`Freshness: ${standing.state}`} tabIndex={0}>
        <Box component="svg" w={10} h={10} viewBox="0 0 10 10" aria-hidden="true" flex="none">
          <circle cx="5" cy="5" r="5" fill={`var(--mantine-color-${colour}-6)`} />
        </Box>
        <Text size="sm" className="nowrap" component="div" visibleFrom="xs">
          {short}
        </Text>
      </Group>
    </Tooltip>
  );
}

function saidOf(standing: Standing): Said {
  switch (standing.state) {
    case 'live':
      return { colour: 'teal', short: 'Live', long: 'The server tells what changes as it happens.' };
    case 'connecting':
    case 'asleep':
      return { colour: 'gray', short: 'Connecting', long: 'The stream of events is being opened.' };
    case 'stale':
      return {
        colour: 'yellow',
        short: (
          <>
            Stale since <Moment at={new Date(standing.sinceMs).toISOString()} />
          </>
        ),
        long: 'The server does not answer. It is asked again and again.',
      };
    case 'polling':
      return {
        colour: 'blue',
        short: 'Polling',
        long: (
          <>
            {standing.code === NO_STREAM
              ? 'The server answers, but its stream of events does not arrive.'
              : 'The server refused the stream of events.'}{' '}
            What is shown is asked for every few seconds. <Code>{standing.code}</Code>
          </>
        ),
      };
  }
}
