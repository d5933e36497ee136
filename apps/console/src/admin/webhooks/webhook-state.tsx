import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../../shell/moment.js';
import type { Webhook } from './webhooks.js';

const WHY = {
  operator: 'an operator wants it so',
  gone: 'it answered 410: gone',
  failing: 'nothing could be delivered for days',
} as const;

/** Whether anything is sent to a webhook; if not, why. */
export function WebhookState({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { enabled, disabled, failingSince } = webhook;
  const colour = failingSince === undefined ? 'teal' : 'orange';
  // What an operator wants is no trouble; what ended by itself needs one.
  const ended = disabled === undefined || disabled === 'operator' ? 'gray' : 'red';
  return (
    <>
      <Badge color={enabled ? colour : ended} variant="light" tt="none">
        {enabled ? (failingSince === undefined ? 'enabled' : 'failing') : 'disabled'}
      </Badge>
      {disabled !== undefined && (
        <Text size="xs" c="dimmed">
          {WHY[disabled]}
        </Text>
      )}
      {enabled && failingSince !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          since <Moment at={failingSince} />
        </Text>
      )}
    </>
  );
}
