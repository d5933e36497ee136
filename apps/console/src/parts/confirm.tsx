import { Button, Group, List, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import type { Conflict } from '../conflicts/conflict.js';
import { DraftNote } from '../drafts/draft-note.js';
import type { Draft } from '../drafts/use-draft.js';
import { ProblemBox } from '../shell/problem-box.js';
import { useFocusBack } from './use-focus-back.js';
import type { Giving } from '../asking/giving.js';
import { later } from './later.js';
import { OrderModal } from './order-modal.js';

interface DialogProps {
  readonly title: string;
  /** What the button says that gives the order. */
  readonly order: string;
  /** What will happen, and to how many, before it does. */
  readonly effects?: readonly ReactNode[];
  readonly isDestructive?: boolean;
  readonly isReady?: boolean;
  readonly giving: Giving;
  /** What is typed here is kept until it is given, or left on purpose. */
  readonly draft?: Draft;
  /** What is shown where somebody changed meanwhile what the order is about: what was typed stays. */
  readonly conflict?: Conflict;
  readonly onGive: () => void;
  readonly onClose: () => void;
  /** Fields that say more of the order. */
  readonly children?: ReactNode;
}

const ConflictBox = later(async () => (await import('../conflicts/conflict-box.js')).ConflictBox);
const Curl = later(async () => (await import('./curl.js')).Curl);

/** A refusal is below what was typed, which may fill the window. */
const intoView = (box: HTMLElement | null): void => box?.scrollIntoView({ block: 'nearest' });

/** An order before it is given. It cannot be left while it is under way, because its end would not be seen. */
export function Dialog(props: DialogProps): ReactNode {
  const {
    title,
    order,
    effects,
    isDestructive = false,
    isReady = true,
    giving,
    draft,
    conflict,
    onGive,
    onClose,
    children,
  } = props;
  const { isUnderWay } = giving;
  const leave = (): void => {
    draft?.drop();
    onClose();
  };
  useFocusBack();
  return (
    <OrderModal title={title} isUnderWay={isUnderWay} onClose={leave}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onGive();
        }}
      >
        <Stack>
          {draft && <DraftNote draft={draft} order={giving} />}
          {effects && (
            <List size="sm" spacing={4}>
              {effects.map((effect, index) => (
                <List.Item key={index}>{effect}</List.Item>
              ))}
            </List>
          )}
          {children}
          <Curl look={() => (isReady ? giving.lookAt(onGive) : Promise.resolve(undefined))} />
          <Refused giving={giving} draft={draft} conflict={conflict} />
          <Group justify="end">
            <Button variant="default" onClick={leave} disabled={isUnderWay}>
              Leave it
            </Button>
            <Button type="submit" {...(isDestructive && { color: 'red' })} loading={isUnderWay} disabled={!isReady}>
              {order}
            </Button>
          </Group>
        </Stack>
      </form>
    </OrderModal>
  );
}

interface RefusedProps {
  readonly giving: Giving;
  readonly draft: Draft | undefined;
  readonly conflict: Conflict | undefined;
}

/** Why the order was refused; where somebody changed meanwhile what it is about, what they changed. */
function Refused({ giving: { error, clear }, draft, conflict }: RefusedProps): ReactNode {
  if (error === undefined) return null;
  const isConflict = error instanceof RestError && error.code === 'precondition_failed';
  const decided = (decide: () => void) => (): void => {
    decide();
    clear();
  };
  return (
    <div ref={intoView}>
      {isConflict && conflict ? (
        <ConflictBox
          conflict={{ ...conflict, onMine: decided(conflict.onMine) }}
          onTheirs={decided(() => draft?.beginAnew())}
        />
      ) : (
        <ProblemBox error={error} />
      )}
    </div>
  );
}
