import { lazyRouteComponent } from '@tanstack/react-router';

/** The pages on which campaigns are written, by their addresses. */
export const COMPOSER_PAGES = [
  { path: '/campaigns/new', component: lazyRouteComponent(() => import('./composer-page.js'), 'ComposerPage') },
  {
    path: '/campaigns/$campaign/edit',
    component: lazyRouteComponent(() => import('./composer-page.js'), 'DraftEditPage'),
  },
];
