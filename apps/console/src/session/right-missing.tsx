import { Alert, Anchor, Code, Stack, Text } from '@mantine/core';
import { ACTIONS, type Action, type Role } from '@twinbank/access';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { giversOf, rolesWith } from './givers.js';

interface RightMissingProps {
  readonly action: Action;
  /** The project in which it is missing; without one, everywhere. */
  readonly project?: string | undefined;
}

/** In the place of a form that the server would refuse: which right is missing, which roles have it, and who can give one. */
export function RightMissing({ action, project }: RightMissingProps): ReactNode {
  return (
    <Alert color="gray" variant="light" title={`It takes the right ${action}`} role="status">
      <Stack gap={4}>
        <Text size="sm">
          With it one may {ACTIONS[action].what}. Your roles do not have it{project !== undefined && ` in ${project}`}.
        </Text>
        <Text size="sm">
          Roles that have it: <Roles names={rolesWith(action)} />. Ask somebody with the role{' '}
          <Roles names={giversOf(action)} /> for one of them
          {ACTIONS[action].level === 'project' && `, who can give it in ${project ?? 'the project'} alone`}.
        </Text>
        <Anchor component={Link} to="/profile" size="sm">
          The roles that you have
        </Anchor>
      </Stack>
    </Alert>
  );
}

const Roles = ({ names }: { readonly names: readonly Role[] }): ReactNode =>
  names.map((name, at) => (
    <span key={name}>
      {at > 0 && (at === names.length - 1 ? ' or ' : ', ')}
      <Code>{name}</Code>
    </span>
  ));
