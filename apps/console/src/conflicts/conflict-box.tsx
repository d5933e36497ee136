import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Diff } from '../composer/diff-view.js';
import { Foreign } from '../parts/texts/foreign.js';
import { Moment } from '../shell/moment.js';
import type { Changes } from './changes.js';
import type { Conflict } from './conflict.js';
import { useLastChange } from './last-change.js';

const TITLE = 'Somebody changed it meanwhile';

interface ConflictBoxProps {
  readonly conflict: Conflict;
  /** Goes on with theirs; what was typed is gone. */
  readonly onTheirs: () => void;
}

/** Somebody changed it meanwhile: what they changed, who and when, beside what is to be changed. Nothing of either is lost before it is decided. */
export function ConflictBox({ conflict, onTheirs }: ConflictBoxProps): ReactNode {
  const { isKnown, revision, before, theirs, yours, changes, onMine } = conflict;
  if (!isKnown) return <Loader size="sm" aria-label={TITLE} />;
  return (
    <Alert color="yellow" variant="light" title={TITLE} role="alert">
      <Who changes={changes} revision={revision} />
      <Text size="sm" fw={600} mt="xs">
        Theirs
      </Text>
      <Diff before={before} after={theirs} />
      {yours && (
        <>
          <Text size="sm" fw={600} mt="xs">
            Yours
          </Text>
          <Diff before={before} after={yours} />
        </>
      )}
      <Group mt="sm">
        {yours && (
          <Button size="xs" variant="default" onClick={onTheirs}>
            Take theirs
          </Button>
        )}
        <Button size="xs" onClick={onMine}>
          {yours ? 'Keep mine, over theirs' : 'Decide by what it is now'}
        </Button>
      </Group>
    </Alert>
  );
}

function Who({ changes, revision }: { readonly changes: Changes; readonly revision: string }): ReactNode {
  const last = useLastChange(changes, revision);
  return (
    last?.actor && (
      <Text size="sm">
        By <Foreign text={last.actor.name} />, <Moment at={last.at} />
      </Text>
    )
  );
}
