import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { useSession } from '../../session/session.js';
import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { Grants } from '../rights/grants.js';
import { useRights } from '../../session/use-rights.js';
import { Rows } from '../../parts/rows.js';
import { later } from '../../parts/later.js';
import { useTokens, type NewToken, type Token } from './tokens.js';
import { Foreign } from '../../parts/texts/foreign.js';
import { isolated } from '../../parts/texts/foreign-text.js';

const MakeToken = later(async () => (await import('./token-dialogs.js')).MakeToken);
const RotateToken = later(async () => (await import('./token-dialogs.js')).RotateToken);
const RevokeToken = later(async () => (await import('./token-dialogs.js')).RevokeToken);
const NewTokenDialog = later(async () => (await import('./token-dialogs.js')).NewTokenDialog);

type Asked = { readonly order: 'rotate' | 'revoke'; readonly token: Token };

interface TokenListProps {
  readonly owner?: string;
  readonly isShowingOwners?: boolean;
  /** A person's tokens are rotated by that person only. */
  readonly mayRotate?: boolean;
}

/** Tokens of one user, or all that one may see, with what can be done with each. */
export function TokenList({ owner, isShowingOwners = false, mayRotate = true }: TokenListProps): ReactNode {
  const list = useTokens(owner, useProjectOf(owner));
  const [asked, ask] = useState<Asked>();
  const [made, setMade] = useState<NewToken>();
  const close = (): void => ask(undefined);
  const show = (token: NewToken): void => {
    close();
    setMade(token);
  };
  return (
    <>
      <Rows
        label="Tokens"
        columns={['Token', 'Roles', ...(isShowingOwners ? ['Belongs to'] : []), 'Last used', 'Ends', '']}
        list={list}
        width={isShowingOwners ? 840 : 700}
        empty={
          <Empty title="There are no tokens yet">
            Programs show by a token who they are. Make one for each program, with no more roles than it needs.
          </Empty>
        }
        row={(token) => (
          <TokenRow key={token.id} token={token} isShowingOwners={isShowingOwners} mayRotate={mayRotate} onAsk={ask} />
        )}
      />
      {asked?.order === 'rotate' && <RotateToken token={asked.token} onMade={show} onClose={close} />}
      {asked?.order === 'revoke' && <RevokeToken token={asked.token} onClose={close} />}
      {made && <NewTokenDialog token={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

/** Makes a token and shows its text once. */
export function NewTokenButton({ owner }: { readonly owner?: string }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<NewToken>();
  return (
    <>
      <Button onClick={() => setOpen(true)}>New token …</Button>
      {isOpen && (
        <MakeToken
          {...(owner !== undefined && { owner })}
          onClose={() => setOpen(false)}
          onMade={(token) => {
            setOpen(false);
            setMade(token);
          }}
        />
      )}
      {made && <NewTokenDialog token={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

const COLOURS = { active: 'teal', expired: 'gray', revoked: 'gray' } as const;

interface TokenRowProps {
  readonly token: Token;
  readonly isShowingOwners: boolean;
  readonly mayRotate: boolean;
  readonly onAsk: (asked: Asked) => void;
}

function TokenRow({ token, isShowingOwners, mayRotate, onAsk }: TokenRowProps): ReactNode {
  const { name, roles, project, owner, state, current, createdBy, created, expires, lastUsed, revoked, revokedBy } =
    token;
  return (
    <Table.Tr>
      <Table.Td>
        <Foreign text={name} />{' '}
        <Badge color={COLOURS[state]} variant="light" tt="none">
          {state}
        </Badge>{' '}
        {current && <Badge variant="light">this one</Badge>}
        <Text size="xs" c="dimmed" component="div">
          made by <Foreign text={createdBy} />, <Moment at={created} />
        </Text>
      </Table.Td>
      <Table.Td>
        <Grants grants={roles.map((role) => ({ role, ...(project !== undefined && { project }) }))} none="none" />
      </Table.Td>
      {isShowingOwners && (
        <Table.Td>
          {owner === undefined ? (
            <Text c="dimmed" size="sm">
              nobody
            </Text>
          ) : (
            <Owner name={owner} />
          )}
        </Table.Td>
      )}
      <Table.Td>
        {lastUsed === undefined ? (
          <Text c="dimmed" size="sm">
            never
          </Text>
        ) : (
          <Moment at={lastUsed} />
        )}
      </Table.Td>
      <Table.Td>
        {revoked === undefined ? (
          <Moment at={expires} />
        ) : (
          <Text size="sm" c="dimmed" component="div">
            revoked <Moment at={revoked} />
            {revokedBy !== undefined && (
              <>
                {' '}
                by <Foreign text={revokedBy} />
              </>
            )}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{state === 'active' && <TokenOrders token={token} mayRotate={mayRotate} onAsk={onAsk} />}</Table.Td>
    </Table.Tr>
  );
}

function Owner({ name }: { readonly name: string }): ReactNode {
  return useRights().may('user.read') ? (
    <Link className="text-link" to="/users/$user" params={{ user: name }}>
      <Foreign text={name} />
    </Link>
  ) : (
    <Foreign text={name} />
  );
}

function TokenOrders({ token, mayRotate, onAsk }: Omit<TokenRowProps, 'isShowingOwners'>): ReactNode {
  const me = useSession().data?.name;
  const rights = useRights();
  if (!rights.may('token.manage', token.project) && token.owner !== me) return null;
  return (
    <Group gap={6} justify="end" wrap="nowrap">
      {mayRotate && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onAsk({ order: 'rotate', token })}
          aria-label={`Rotate ${isolated(token.name)}`}
        >
          Rotate …
        </Button>
      )}
      <Button
        size="compact-xs"
        variant="default"
        c="red"
        onClick={() => onAsk({ order: 'revoke', token })}
        aria-label={`Revoke ${isolated(token.name)}`}
      >
        Revoke …
      </Button>
    </Group>
  );
}

/** The tokens of one user are shown wherever they hold; those of everybody for the project that is chosen. */
function useProjectOf(owner: string | undefined): string | undefined {
  const chosen = useChosenProject();
  return owner === undefined ? chosen : undefined;
}
