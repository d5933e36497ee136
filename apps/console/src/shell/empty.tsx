import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  /** What to do so that there is something. */
  readonly children: ReactNode;
}

/** In the place of a list without rows: says so, and teaches the next step. */
export function Empty({ title, children }: EmptyProps): ReactNode {
  return (
    <Paper withBorder p="xl" ta="center">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" size="sm" mt="xs" component="div">
        {children}
      </Text>
    </Paper>
  );
}

interface NoneInProjectProps {
  /** What there could be, in the plural. */
  readonly what: string;
  readonly project: string;
}

/** In the place of a list that is empty because it is narrowed to a project: others may have some. */
export const NoneInProject = ({ what, project }: NoneInProjectProps): ReactNode => (
  <Empty title={`There are no ${what} in ${project}`}>
    Other projects may have some: choose another one at the top, or all of them.
  </Empty>
);
