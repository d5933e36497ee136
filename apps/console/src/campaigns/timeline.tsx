import { Paper, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { EventList } from '../events/event-list.js';
import { Freshness } from '../shell/freshness.js';
import { useTimeline } from './campaigns.js';

/** What was decided about a campaign, by whom, and why; the newest first. */
export function Timeline({ id }: { readonly id: number }): ReactNode {
  const timeline = useTimeline(id);
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5" mb="sm">
        Decisions
      </Title>
      <Freshness query={timeline} />
      <EventList
        page={timeline.data}
        label="Decisions"
        none="None yet."
        about={({ device }) =>
          device !== undefined && (
            <Link className="text-link mono" to="/devices/$device" params={{ device }}>
              {device}
            </Link>
          )
        }
      />
    </Paper>
  );
}
