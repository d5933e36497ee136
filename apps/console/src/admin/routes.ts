import { lazyRouteComponent } from '@tanstack/react-router';

/** The pages of administration by their addresses; each is loaded when it is first opened. */
export const ADMIN_PAGES = [
  { path: '/profile', component: lazyRouteComponent(() => import('../profile/profile-page.js'), 'ProfilePage') },
  { path: '/users', component: lazyRouteComponent(() => import('./users/users-page.js'), 'UsersPage') },
  { path: '/users/$user', component: lazyRouteComponent(() => import('./users/user-page.js'), 'UserPage') },
  { path: '/tokens', component: lazyRouteComponent(() => import('./tokens/tokens-page.js'), 'TokensPage') },
  { path: '/projects', component: lazyRouteComponent(() => import('./projects/projects-page.js'), 'ProjectsPage') },
  {
    path: '/projects/$project',
    component: lazyRouteComponent(() => import('./projects/project-page.js'), 'ProjectPage'),
  },
  { path: '/groups', component: lazyRouteComponent(() => import('./groups/groups-page.js'), 'GroupsPage') },
  { path: '/groups/$group', component: lazyRouteComponent(() => import('./groups/group-page.js'), 'GroupPage') },
  { path: '/webhooks', component: lazyRouteComponent(() => import('./webhooks/webhooks-page.js'), 'WebhooksPage') },
  {
    path: '/webhooks/$webhook',
    component: lazyRouteComponent(() => import('./webhooks/webhook-page.js'), 'WebhookPage'),
  },
  { path: '/audit', component: lazyRouteComponent(() => import('./audit/audit-page.js'), 'AuditPage') },
  { path: '/audit/proof', component: lazyRouteComponent(() => import('./audit/proof-page.js'), 'ProofPage') },
  { path: '/audit/$sequence', component: lazyRouteComponent(() => import('./audit/entry-page.js'), 'EntryPage') },
  { path: '/server', component: lazyRouteComponent(() => import('./server/server-page.js'), 'ServerPage') },
];
