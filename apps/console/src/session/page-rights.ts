import type { Action } from '@twinbank/access';

/**
 * The right without which a page has nothing to show or to do, by the address of the page as the router has it; undefined where anybody who is
 * signed in may open it. In which project it is needed, the page itself finds out where it is about something of one project.
 */
export const PAGE_RIGHTS = {
  '/': undefined,
  '/fleet': 'device.read',
  '/devices/$device': 'device.read',
  '/campaigns': 'campaign.read',
  '/campaigns/$campaign': 'campaign.read',
  '/campaigns/$campaign/jobs': 'campaign.read',
  '/campaigns/$campaign/devices/$device': 'campaign.read',
  '/campaigns/new': 'campaign.draft',
  '/campaigns/$campaign/edit': 'campaign.draft',
  '/products': 'product.read',
  '/products/$product': 'product.read',
  '/products/$product/upload': 'release.upload',
  '/products/$product/compare': 'release.read',
  '/products/$product/releases/$version': 'release.read',
  '/products/$product/releases/$version/paths': 'device.read',
  '/components': 'release.read',
  '/profile': undefined,
  '/users': 'user.read',
  '/users/$user': 'user.read',
  '/tokens': 'token.manage',
  '/projects': 'project.read',
  '/projects/$project': 'project.read',
  '/groups': 'device.read',
  '/groups/$group': 'device.read',
  '/keys': 'product.signing',
  '/webhooks': 'webhook.manage',
  '/webhooks/$webhook': 'webhook.manage',
  '/audit': 'audit.read',
  '/audit/proof': 'audit.export',
  '/audit/$sequence': 'audit.read',
  // Whether the server does its work is for everybody; its figures are not.
  '/server': undefined,
} as const satisfies Readonly<Record<string, Action | undefined>>;

/** The right that the page of an address needs. @param route as the router has it, such as `/webhooks/$webhook` */
export const rightOfPage = (route: string): Action | undefined =>
  (PAGE_RIGHTS as Readonly<Record<string, Action | undefined>>)[route];
