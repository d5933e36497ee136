import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly about?: ReactNode;
  /** What can be done with it. */
  readonly orders?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, about, orders, children }: SectionProps): ReactNode {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" align="start" mb="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {about !== undefined && (
            <Text c="dimmed" size="sm" maw={720} component="div">
              {about}
            </Text>
          )}
        </div>
        {orders}
      </Group>
      {children}
    </Paper>
  );
}
