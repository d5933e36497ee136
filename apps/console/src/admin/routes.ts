import { createRoute, lazyRouteComponent } from '@tanstack/react-router';

import { root } from '../shell/root.js';

/** The pages of administration by their addresses; each is loaded when it is first opened. */
export const ADMIN_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/profile',
    component: lazyRouteComponent(() => import('../profile/profile-page.js'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    component: lazyRouteComponent(() => import('./users/users-page.js'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/$user',
    component: lazyRouteComponent(() => import('./users/user-page.js'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tokens',
    component: lazyRouteComponent(() => import('./tokens/tokens-page.js'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects',
    component: lazyRouteComponent(() => import('./projects/projects-page.js'), 'ProjectsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects/$project',
    component: lazyRouteComponent(() => import('./projects/project-page.js'), 'ProjectPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/groups',
    component: lazyRouteComponent(() => import('./groups/groups-page.js'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/groups/$group',
    component: lazyRouteComponent(() => import('./groups/group-page.js'), 'GroupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/keys',
    component: lazyRouteComponent(() => import('./keys/keys-page.js'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./webhooks/webhooks-page.js'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks/$webhook',
    component: lazyRouteComponent(() => import('./webhooks/webhook-page.js'), 'WebhookPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    component: lazyRouteComponent(() => import('./audit/audit-page.js'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/proof',
    component: lazyRouteComponent(() => import('./audit/proof-page.js'), 'ProofPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/$sequence',
    component: lazyRouteComponent(() => import('./audit/entry-page.js'), 'EntryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server',
    component: lazyRouteComponent(() => import('./server/server-page.js'), 'ServerPage'),
  }),
] as const;
