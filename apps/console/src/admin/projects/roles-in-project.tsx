import { Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { quoted } from '../../asking/selection-text.js';
import { later } from '../../parts/later.js';
import { Rows } from '../../parts/rows.js';
import { Section } from '../../parts/section.js';
import { Grants } from '../rights/grants.js';
import { useRights } from '../../session/use-rights.js';
import { useUsers } from '../users/users.js';
import { Foreign } from '../../parts/texts/foreign.js';

const GiveByName = later(async () => (await import('./give-by-name.js')).GiveByName);

/** Who has a role in a project, as far as one may see it; giving and taking one by name. */
export function RolesInProject({ project }: { readonly project: string }): ReactNode {
  const rights = useRights();
  if (!rights.may('user.read') && !rights.may('grant.manage', project)) return null;
  return (
    <Section title="Roles in this project" about="Roles that hold everywhere are not listed.">
      <Stack>
        {rights.may('user.read') ? (
          <Members project={project} />
        ) : (
          <Text size="sm" c="dimmed">
            Who has which is seen by those with a role that sees users. You can give and take roles by name.
          </Text>
        )}
        {rights.may('grant.manage', project) && <GiveByName project={project} />}
      </Stack>
    </Section>
  );
}

function Members({ project }: { readonly project: string }): ReactNode {
  const list = useUsers(`project==${quoted(project)}`);
  return (
    <Rows
      label="Roles in this project"
      columns={['User', 'Roles']}
      list={list}
      width={320}
      empty={
        <Text size="sm" c="dimmed">
          Nobody has one yet.
        </Text>
      }
      row={({ name, grants }) => (
        <Table.Tr key={name}>
          <Table.Td>
            <Link className="text-link" to="/users/$user" params={{ user: name }}>
              <Foreign text={name} />
            </Link>
          </Table.Td>
          <Table.Td>
            <Grants grants={grants.filter((grant) => grant.project === project)} none="" />
          </Table.Td>
        </Table.Tr>
      )}
    />
  );
}
