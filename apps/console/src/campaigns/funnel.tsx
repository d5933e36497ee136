import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { funnelOf, type JobCounts } from './states.js';

interface FunnelProps {
  readonly jobs: JobCounts;
  /** Name of what is shown, for those who hear it. */
  readonly label: string;
  /** The campaign and the wave, to which the counts lead; without a wave, to those of all. */
  readonly campaign: number;
  readonly wave?: number;
}

/** How far the jobs of a wave, or of a campaign, have come: parts of a bar, with their counts. */
export function Funnel({ jobs, label, campaign, wave }: FunnelProps): ReactNode {
  const parts = funnelOf(jobs);
  const colourOf = (colour: string): string => `var(--mantine-color-${colour})`;
  return (
    <div>
      <div
        className="bar"
        role="img"
        aria-label={`${label}: ${parts.map(({ name, count }) => `${count} ${name}`).join(', ')}`}
      >
        {parts.map(({ name, count, colour }) => (
          <span key={name} title={`${name}: ${count}`} style={{ flexGrow: count, background: colourOf(colour) }} />
        ))}
      </div>
      <Group gap="md" mt={6}>
        {parts.map(({ name, count, colour, states }) => (
          <Group key={name} gap={6}>
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="3" fill={colourOf(colour)} />
            </svg>
            <Link
              className="plain-link"
              to="/campaigns/$campaign/jobs"
              params={{ campaign: String(campaign) }}
              search={{ states: states.join(','), ...(wave !== undefined && { wave: String(wave) }) }}
            >
              <Text span size="sm" fw={600}>
                {count.toLocaleString('en')}
              </Text>{' '}
              <Text span size="sm" c="dimmed">
                {name}
              </Text>
            </Link>
          </Group>
        ))}
        {parts.length === 0 && (
          <Text size="sm" c="dimmed">
            no job yet
          </Text>
        )}
      </Group>
    </div>
  );
}
