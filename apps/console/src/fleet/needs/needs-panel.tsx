import { List, Loader, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { Section } from '../../parts/section.js';
import { partsOf, type Need } from './needs.js';
import { NAMED_MAX, useNeeds } from './use-needs.js';
import { Foreign } from '../../parts/texts/foreign.js';

/** What waits for a person: each with what to do, and the way there. */
export function NeedsPanel(): ReactNode {
  const { needs, more, isPending, isPartly } = useNeeds(useChosenProject());
  return (
    <Section title="What needs a person">
      {isPending && <Loader size="sm" />}
      {!isPending && needs.length === 0 && !isPartly && (
        <Text c="dimmed" size="sm">
          Nothing. Campaigns that pause or need an approval, devices that are in trouble, webhooks that fail and parts
          of the server that do not work would stand here.
        </Text>
      )}
      {needs.length > 0 && (
        <List spacing="xs" size="sm" aria-label="What needs a person">
          {needs.map((need) => (
            <List.Item key={need.key}>
              <WayThere need={need} />{' '}
              <Text span size="sm" c="dimmed">
                {need.wayOut}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      {more.length > 0 && (
        <Text size="sm" mt="xs">
          Of {more.join(' and of ')} the first {NAMED_MAX} of a kind are named; there are more.
        </Text>
      )}
      {isPartly && (
        <Text size="sm" mt="xs" role="status">
          Not everything could be asked for: there may be more.
        </Text>
      )}
    </Section>
  );
}

function WayThere({ need }: { readonly need: Need }): ReactNode {
  const { place } = need;
  const [before, name, after] = partsOf(need);
  const shown = (
    <>
      {before}
      {name !== '' && <Foreign text={name} />}
      {after}
    </>
  );
  switch (place.is) {
    case 'devices':
      return (
        <Link className="text-link" to="/fleet" search={{ filter: place.filter }}>
          {shown}
        </Link>
      );
    case 'campaign':
      return (
        <Link className="text-link" to="/campaigns/$campaign" params={{ campaign: place.id }}>
          {shown}
        </Link>
      );
    case 'webhook':
      return (
        <Link className="text-link" to="/webhooks/$webhook" params={{ webhook: place.id }}>
          {shown}
        </Link>
      );
    case 'server':
      return (
        <Link className="text-link" to="/server">
          {shown}
        </Link>
      );
  }
}
