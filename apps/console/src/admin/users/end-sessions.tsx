import { useState, type ReactNode } from 'react';

import { SESSION_KEY } from '../../server/queries.js';
import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { endSession, endSessions, SESSIONS, type BrowserSession } from './sessions.js';

interface EndProps {
  readonly user: string;
  readonly asked: BrowserSession | 'all';
  readonly seen: readonly BrowserSession[];
  readonly onClose: () => void;
}

/** Ends one session of a person, or all of them. */
export function EndSessions({ user, asked, seen, onClose }: EndProps): ReactNode {
  const giving = useGiving(SESSIONS, SESSION_KEY);
  const [{ count, hasOwn }] = useState({
    count: asked === 'all' ? seen.length : 1,
    hasOwn: asked === 'all' ? seen.some(({ current }) => current) : asked.current,
  });
  return (
    <Dialog
      title={asked === 'all' ? `End all sessions of ${user}?` : `End this session of ${user}?`}
      order={count === 1 ? 'End it' : `End ${count} sessions`}
      isDestructive
      effects={[
        `${count === 1 ? 'One browser is' : `${count} browsers are`} signed out: here at once, at other servers within a second.`,
        'Tokens go on.',
        ...(hasOwn ? ['This browser is among them: you sign in again.'] : []),
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => (asked === 'all' ? endSessions(user) : endSession(user, asked.id)), onClose)}
    />
  );
}
