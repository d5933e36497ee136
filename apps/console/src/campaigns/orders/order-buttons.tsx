import { Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Action } from '@twinbank/access';
import { useState, type ReactNode } from 'react';

import { LinkButton } from '../../parts/link-button.js';
import { ReasonedOrder } from '../../parts/reasoned-order.js';
import { changesOfCampaign, conflictOf } from '../../conflicts/conflict.js';
import { useMayAbout } from '../../products/may-about.js';
import type { CampaignDetail } from '../campaigns.js';
import { effectOf } from './effects.js';
import { giveOrder } from './giving-orders.js';
import { failedOf, ORDERS, ordersOf, type Order, type Outlook } from './orders.js';
import { outlookKey, useOutlook } from './use-outlook.js';

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

interface ConfirmationProps {
  readonly order: Order;
  readonly campaign: CampaignDetail;
  readonly outlook: Outlook | undefined;
  readonly onClose: () => void;
}

const shownOf = ({ name, product, release, state, currentWave, config }: CampaignDetail) => ({
  ...{ name, product, release, state, wave: currentWave },
  ...(config as object),
});

/** The order is given for the campaign as it was seen when it was asked for. */
function Confirmation({ order, campaign, outlook, onClose }: ConfirmationProps): ReactNode {
  const [seen, see] = useState(campaign);
  const navigate = useNavigate();
  const { name, look } = ORDERS[order];
  return (
    <ReasonedOrder
      about={`campaign/${seen.id}`}
      title={`${name} “${seen.name}”?`}
      order={name}
      effects={effectOf(order, seen, outlook)}
      isDestructive={look === 'destructive'}
      {...(order === 'reject' && { needsReason: true, readBy: 'Whoever wrote it reads this.' })}
      conflict={conflictOf({ seen, see, now: campaign, shown: shownOf, changes: changesOfCampaign(seen.id) })}
      stale={[['campaigns'], ['campaign', seen.id], outlookKey(seen.id)]}
      give={(reason) => giveOrder(order, seen, reason)}
      onDone={() => {
        onClose();
        if (order === 'delete') void navigate({ to: '/campaigns' });
      }}
      onClose={onClose}
    />
  );
}
