import { Stack, Title } from '@mantine/core';
import { Outlet, useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { later } from '../parts/later.js';
import { rightOfPage } from './page-rights.js';
import { useRights } from './use-rights.js';

/** Seldom seen. */
const RightMissing = later(async () => (await import('./right-missing.js')).RightMissing);

/** The page of the address, if one may use it anywhere; otherwise which right that takes. */
export function AllowedPage(): ReactNode {
  const route = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' });
  const action = rightOfPage(route.length > 1 ? route.replace(/\/$/, '') : route);
  const rights = useRights();
  if (action === undefined || rights.maySomewhere(action)) return <Outlet />;
  return (
    <Stack maw={720}>
      <Title order={1} size="h2">
        This page is not open to you
      </Title>
      <RightMissing action={action} />
    </Stack>
  );
}
