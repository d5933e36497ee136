import { Badge, Button, Table, Text } from '@mantine/core';
import { ROLES } from '@twinbank/access';
import { useState, type ReactNode } from 'react';

import { later } from '../../parts/later.js';
import { grantText, type Granted } from '../rights/grants.js';
import { useRights } from '../../session/use-rights.js';
import { Section } from '../../parts/section.js';
import type { User } from './users.js';
import { Foreign } from '../../parts/texts/foreign.js';

const GiveRole = later(async () => (await import('./role-dialogs.js')).GiveRole);
const TakeRole = later(async () => (await import('./role-dialogs.js')).TakeRole);

/** What a user may do, and giving and taking it. */
export function RolesSection({ user }: { readonly user: User }): ReactNode {
  const rights = useRights();
  const [isGiving, setGiving] = useState(false);
  const [taken, take] = useState<Granted>();
  return (
    <Section
      title="Roles"
      about="A change holds at once, for sessions and tokens too."
      orders={
        rights.maySomewhere('grant.manage') && (
          <Button size="xs" variant="default" onClick={() => setGiving(true)}>
            Give a role …
          </Button>
        )
      }
    >
      {user.grants.length === 0 ? (
        <Text size="sm" c="dimmed">
          None: <Foreign text={user.name} /> can sign in, and is refused everything else. Give a role.
        </Text>
      ) : (
        <Table verticalSpacing={6} aria-label="Roles">
          <Table.Tbody>
            {user.grants.map((grant) => (
              <Table.Tr key={grantText(grant)}>
                <Table.Td>
                  <Badge variant="default" tt="none" fw={500}>
                    {grantText(grant)}
                  </Badge>
                  <Text size="xs" c="dimmed">
                    {ROLES[grant.role].what}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  {rights.may('grant.manage', grant.project) &&
                    rights.rolesToGive(grant.project).includes(grant.role) && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        c="red"
                        onClick={() => take(grant)}
                        aria-label={`Take ${grantText(grant)}`}
                      >
                        Take …
                      </Button>
                    )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isGiving && <GiveRole user={user.name} onClose={() => setGiving(false)} />}
      {taken && <TakeRole user={user} grant={taken} onClose={() => take(undefined)} />}
    </Section>
  );
}
