import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useRights } from '../../session/use-rights.js';
import { EVERY_DEVICE, useSelected } from '../fleet.js';
import type { BulkOrder } from './bulk-orders.js';
import type { BulkTarget } from './carrying.js';
import { filterOf } from './filter-of.js';
import { LinkButton } from '../../parts/link-button.js';

const ORDERS = [
  { kind: 'tag', label: 'Tag …', action: 'device.change' },
  { kind: 'untag', label: 'Untag …', action: 'device.change' },
  { kind: 'deactivate', label: 'Deactivate …', action: 'device.deactivate' },
  { kind: 'reactivate', label: 'Reactivate …', action: 'device.reactivate' },
  { kind: 'dispose', label: 'Dispose of …', action: 'device.dispose' },
] as const;

interface BulkBarProps {
  readonly filter: string;
  readonly chosen: readonly string[];
  readonly onClear: () => void;
  readonly onOrder: (asked: AskedOrder) => void;
}

/** An order that was asked for, with the devices as they were then. */
export interface AskedOrder {
  readonly kind: BulkOrder['kind'] | 'dispose';
  readonly target: BulkTarget;
}

/** What can be done with the chosen devices, or with all of the selection while none is chosen. */
export function BulkBar({ filter, chosen, onClear, onOrder }: BulkBarProps): ReactNode {
  const { maySomewhere } = useRights();
  const { data: selected } = useSelected(filter === '' ? EVERY_DEVICE : filter);
  const orders = ORDERS.filter(({ action }) => maySomewhere(action));
  const target: BulkTarget | undefined =
    chosen.length > 0
      ? { ids: chosen }
      : selected && { filter, count: selected.count, countIsExact: selected.countIsExact };
  const aim = filterOf(filter === '' ? EVERY_DEVICE : filter, chosen);
  const hasComposer = maySomewhere('campaign.draft') && aim !== undefined;
  return (
    <Group gap="xs" role="toolbar" aria-label="Many devices at once">
      <Text size="sm" miw={150}>
        {chosen.length > 0 ? `${chosen.length.toLocaleString('en')} chosen` : 'The whole selection'}
      </Text>
      {orders.map(({ kind, label }) => (
        <Button
          key={kind}
          size="compact-sm"
          variant="default"
          disabled={!target}
          onClick={() => target && onOrder({ kind, target })}
        >
          {label}
        </Button>
      ))}
      {hasComposer && (
        <LinkButton size="compact-sm" variant="default" to="/campaigns/new" search={{ filter: aim }}>
          Campaign for these
        </LinkButton>
      )}
      {chosen.length > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          Choose none
        </Button>
      )}
    </Group>
  );
}
