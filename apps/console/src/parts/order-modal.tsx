import { Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface OrderModalProps {
  readonly title: string;
  readonly isUnderWay: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The ways of a browser: what leads elsewhere on the page itself is behind the window, or follows from the order. */
const isWayOfBrowser = ({ action }: { readonly action: string }): boolean => action !== 'PUSH' && action !== 'REPLACE';

/** The window of an order. It cannot be left while the order is under way, also not by the ways of the browser, because its end would not be seen. */
export function OrderModal({ title, isUnderWay, onClose, children }: OrderModalProps): ReactNode {
  useBlocker({ shouldBlockFn: isWayOfBrowser, enableBeforeUnload: isUnderWay, disabled: !isUnderWay });
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
      {children}
    </Modal>
  );
}
