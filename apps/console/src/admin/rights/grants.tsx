import { Badge, Group, Text } from '@mantine/core';
import { ROLES, type Role } from '@twinbank/access';
import type { ReactNode } from 'react';

import type { components } from '@twinbank/client';

/** A role that somebody has, in a project or everywhere. */
export type Granted = components['schemas']['GrantAnswer'];

/** A role and where it holds, as a person reads it. */
export const grantText = ({ role, project }: Granted): string => `${role} · ${project ?? 'everywhere'}`;

/** Roles as badges, each with what it is for. */
export function Grants({ grants, none }: { readonly grants: readonly Granted[]; readonly none: string }): ReactNode {
  if (grants.length === 0)
    return (
      <Text size="sm" c="dimmed" span>
        {none}
      </Text>
    );
  return (
    <Group gap={6}>
      {grants.map((grant) => (
        <Badge key={grantText(grant)} variant="default" tt="none" fw={500} title={ROLES[grant.role].what}>
          {grantText(grant)}
        </Badge>
      ))}
    </Group>
  );
}

/** A role and whom it is for, as a choice. */
export const roleChoice = (role: Role): { value: Role; label: string } => ({
  value: role,
  label: `${role}: ${ROLES[role].what}`,
});

/** The same, to be looked through quickly. */
export function RoleLabel({ role }: { readonly role: Role }): ReactNode {
  return (
    <>
      <b>{role}</b> {ROLES[role].what}
    </>
  );
}
