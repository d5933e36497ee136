import { Select } from '@mantine/core';
import type { Role } from '@twinbank/access';
import type { ReactNode } from 'react';

import { roleChoice } from '../rights/grants.js';
import { ProjectChoice } from '../rights/project-choice.js';
import { useRights } from '../../session/use-rights.js';

interface RoleFieldsProps {
  readonly role: Role | undefined;
  readonly project: string | undefined;
  readonly isOptional?: boolean;
  readonly onRole: (role: Role | undefined) => void;
  readonly onProject: (project: string | undefined) => void;
}

/** Chooses a role among those that one may give, and where it is to hold. */
export function RoleFields({ role, project, isOptional = false, onRole, onProject }: RoleFieldsProps): ReactNode {
  const rights = useRights();
  const offered = rights.rolesToGive(project);
  return (
    <>
      <ProjectChoice
        label="Where the role holds"
        everywhere="Everywhere"
        reach={rights.reachOf('grant.manage')}
        value={project}
        onChange={onProject}
      />
      <Select
        label="Role"
        description="Nobody gives more rights than they have"
        placeholder={isOptional ? 'none yet' : 'choose one'}
        clearable={isOptional}
        data={offered.map(roleChoice)}
        value={role !== undefined && offered.includes(role) ? role : null}
        onChange={(chosen) => onRole((chosen as Role | null) ?? undefined)}
      />
    </>
  );
}
