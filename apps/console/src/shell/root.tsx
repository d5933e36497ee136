import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { LinkButton } from '../parts/link-button.js';
import { Frame } from './frame.js';

/** What an address asks for behind its `?`: plain texts, so that it can be read and written by hand. */
export type Asked = Readonly<Record<string, string | undefined>>;

/** What stands around every page. Each room gives it the pages that it has. */
export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NoSuchPage,
  validateSearch: (search: Record<string, unknown>): Asked => search as Asked,
  // The project to which pages are narrowed goes along from page to page.
  search: { middlewares: [retainSearchParams(['project'])] },
});

function NoSuchPage(): ReactNode {
  return (
    <Stack align="start">
      <Title order={1} size="h2">
        There is no such page
      </Title>
      <Text c="dimmed">The address may have been copied in part.</Text>
      <LinkButton to="/fleet" variant="default">
        To the fleet
      </LinkButton>
    </Stack>
  );
}
