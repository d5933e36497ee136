import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import type { Conflict } from '../conflicts/conflict.js';
import { useDraft, useDraftGiving, useKept } from '../drafts/use-draft.js';
import { Dialog } from './confirm.js';
import { ReasonField } from './reason-field.js';

interface ReasonedOrderProps {
  readonly title: string;
  /** What it is given to, such as `campaign/7`: under that and its title, a reason that was typed is kept until it is given or left. */
  readonly about: string;
  /** What the button says that gives the order. */
  readonly order: string;
  /** What will happen, and to how many, before it does. */
  readonly effects: readonly ReactNode[];
  readonly isDestructive?: boolean;
  /** Whether it can be given at all. */
  readonly isReady?: boolean;
  /** Whether it takes a reason to give it. */
  readonly needsReason?: boolean;
  /** Who reads the reason, if not only the audit log. */
  readonly readBy?: string;
  /** What is shown where somebody changed it meanwhile; the reason stays. */
  readonly conflict?: Conflict;
  /** The queries whose answers it may change. */
  readonly stale: readonly QueryKey[];
  /** Gives it, for a reason that may be empty where none is needed. */
  readonly give: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** An order that may be given a reason, which stands in the audit log. */
export function ReasonedOrder(props: ReasonedOrderProps): ReactNode {
  const {
    title,
    about,
    order,
    effects,
    isDestructive = false,
    isReady = true,
    needsReason = false,
    readBy,
    conflict,
    stale,
    give,
    onDone,
    onClose,
  } = props;
  const draft = useDraft(`${about}/${order}`);
  const [reason, setReason] = useKept(draft, 'reason', '');
  const giving = useDraftGiving(draft, ...stale);
  return (
    <Dialog
      title={title}
      order={order}
      effects={effects}
      isDestructive={isDestructive}
      isReady={isReady && (!needsReason || reason.trim() !== '')}
      draft={draft}
      giving={giving}
      {...(conflict && { conflict })}
      onGive={() => giving.give(() => give(reason.trim()), onDone)}
      onClose={onClose}
    >
      <ReasonField
        value={reason}
        onChange={setReason}
        isNeeded={needsReason}
        {...(readBy !== undefined && { description: readBy })}
      />
    </Dialog>
  );
}
