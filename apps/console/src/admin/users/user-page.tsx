import { Badge, Button, Group, Loader, Stack } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useSession } from '../../session/session.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { Facts } from '../../parts/facts.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { useRights } from '../../session/use-rights.js';
import { Section } from '../../parts/section.js';
import { NewTokenButton, TokenList } from '../tokens/token-list.js';
import { useTokens } from '../tokens/tokens.js';
import { RolesSection } from './roles-section.js';
import { SessionList } from './session-list.js';
import { useSessions } from './sessions.js';
import { useUser, type User } from './users.js';
import { signInText } from './sign-in-text.js';
import { Foreign } from '../../parts/texts/foreign.js';

const PasswordSecret = later(async () => (await import('./password-secret.js')).PasswordSecret);
const DeleteUser = later(async () => (await import('./user-dialogs.js')).DeleteUser);
const RenameUser = later(async () => (await import('./user-dialogs.js')).RenameUser);
const ResetPassword = later(async () => (await import('./user-dialogs.js')).ResetPassword);
const SwitchUser = later(async () => (await import('./user-dialogs.js')).SwitchUser);

/** A person or a service account: roles, sessions, tokens, and what can be done. */
export function UserPage(): ReactNode {
  const { user: name = '' } = useParams({ strict: false }) as { user?: string };
  const user = useUser(name);
  return (
    <Stack>
      <Freshness query={user} />
      {user.isPending && <Loader />}
      {user.data && <Shown key={user.data.name} user={user.data} />}
    </Stack>
  );
}

function Shown({ user }: { readonly user: User }): ReactNode {
  const { name, displayName, kind } = user;
  const rights = useRights();
  const isMe = useSession().data?.name === name;
  return (
    <>
      <PageHead
        up={{ to: '/users', label: 'Users' }}
        title={<Name user={user} isMe={isMe} />}
        about={displayName === name ? undefined : displayName}
      >
        {rights.may('user.manage') && <UserOrders user={user} />}
      </PageHead>
      <About user={user} />
      <RolesSection user={user} />
      {kind === 'person' && (
        <Section title="Sessions">
          <SessionList user={name} mayEnd={rights.may('user.manage') || isMe} />
        </Section>
      )}
      {rights.maySomewhere('token.manage') && <Tokens user={user} isMe={isMe} />}
    </>
  );
}

interface UserProps {
  readonly user: User;
  /** Whether it is whoever is signed in. */
  readonly isMe: boolean;
}

function Name({ user: { name, kind, state }, isMe }: UserProps): ReactNode {
  return (
    <Group gap="sm" component="span">
      <Foreign text={name} />
      {kind === 'service' && (
        <Badge variant="default" tt="none">
          service account
        </Badge>
      )}
      {state === 'disabled' && <Badge color="red">disabled</Badge>}
      {isMe && <Badge variant="light">you</Badge>}
    </Group>
  );
}

function About({ user }: { readonly user: User }): ReactNode {
  const { email, created, createdBy, lastSignIn, secretUntil } = user;
  return (
    <Section title="About">
      <Facts
        facts={{
          'E-mail address': email,
          'Signs in by': signInText(user),
          'Last sign-in': lastSignIn === undefined ? 'never' : <Moment at={lastSignIn} />,
          Made: (
            <>
              <Moment at={created} /> by <Foreign text={createdBy} />
            </>
          ),
          'Sets a password until': secretUntil && <Moment at={secretUntil} />,
        }}
      />
    </Section>
  );
}

function Tokens({ user: { name, kind }, isMe }: UserProps): ReactNode {
  const isService = kind === 'service';
  return (
    <Section
      title="Tokens"
      about={isService || isMe ? undefined : 'A person’s tokens are made and rotated by that person only.'}
      orders={(isService || isMe) && <NewTokenButton {...(isService && { owner: name })} />}
    >
      <TokenList owner={name} mayRotate={isService || isMe} />
    </Section>
  );
}

type Order = 'rename' | 'switch' | 'reset' | 'delete';

function UserOrders({ user }: { readonly user: User }): ReactNode {
  const [asked, ask] = useState<Order>();
  const [secret, setSecret] = useState<{ readonly secret: string; readonly until: string }>();
  const navigate = useNavigate();
  const about = { user, ...useCounts(user), onClose: () => ask(undefined) };
  return (
    <>
      <Button variant="default" onClick={() => ask('rename')}>
        Change …
      </Button>
      {user.kind === 'person' && user.signsInBy !== 'oidc' && (
        <Button variant="default" onClick={() => ask('reset')}>
          Reset password …
        </Button>
      )}
      <Button variant="default" {...(user.state === 'active' && { c: 'red' })} onClick={() => ask('switch')}>
        {user.state === 'active' ? 'Disable …' : 'Enable …'}
      </Button>
      <Button variant="default" c="red" onClick={() => ask('delete')}>
        Delete …
      </Button>
      {asked === 'rename' && <RenameUser {...about} />}
      {asked === 'switch' && <SwitchUser {...about} />}
      {asked === 'reset' && (
        <ResetPassword
          {...about}
          onReset={(answer) => {
            ask(undefined);
            setSecret(answer);
          }}
        />
      )}
      {asked === 'delete' && <DeleteUser {...about} onDeleted={() => void navigate({ to: '/users' })} />}
      {secret && <PasswordSecret name={user.name} {...secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

/** How many sessions and valid tokens a user has, as far as they were read; with + where there are more. */
function useCounts({ name }: User): { readonly sessions: string | undefined; readonly tokens: string | undefined } {
  const sessions = useSessions(name);
  const tokens = useTokens(name);
  const text = (list: typeof sessions.query | typeof tokens.query, count: number): string | undefined =>
    list.data && `${count}${list.hasNextPage ? ' or more' : ''}`;
  return {
    sessions: text(sessions.query, sessions.rows.length),
    tokens: text(tokens.query, tokens.rows.filter(({ state }) => state === 'active').length),
  };
}
