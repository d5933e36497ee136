import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { SearchBox } from '../../search/search-box.js';
import { useChosenProject } from '../../asking/chosen-project.js';
import { shiftOf } from '../../asking/within.js';
import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { faultPosition } from '../../shell/ways-out/way-out.js';
import { Grants } from '../rights/grants.js';
import { NotAllowed } from '../rights/not-allowed.js';
import { PageHead } from '../../parts/page-head.js';
import { useRights } from '../../session/use-rights.js';
import { later } from '../../parts/later.js';
import { Rows } from '../../parts/rows.js';
import { useSearchText } from '../../asking/search-text.js';
import { signInText } from './sign-in-text.js';
import { useUsers, type NewUser, type User } from './users.js';
import { Foreign } from '../../parts/texts/foreign.js';

const MakeUser = later(async () => (await import('./make-user.js')).MakeUser);
const PasswordSecret = later(async () => (await import('./password-secret.js')).PasswordSecret);

/** People and service accounts. */
export function UsersPage(): ReactNode {
  const [filter, setFilter] = useSearchText('filter');
  const project = useChosenProject();
  const rights = useRights();
  const list = useUsers(filter, project);
  return (
    <Stack>
      <PageHead
        title="Users"
        about={
          <>
            People sign in; service accounts have only tokens. Roles say what each may do, in a project or everywhere.
            {project !== undefined && ` Shown are those who have a role in ${project} itself.`}
          </>
        }
      >
        {rights.may('user.manage') && <NewUserButton />}
      </PageHead>
      {!rights.may('user.manage') && (
        <NotAllowed action="user.manage">Users are made and changed by others.</NotAllowed>
      )}
      <SearchBox
        list="users"
        faultShift={shiftOf(filter, project)}
        key={filter}
        filter={filter}
        error={faultPosition(list.query.error) === undefined ? null : list.query.error}
        onSearch={setFilter}
        what="Selection of users"
        example="role==operator;disabled==false"
      />
      <Rows
        label="Users"
        columns={['User', 'Roles', 'Signs in by', 'Last sign-in']}
        list={list}
        empty={
          filter !== '' ? (
            <Empty title="Nobody is selected">Nothing matches this selection. Make it wider, or clear it.</Empty>
          ) : project !== undefined ? (
            <Empty title={`Nobody has a role in ${project}`}>
              Who has a role everywhere may work in it too: choose all projects at the top to see them.
            </Empty>
          ) : (
            <Empty title="There are no users yet">Make one for each person, so that records say who did what.</Empty>
          )
        }
        row={(user) => <UserRow key={user.name} user={user} />}
      />
    </Stack>
  );
}

function UserRow({ user }: { readonly user: User }): ReactNode {
  const { name, displayName, kind, grants, state, signsInBy, issuer, lastSignIn } = user;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/users/$user" params={{ user: name }}>
          <Foreign text={name} />
        </Link>{' '}
        {displayName !== name && (
          <Text span size="sm" c="dimmed">
            <Foreign text={displayName} />
          </Text>
        )}{' '}
        {kind === 'service' && (
          <Badge variant="default" tt="none">
            service account
          </Badge>
        )}{' '}
        {state === 'disabled' && <Badge color="red">disabled</Badge>}
      </Table.Td>
      <Table.Td>
        <Grants grants={grants} none="none yet" />
      </Table.Td>
      <Table.Td>{signInText({ kind, signsInBy, issuer })}</Table.Td>
      <Table.Td>
        {lastSignIn === undefined ? (
          <Text c="dimmed" size="sm">
            never
          </Text>
        ) : (
          <Moment at={lastSignIn} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function NewUserButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<NewUser>();
  const navigate = useNavigate();
  const toUser = (name: string): void => void navigate({ to: '/users/$user', params: { user: name } });
  return (
    <>
      <Button onClick={() => setOpen(true)}>New user …</Button>
      {isOpen && (
        <MakeUser
          onClose={() => setOpen(false)}
          onMade={(user) => {
            setOpen(false);
            if (user.passwordSecret === undefined) toUser(user.name);
            else setMade(user);
          }}
        />
      )}
      {made?.passwordSecret !== undefined && (
        <PasswordSecret
          name={made.name}
          secret={made.passwordSecret}
          until={made.secretUntil}
          onClose={() => toUser(made.name)}
        />
      )}
    </>
  );
}
