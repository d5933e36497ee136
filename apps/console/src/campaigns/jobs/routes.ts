import { createRoute } from '@tanstack/react-router';

import { pageOf } from '../../parts/pieces/page-piece.js';
import { root } from '../../shell/root.js';

/** The pages about the jobs of a campaign, by their addresses. */
export const JOB_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign/jobs',
    component: pageOf(() => import('./jobs-page.js'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign/devices/$device',
    component: pageOf(() => import('./explanation-page.js'), 'ExplanationPage'),
  }),
] as const;
