import { lazyRouteComponent } from '@tanstack/react-router';

/** The pages about the jobs of a campaign, by their addresses. */
export const JOB_PAGES = [
  { path: '/campaigns/$campaign/jobs', component: lazyRouteComponent(() => import('./jobs-page.js'), 'JobsPage') },
  {
    path: '/campaigns/$campaign/devices/$device',
    component: lazyRouteComponent(() => import('./explanation-page.js'), 'ExplanationPage'),
  },
];
