import { Button, Group, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import type { CampaignDetail } from '../campaigns.js';
import { failedOf, furtherEffectOf, furtherOrdersOf, type FurtherOrder } from './further-orders.js';
import { giveFurther } from './giving-orders.js';
import { LinkButton } from '../../parts/link-button.js';

const NAMES: Readonly<Record<FurtherOrder, string>> = {
  start: 'Start',
  approve: 'Approve',
  reject: 'Reject',
  delete: 'Delete',
  'open-gate': 'Open gate',
  'roll-back': 'Roll back',
};
const DESTRUCTIVE: ReadonlySet<FurtherOrder> = new Set(['delete', 'roll-back', 'reject']);
const MAIN: ReadonlySet<FurtherOrder> = new Set(['start', 'approve', 'open-gate']);
/** Longest reason that the server takes, in characters. */
const REASON_MAX = 500;

/** The orders beside pause, resume and stop, and the ways to write a campaign by this one. */
export function FurtherButtons({ campaign }: { readonly campaign: CampaignDetail }): ReactNode {
  const [asked, ask] = useState<FurtherOrder>();
  const { id, state, jobsRemoved } = campaign;
  const failed = failedOf(campaign);
  return (
    <Group gap="xs">
      {furtherOrdersOf(campaign).map((order) => (
        <Button
          key={order}
          variant={MAIN.has(order) ? 'filled' : 'default'}
          {...(DESTRUCTIVE.has(order) && { c: 'red' })}
          onClick={() => ask(order)}
        >
          {NAMES[order]} …
        </Button>
      ))}
      {state === 'draft' && (
        <LinkButton variant="default" to="/campaigns/$campaign/edit" params={{ campaign: String(id) }}>
          Change
        </LinkButton>
      )}
      {failed > 0 && jobsRemoved === undefined && (
        <LinkButton variant="default" to="/campaigns/new" search={{ retry: String(id) }}>
          Retry {failed.toLocaleString('en')} failed
        </LinkButton>
      )}
      {state !== 'draft' && (
        <LinkButton variant="default" to="/campaigns/new" search={{ again: String(id) }}>
          Again
        </LinkButton>
      )}
      {asked && <Confirmation order={asked} campaign={campaign} onClose={() => ask(undefined)} />}
    </Group>
  );
}

interface ConfirmationProps {
  readonly order: FurtherOrder;
  readonly campaign: CampaignDetail;
  readonly onClose: () => void;
}

/** The order is given for the campaign as it was seen when it was asked for. */
function Confirmation({ order, campaign, onClose }: ConfirmationProps): ReactNode {
  const [seen] = useState(campaign);
  const [reason, setReason] = useState('');
  const giving = useGiving(['campaigns'], ['campaign', seen.id]);
  const navigate = useNavigate();
  const needsReason = order === 'reject';
  const done = (): void => {
    onClose();
    if (order === 'delete') void navigate({ to: '/campaigns' });
  };
  return (
    <Dialog
      title={`${NAMES[order]} “${seen.name}”?`}
      order={NAMES[order]}
      effects={furtherEffectOf(order, seen)}
      isDestructive={DESTRUCTIVE.has(order)}
      isReady={!needsReason || reason.trim() !== ''}
      giving={giving}
      onGive={() => giving.give(() => giveFurther(order, seen, reason), done)}
      onClose={onClose}
    >
      <TextInput
        label="Reason"
        description={needsReason ? 'Whoever wrote it reads this.' : 'Kept in the audit log'}
        required={needsReason}
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </Dialog>
  );
}
