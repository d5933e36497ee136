import { Button, Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../asking/giving.js';
import { Dialog } from '../parts/confirm.js';
import { giveOrder, type CampaignDetail } from './campaigns.js';
import { effectOf, ordersOf, type Order } from './orders.js';

const NAMES: Readonly<Record<Order, string>> = { pause: 'Pause', resume: 'Resume', stop: 'Stop' };
/** Longest reason that the server takes, in characters. */
const REASON_MAX = 500;

/** The orders that a campaign takes now. Each says first what it does, and to how many devices. */
export function OrderButtons({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const [asked, ask] = useState<Order>();
  return (
    <Group gap="xs">
      {ordersOf(campaign).map((order) => (
        <Button key={order} variant="default" {...(order === 'stop' && { c: 'red' })} onClick={() => ask(order)}>
          {NAMES[order]} …
        </Button>
      ))}
      {asked && <Confirmation order={asked} campaign={campaign} onClose={() => ask(undefined)} />}
    </Group>
  );
}

interface ConfirmationProps {
  readonly order: Order;
  readonly campaign: CampaignDetail;
  readonly onClose: () => void;
}

/** The order is given for the campaign as it was seen when it was asked for. */
function Confirmation({ order, campaign, onClose }: ConfirmationProps): ReactNode {
  const [seen] = useState(campaign);
  const [reason, setReason] = useState('');
  const giving = useGiving(['campaigns'], ['campaign', seen.id]);
  return (
    <Dialog
      title={`${NAMES[order]} “${seen.name}”?`}
      order={NAMES[order]}
      effects={effectOf(order, seen)}
      isDestructive={order === 'stop'}
      giving={giving}
      onGive={() => giving.give(() => giveOrder(order, seen, reason), onClose)}
      onClose={onClose}
    >
      <TextInput
        label="Reason"
        description="Kept in the audit log"
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </Dialog>
  );
}
