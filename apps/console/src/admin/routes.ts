import { createRoute } from '@tanstack/react-router';

import { pageOf } from '../parts/pieces/page-piece.js';
import { root } from '../shell/root.js';

/** The pages of administration by their addresses; each is loaded when it is first opened. */
export const ADMIN_PAGES = [
  createRoute({
    getParentRoute: () => root,
    path: '/profile',
    component: pageOf(() => import('../profile/profile-page.js'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users',
    component: pageOf(() => import('./users/users-page.js'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/users/$user',
    component: pageOf(() => import('./users/user-page.js'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tokens',
    component: pageOf(() => import('./tokens/tokens-page.js'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects',
    component: pageOf(() => import('./projects/projects-page.js'), 'ProjectsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/projects/$project',
    component: pageOf(() => import('./projects/project-page.js'), 'ProjectPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/groups',
    component: pageOf(() => import('./groups/groups-page.js'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/groups/$group',
    component: pageOf(() => import('./groups/group-page.js'), 'GroupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/keys',
    component: pageOf(() => import('./keys/keys-page.js'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks',
    component: pageOf(() => import('./webhooks/webhooks-page.js'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks/$webhook',
    component: pageOf(() => import('./webhooks/webhook-page.js'), 'WebhookPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    component: pageOf(() => import('./audit/audit-page.js'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/proof',
    component: pageOf(() => import('./audit/proof-page.js'), 'ProofPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/$sequence',
    component: pageOf(() => import('./audit/entry-page.js'), 'EntryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/server',
    component: pageOf(() => import('./server/server-page.js'), 'ServerPage'),
  }),
] as const;
