import { Button, Group } from '@mantine/core';
import type { Action } from '@twinbank/access';
import { useState, type ReactNode } from 'react';

import { LinkButton } from '../../parts/link-button.js';
import { later } from '../../parts/later.js';
import { useMayAbout } from '../../products/may-about.js';
import type { CampaignDetail } from '../campaigns.js';
import { failedOf, ORDERS, ordersOf, type Order } from './orders.js';
import { useOutlook } from './use-outlook.js';

const Confirmation = later(async () => (await import('./confirmation.js')).Confirmation);

/** The orders that a campaign takes now, as far as one may give them, and the ways to write a campaign by it. */
export function OrderButtons({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const [asked, ask] = useState<Order>();
  const may = useMayAbout(campaign.product);
  const outlook = useOutlook(campaign, may(ORDERS['roll-back'].action));
  const orders = ordersOf(campaign, outlook.data)
    // Until it is known whether it does something, or known that nobody can say, it is not there yet.
    .filter((order) => order !== 'roll-back' || !outlook.isLoading);
  return (
    <Group gap="xs">
      {orders
        .filter((order) => may(ORDERS[order].action))
        .map((order, at) => (
          <Button
            key={order}
            variant={ORDERS[order].look === 'main' && at === 0 ? 'filled' : 'default'}
            {...(ORDERS[order].look === 'destructive' && { c: 'red' })}
            onClick={() => ask(order)}
          >
            {ORDERS[order].name} …
          </Button>
        ))}
      {may('campaign.draft' satisfies Action) && <Writing campaign={campaign} />}
      {asked && (
        <Confirmation order={asked} campaign={campaign} outlook={outlook.data} onClose={() => ask(undefined)} />
      )}
    </Group>
  );
}

/** The ways to change a draft, and to write another campaign by this one. */
function Writing({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const { id, state, jobsRemoved } = campaign;
  const failed = failedOf(campaign);
  if (state === 'draft')
    return (
      <LinkButton variant="default" to="/campaigns/$campaign/edit" params={{ campaign: String(id) }}>
        Change
      </LinkButton>
    );
  return (
    <>
      {failed > 0 && jobsRemoved === undefined && (
        <LinkButton variant="default" to="/campaigns/new" search={{ retry: String(id) }}>
          Retry {failed.toLocaleString('en')} failed
        </LinkButton>
      )}
      <LinkButton variant="default" to="/campaigns/new" search={{ again: String(id) }}>
        Again
      </LinkButton>
    </>
  );
}
