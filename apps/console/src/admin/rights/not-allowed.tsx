import { Code, Text } from '@mantine/core';
import type { Action } from '@twinbank/access';
import type { ReactNode } from 'react';

/** Says which right is missing, where something is therefore not offered. */
export function NotAllowed({ action, children }: { readonly action: Action; readonly children: ReactNode }): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      {children} Your roles do not have <Code>{action}</Code>.
    </Text>
  );
}
