import { useState, type ReactNode } from 'react';

import { SESSION_KEY } from '../../server/queries.js';
import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { endingOf } from './ending.js';
import { endSession, endSessions, SESSIONS, type BrowserSession } from './sessions.js';
import { isolated } from '../../parts/texts/foreign-text.js';

interface EndProps {
  readonly user: string;
  readonly asked: BrowserSession | 'all';
  readonly seen: readonly BrowserSession[];
  /** Whether the person has more than those that were seen. */
  readonly hasMore: boolean;
  readonly onClose: () => void;
}

/** Ends one session of a person, or all of them. */
export function EndSessions({ user, asked, seen, hasMore, onClose }: EndProps): ReactNode {
  const giving = useGiving(SESSIONS, SESSION_KEY);
  const [{ count, effects }] = useState(() =>
    endingOf(asked === 'all' ? { seen, hasMore } : { seen: [asked], hasMore: false }),
  );
  return (
    <Dialog
      title={asked === 'all' ? `End all sessions of ${isolated(user)}?` : `End this session of ${isolated(user)}?`}
      order={count === '1' ? 'End it' : `End ${count} sessions`}
      isDestructive
      effects={effects}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => (asked === 'all' ? endSessions(user) : endSession(user, asked.id)), onClose)}
    />
  );
}
