import { createRoute } from '@tanstack/react-router';

import { pageOf } from '../parts/pieces/page-piece.js';
import { root } from '../shell/root.js';

/** The pages on which campaigns are written, by their addresses. */
export const COMPOSER_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/new',
    component: pageOf(() => import('./composer-page.js'), 'ComposerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaign/edit',
    component: pageOf(() => import('./composer-page.js'), 'DraftEditPage'),
  }),
] as const;
