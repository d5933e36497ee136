import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { useTimeline, type Decision } from './campaigns.js';
import { factsText } from './facts-text.js';

/** What was decided about a campaign, by whom, and why; the newest first. */
export function Timeline({ id }: { readonly id: number }): ReactNode {
  const timeline = useTimeline(id);
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="sm">
        Decisions
      </Title>
      <Freshness query={timeline} />
      {timeline.data?.items.length === 0 && <Text c="dimmed">None yet.</Text>}
      <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {timeline.data?.items.map((decision) => (
          <Entry key={decision.id} decision={decision} />
        ))}
      </Stack>
      {timeline.data?.hasMore && (
        <Text size="sm" c="dimmed" mt="sm">
          There are older ones; these are the newest.
        </Text>
      )}
    </Paper>
  );
}

function Entry({ decision: { at, kind, actor, device, data } }: { readonly decision: Decision }): ReactNode {
  const facts = factsText(data);
  const reason = 'reason' in data ? String(data.reason) : undefined;
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          <Moment at={at} />
        </Text>
        <Text size="sm" fw={600}>
          {kind.replaceAll('_', ' ')}
        </Text>
        {device !== undefined && (
          <Link className="text-link mono" to="/devices/$device" params={{ device }}>
            {device}
          </Link>
        )}
        {actor && (
          <Text size="sm" c="dimmed">
            by {actor.name}
          </Text>
        )}
      </Group>
      {actor?.reason !== undefined && <Text size="sm">“{actor.reason}”</Text>}
      {reason !== undefined && <Text size="sm">{reason}</Text>}
      {facts !== '' && (
        <Text size="xs" c="dimmed">
          {facts}
        </Text>
      )}
    </li>
  );
}
