import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../shell/moment.js';
import type { Draft } from './use-draft.js';

/** Says that a form begins with what was typed into it before and never sent; nothing where it does not. */
export function DraftNote({ draft: { foundAtMs, beginAnew } }: { readonly draft: Draft }): ReactNode {
  if (foundAtMs === undefined) return null;
  return (
    <Alert color="blue" variant="light" py="xs" role="status" aria-label="Kept draft">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          It has what you typed until <Moment at={new Date(foundAtMs).toISOString()} />, which was not sent.
        </Text>
        <Button size="compact-xs" variant="default" onClick={beginAnew}>
          Begin anew
        </Button>
      </Group>
    </Alert>
  );
}
