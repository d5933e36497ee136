import { Loader } from '@mantine/core';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { ADMIN_PAGES } from '../admin/routes.js';
import { JOB_PAGES } from '../campaigns/jobs/routes.js';
import { COMPOSER_PAGES } from '../composer/routes.js';
import { pageOf } from '../parts/pieces/page-piece.js';
import { PRODUCT_PAGES } from '../products/routes.js';
import { ProblemBox } from './problem-box.js';
import { root } from './root.js';

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/fleet' });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/fleet',
    component: pageOf(() => import('../fleet/fleet-page.js'), 'FleetPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/devices/$device',
    component: pageOf(() => import('../device/device-page.js'), 'DevicePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns',
    component: pageOf(() => import('../campaigns/campaigns-page.js'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign',
    component: pageOf(() => import('../campaigns/campaign-page.js'), 'CampaignPage'),
  }),
  ...JOB_PAGES,
  ...COMPOSER_PAGES,
  ...PRODUCT_PAGES,
  ...ADMIN_PAGES,
] as const;

/** The pages by their addresses. A query is plain texts, so that an address can be read and written by hand. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPendingComponent: Loader,
  defaultErrorComponent: Failed,
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  },
});

declare module '@tanstack/react-router' {
  /** Links and addresses are checked against the pages that there are. */
  interface Register {
    router: typeof router;
  }
}

/** What is shown where a page failed; the rest of the console goes on. */
function Failed({ error, reset }: { readonly error: unknown; readonly reset: () => void }): ReactNode {
  return <ProblemBox error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />;
}
