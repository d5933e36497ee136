import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../shell/moment.js';
import { Foreign } from '../parts/texts/foreign.js';
import { factsOf } from './facts-text.js';
import type { ToldEvent, ToldEvents } from './told-event.js';

interface EventListProps {
  /** The newest first; undefined as long as nothing is known. */
  readonly page: ToldEvents | undefined;
  readonly label: string;
  /** What is said where nothing has happened. */
  readonly none: string;
  /** A link to what else an event is about. */
  readonly about: (event: ToldEvent) => ReactNode;
}

/** What happened, by whom, and why; the newest first. */
export function EventList({ page, label, none, about }: EventListProps): ReactNode {
  if (!page) return null;
  if (page.items.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <>
      <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label={label}>
        {page.items.map((event) => (
          <Entry key={`${event.id ?? ''} ${event.at} ${event.kind}`} event={event} about={about(event)} />
        ))}
      </Stack>
      {page.hasMore && (
        <Text size="sm" c="dimmed" mt="sm">
          There are older ones; these are the newest.
        </Text>
      )}
    </>
  );
}

interface EntryProps {
  readonly event: ToldEvent;
  readonly about: ReactNode;
}

function Entry({ event: { at, kind, actor, data }, about }: EntryProps): ReactNode {
  const facts = factsOf(data);
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          <Moment at={at} />
        </Text>
        <Text size="sm" fw={600}>
          {kind.replaceAll('_', ' ')}
        </Text>
        {about}
        {actor && (
          <Text size="sm" c="dimmed">
            by <Foreign text={actor.name} />
          </Text>
        )}
      </Group>
      {actor?.reason !== undefined && <Quoted text={actor.reason} />}
      {'reason' in data && (
        <Text size="sm" className="breaking">
          <Foreign text={String(data.reason)} />
        </Text>
      )}
      {facts.length > 0 && (
        <Text size="xs" c="dimmed" className="breaking">
          {facts.map(({ name, value }, index) => (
            <span key={name}>
              {index > 0 && ' · '}
              {name}: <Foreign text={value} />
            </span>
          ))}
        </Text>
      )}
    </li>
  );
}

const Quoted = ({ text }: { readonly text: string }): ReactNode => (
  <Text size="sm" className="breaking">
    “<Foreign text={text} />”
  </Text>
);
