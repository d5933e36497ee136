import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { EventList } from '../events/event-list.js';
import { Section } from '../parts/section.js';
import { Freshness } from '../shell/freshness.js';
import { useHappenings } from './device.js';

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
      <EventList
        page={happenings.data}
        label="History"
        none="Nothing has happened to it yet."
        about={({ campaign }) =>
          campaign !== undefined && (
            <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: String(campaign) }}>
              campaign {campaign}
            </Link>
          )
        }
      />
    </Section>
  );
}
