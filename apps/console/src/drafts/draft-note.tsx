import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Moment } from '../shell/moment.js';
import { anew, type GivenByForm } from './anew.js';
import type { Draft } from './use-draft.js';

interface DraftNoteProps {
  readonly draft: Draft;
  /** What the form gives. */
  readonly order: GivenByForm;
}

/** Says that a form begins with what was typed into it before and never sent; nothing where it does not. */
export function DraftNote({ draft, order }: DraftNoteProps): ReactNode {
  const { foundAtMs } = draft;
  if (foundAtMs === undefined) return null;
  const begin = anew(draft, order);
  return (
    <Alert color="blue" variant="light" py="xs" role="status" aria-label="Kept draft">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          It has what you typed until <Moment at={new Date(foundAtMs).toISOString()} />, which was not sent.
        </Text>
        <Button size="compact-xs" variant="default" onClick={begin} disabled={begin === undefined}>
          Begin anew
        </Button>
      </Group>
    </Alert>
  );
}
