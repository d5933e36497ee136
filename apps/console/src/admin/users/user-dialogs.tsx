import { List, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { changesOf } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { typedField } from '../../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { Dialog } from '../../parts/confirm.js';
import { TypedName } from '../../parts/typed-name.js';
import { useGiving } from '../../asking/giving.js';
import { grantText } from '../rights/grants.js';
import { TOKENS } from '../tokens/tokens.js';
import { SESSIONS } from './sessions.js';
import { changeUser, deleteUser, resetPassword, switchUser, USERS, type User } from './users.js';
import { isolated } from '../../parts/texts/foreign-text.js';

interface AboutProps {
  readonly user: User;
  /** How many sessions and valid tokens are known; undefined where one may not see them. */
  readonly sessions?: string | undefined;
  readonly tokens?: string | undefined;
  readonly onClose: () => void;
}

const shownOf = ({ displayName, email, state, grants }: User) => ({
  ...{ displayName, email, state },
  roles: grants.map(grantText),
});

const emailOf = ({ email }: User): string => email ?? '';

/** How a user is called. */
export function RenameUser({ user, onClose }: AboutProps): ReactNode {
  const draft = useDraft(`user/${user.name}`);
  const [seen, see] = useSeen(draft, user);
  const [displayName, setDisplayName] = useKept(draft, 'displayName', seen.displayName);
  const [email, setEmail] = useKept(draft, 'email', emailOf(seen));
  const giving = useDraftGiving(draft, USERS);
  return (
    <Dialog
      title={`Change ${isolated(user.name)}`}
      order="Save"
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: user,
        shown: shownOf,
        typed: { displayName, email: email.trim() === '' ? undefined : email },
        fields: [
          typedField(displayName, setDisplayName, (one: User) => one.displayName),
          typedField(email, setEmail, emailOf),
        ],
        changes: changesOf('user', { user: seen.name }),
      })}
      onClose={onClose}
      onGive={() =>
        giving.give(
          () => changeUser(seen, { displayName: displayName.trim(), email: email.trim() === '' ? null : email.trim() }),
          onClose,
        )
      }
    >
      <TextInput
        label="Display name"
        data-autofocus
        value={displayName}
        onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
      />
      <TextInput
        label="E-mail address"
        type="email"
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
    </Dialog>
  );
}

/** A count in words, which may not be known yet. */
const counted = (count: string | undefined): string => count ?? 'how many is not known here';

/** Disables a user, or brings them back. */
export function SwitchUser({ user, sessions, tokens, onClose }: AboutProps): ReactNode {
  const [seen] = useState(user);
  const giving = useGiving(USERS, SESSIONS, TOKENS);
  const isOff = seen.state === 'disabled';
  return (
    <Dialog
      title={`${isOff ? 'Enable' : 'Disable'} ${isolated(seen.name)}?`}
      order={isOff ? 'Enable' : 'Disable'}
      isDestructive={!isOff}
      effects={
        isOff
          ? ['They may sign in again.', `What they have of valid tokens is taken again: ${counted(tokens)}.`]
          : [
              `Sessions that end: ${counted(sessions)}.`,
              `Tokens that are refused until they are enabled: ${counted(tokens)}.`,
              'It holds here at once, at other servers within a second. Their roles stay as they are.',
            ]
      }
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => switchUser(seen, isOff ? 'enable' : 'disable'), onClose)}
    />
  );
}

interface ResetProps extends AboutProps {
  readonly onReset: (answer: { readonly secret: string; readonly until: string }) => void;
}

/** Takes a person's password away. */
export function ResetPassword({ user, sessions, onReset, onClose }: ResetProps): ReactNode {
  const [seen] = useState(user);
  const giving = useGiving(USERS, SESSIONS);
  return (
    <Dialog
      title={`Reset the password of ${isolated(seen.name)}?`}
      order="Reset"
      isDestructive
      effects={[
        'Their password is taken away at once.',
        `Sessions that end: ${counted(sessions)}. Tokens go on.`,
        'You get a secret with which they set another password, and hand it over.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () => {
          const { passwordSecret, expires } = await resetPassword(seen);
          onReset({ secret: passwordSecret, until: expires });
        })
      }
    />
  );
}

/** Deletes a user for good; their name has to be typed. */
export function DeleteUser({
  user,
  sessions,
  tokens,
  onDeleted,
  onClose,
}: AboutProps & { readonly onDeleted: () => void }): ReactNode {
  const [seen] = useState(user);
  const [typed, setTyped] = useState('');
  const giving = useGiving(USERS, TOKENS);
  return (
    <Dialog
      title={`Delete ${isolated(seen.name)}?`}
      order="Delete for good"
      isDestructive
      isReady={typed === seen.name}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => deleteUser(seen), onDeleted)}
    >
      <List size="sm" spacing={4}>
        <List.Item>Sessions that end: {counted(sessions)}.</List.Item>
        <List.Item>Tokens that are revoked: {counted(tokens)}.</List.Item>
        <List.Item>It cannot be undone. Records keep the name.</List.Item>
      </List>
      <TypedName name={seen.name} typed={typed} onChange={setTyped} />
    </Dialog>
  );
}
