import { Button, Group, List, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { ProblemBox } from '../shell/problem-box.js';
import type { Giving } from '../asking/giving.js';

interface DialogProps {
  readonly title: string;
  /** What the button says that gives the order. */
  readonly order: string;
  /** What will happen, and to how many, before it does. */
  readonly effects?: readonly ReactNode[];
  readonly isDestructive?: boolean;
  readonly isReady?: boolean;
  readonly giving: Giving;
  readonly onGive: () => void;
  readonly onClose: () => void;
  /** Fields that say more of the order. */
  readonly children?: ReactNode;
}

/** A refusal is below what was typed, which may fill the window. */
const intoView = (box: HTMLElement | null): void => box?.scrollIntoView({ block: 'nearest' });

/** An order before it is given. It cannot be left while it is under way, because its end would not be seen. */
export function Dialog(props: DialogProps): ReactNode {
  const { title, order, effects, isDestructive = false, isReady = true, giving, onGive, onClose, children } = props;
  const { isUnderWay, error } = giving;
  return (
    <Modal
      opened
      onClose={() => !isUnderWay && onClose()}
      closeOnClickOutside={!isUnderWay}
      closeOnEscape={!isUnderWay}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': 'Close', disabled: isUnderWay }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onGive();
        }}
      >
        <Stack>
          {effects && (
            <List size="sm" spacing={4}>
              {effects.map((effect, index) => (
                <List.Item key={index}>{effect}</List.Item>
              ))}
            </List>
          )}
          {children}
          {error && (
            <div ref={intoView}>
              <ProblemBox error={error} />
            </div>
          )}
          <Group justify="end">
            <Button variant="default" onClick={onClose} disabled={isUnderWay}>
              Leave it
            </Button>
            <Button type="submit" {...(isDestructive && { color: 'red' })} loading={isUnderWay} disabled={!isReady}>
              {order}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
