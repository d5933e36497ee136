import { Alert, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { components } from '@twinbank/client';

import { Diff } from './diff-view.js';
import { bodyOf, formOf, type Form } from './form/form.js';

type Detail = components['schemas']['CampaignDetail'];

interface ConflictProps {
  /** The draft as it was when it was opened. */
  readonly seen: Detail;
  /** The draft as somebody made it meanwhile. */
  readonly theirs: Detail;
  readonly yours: Form;
  /** Goes on with one's own, at the revision that is shown now. */
  readonly onTake: () => void;
  /** Goes on with theirs. */
  readonly onTheirs: () => void;
}

/** Somebody changed the draft meanwhile: what they changed, and what would be changed. */
export function Conflict({ seen, theirs, yours, onTake, onTheirs }: ConflictProps): ReactNode {
  const before = bodyOf(formOf(seen));
  return (
    <Alert color="yellow" variant="light" title="Somebody changed it meanwhile" role="alert">
      <Text size="sm" fw={600} mt="xs">
        Theirs
      </Text>
      <Diff before={before} after={bodyOf(formOf(theirs))} />
      <Text size="sm" fw={600} mt="xs">
        Yours
      </Text>
      <Diff before={before} after={yours} />
      <Group mt="sm">
        <Button size="xs" variant="default" onClick={onTheirs}>
          Take theirs
        </Button>
        <Button size="xs" onClick={onTake}>
          Keep mine, over theirs
        </Button>
      </Group>
    </Alert>
  );
}
