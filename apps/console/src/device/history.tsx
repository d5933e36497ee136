import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { factsText } from '../campaigns/facts-text.js';
import { Section } from '../parts/section.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { useHappenings, type Happening } from './device.js';

/** What happened to a device, the newest first, and all of it as a file. */
export function History({ id }: { readonly id: string }): ReactNode {
  const happenings = useHappenings(id);
  return (
    <Section
      title="History"
      about="With attempts and receipts, and as far back as the server keeps it, in the file."
      orders={
        <Anchor
          href={`/api/v1/devices/${encodeURIComponent(id)}/history?format=csv`}
          download={`${id}.csv`}
          size="sm"
          className="text-link"
        >
          All of it (CSV)
        </Anchor>
      }
    >
      <Freshness query={happenings} />
      {happenings.data?.items.length === 0 && <Text c="dimmed">Nothing has happened to it yet.</Text>}
      <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label="History">
        {happenings.data?.items.map((happening) => (
          <Entry key={`${happening.id ?? ''} ${happening.at} ${happening.kind}`} happening={happening} />
        ))}
      </Stack>
      {happenings.data?.hasMore && (
        <Text size="sm" c="dimmed" mt="sm">
          There is more before; these are the newest.
        </Text>
      )}
    </Section>
  );
}

function Entry({ happening: { at, kind, campaign, actor, data } }: { readonly happening: Happening }): ReactNode {
  const facts = factsText(data);
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          <Moment at={at} />
        </Text>
        <Text size="sm" fw={600}>
          {kind.replaceAll('_', ' ')}
        </Text>
        {campaign !== undefined && (
          <Text size="sm">
            <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(campaign) }}>
              campaign {campaign}
            </Link>
          </Text>
        )}
        {actor && (
          <Text size="sm" c="dimmed">
            by {actor.name}
          </Text>
        )}
      </Group>
      {'reason' in data && <Text size="sm">{String(data.reason)}</Text>}
      {facts !== '' && (
        <Text size="xs" c="dimmed" className="breaking">
          {facts}
        </Text>
      )}
    </li>
  );
}
