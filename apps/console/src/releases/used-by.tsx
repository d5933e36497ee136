import { Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Section } from '../parts/section.js';
import { StateBadge } from '../campaigns/state-badge.js';
import { countText } from '../fleet/fleet.js';
import { Freshness } from '../shell/freshness.js';
import { useCampaignsOf, useRunning } from './releases.js';
import { devicesWith } from './use.js';
import { Foreign } from '../parts/texts/foreign.js';

interface UsedByProps {
  readonly product: string;
  readonly version: string;
}

/** Who uses a release: devices that run it, and campaigns that bring it. */
export function UsedBy({ product, version }: UsedByProps): ReactNode {
  const running = useRunning(product, version);
  const campaigns = useCampaignsOf(product, version);
  return (
    <Section title="Who uses it">
      <Freshness query={running} />
      {running.data && (
        <Text size="sm">
          <Link className="text-link" to="/fleet" search={{ filter: devicesWith(product, version) }}>
            {countText(running.data)} {running.data.count === 1 ? 'device runs' : 'devices run'} it
          </Link>
        </Text>
      )}
      <Freshness query={campaigns} />
      {campaigns.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          No campaign brings it yet. A campaign brings a release to devices, wave after wave.
        </Text>
      )}
      {campaigns.data && (
        <Stack gap={6} mt="xs">
          {campaigns.data.items.map(({ id, name, state }) => (
            <Group key={id} gap="xs">
              <StateBadge state={state} />
              <Text size="sm">
                <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(id) }}>
                  <Foreign text={name} />
                </Link>
              </Text>
            </Group>
          ))}
          {campaigns.data.total > campaigns.data.items.length && (
            <Text size="sm" c="dimmed">
              These are the newest of {campaigns.data.total.toLocaleString('en')}.
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}
