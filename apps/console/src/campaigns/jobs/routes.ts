import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { root } from '../../shell/root.js';

/** The pages about the jobs of a campaign, by their addresses. */
export const JOB_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign/jobs',
    component: lazyRouteComponent(() => import('./jobs-page.js'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign/devices/$device',
    component: lazyRouteComponent(() => import('./explanation-page.js'), 'ExplanationPage'),
  }),
] as const;
