import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Foreign } from './texts/foreign.js';

interface PageHeadProps {
  readonly title: ReactNode;
  /** What the page is about, in a sentence. */
  readonly about?: ReactNode;
  /** The list that the page belongs to. */
  readonly up?: { readonly to: string; readonly label: string };
  /** What can be done here. */
  readonly children?: ReactNode;
}

/** The top of a page: what it is, and what can be done. */
export function PageHead({ title, about, up, children }: PageHeadProps): ReactNode {
  return (
    <div>
      {up && (
        <Anchor component={Link} to={up.to} size="sm">
          <Foreign text={up.label} />
        </Anchor>
      )}
      <Group justify="space-between" align="start" mt={up ? 'xs' : 0}>
        <div>
          <Title order={1} size="h2" className="breaking">
            {typeof title === 'string' ? <Foreign text={title} /> : title}
          </Title>
          {about !== undefined && (
            <Text c="dimmed" size="sm" maw={720} component="div">
              {typeof about === 'string' ? <Foreign text={about} /> : about}
            </Text>
          )}
        </div>
        {children !== undefined && <Group gap="xs">{children}</Group>}
      </Group>
    </div>
  );
}
