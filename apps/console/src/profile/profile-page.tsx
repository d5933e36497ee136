import { Stack, Table } from '@mantine/core';
import { ROLES } from '@twinbank/access';
import type { ReactNode } from 'react';

import { Facts } from '../parts/facts.js';
import { Grants } from '../admin/rights/grants.js';
import { NotAllowed } from '../admin/rights/not-allowed.js';
import { PageHead } from '../parts/page-head.js';
import { useRights } from '../session/use-rights.js';
import { Section } from '../parts/section.js';
import { NewTokenButton, TokenList } from '../admin/tokens/token-list.js';
import { SessionList } from '../admin/users/session-list.js';
import { useSession, type Session } from '../session/session.js';
import { Moment } from '../shell/moment.js';
import { PasswordForm } from './password-form.js';

/** Who one is here, and what one may do: roles, password, sessions, tokens. */
export function ProfilePage(): ReactNode {
  const { data: session } = useSession();
  return session ? <Shown session={session} /> : null;
}

function Shown({ session: { name, grants, expires } }: { readonly session: Session }): ReactNode {
  const rights = useRights();
  const projects = [...new Set(grants.flatMap(({ project }) => project ?? []))];
  return (
    <Stack>
      <PageHead title={name} about="What you are here, and what you may do." />
      <Section title="About">
        <Facts
          facts={{
            Roles: <Grants grants={grants} none="None yet. Whoever administers users can give you one." />,
            Projects: grants.some(({ project }) => project === undefined) ? 'all' : projects.join(', ') || 'none',
            'This session ends': <Moment at={expires} />,
          }}
        />
        {grants.length > 0 && (
          <Table mt="md" verticalSpacing={6} aria-label="What your roles are for">
            <Table.Tbody>
              {[...new Set(grants.map(({ role }) => role))].map((role) => (
                <Table.Tr key={role}>
                  <Table.Td fw={600} w={160} className="nowrap">
                    {role}
                  </Table.Td>
                  <Table.Td>{ROLES[role].what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      <Section title="Password" about="Your other sessions end with it; your tokens go on.">
        <PasswordForm name={name} />
      </Section>
      <Section title="Sessions" about="The browsers in which you are signed in. End those that you do not know.">
        <SessionList user={name} mayEnd />
      </Section>
      <Section
        title="Tokens"
        about="For programs that work in your name. None allows more than you may do."
        orders={rights.maySomewhere('token.manage') && <NewTokenButton />}
      >
        {rights.maySomewhere('token.manage') ? (
          <TokenList owner={name} />
        ) : (
          <NotAllowed action="token.manage">Tokens are made by whoever administers a project.</NotAllowed>
        )}
      </Section>
    </Stack>
  );
}
