import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { changesOfCampaign } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { ReasonedOrder } from '../../parts/reasoned-order.js';
import type { CampaignDetail } from '../campaigns.js';
import { isolated } from '../../parts/texts/foreign-text.js';
import { told } from './effects.js';
import { giveOrder } from './giving-orders.js';
import { ORDERS, type Order, type Outlook } from './orders.js';
import { outlookKey } from './use-outlook.js';

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
export function Confirmation({ order, campaign, outlook, onClose }: ConfirmationProps): ReactNode {
  const [seen, see] = useState(campaign);
  const navigate = useNavigate();
  const { name, look } = ORDERS[order];
  return (
    <ReasonedOrder
      about={`campaign/${seen.id}`}
      title={`${name} “${isolated(seen.name)}”?`}
      order={name}
      {...told(order, seen, outlook)}
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
