import type { Action } from '@twinbank/access';

/** A page of administration, and the right without which it shows nothing. */
export interface Place {
  readonly to: string;
  readonly label: string;
  readonly action: Action;
}

/** The pages of administration, in the order of the navigation. */
export const PLACES: readonly Place[] = [
  { to: '/users', label: 'Users', action: 'user.read' },
  { to: '/tokens', label: 'Tokens', action: 'token.manage' },
  { to: '/projects', label: 'Projects', action: 'project.read' },
  { to: '/groups', label: 'Groups', action: 'device.read' },
  { to: '/keys', label: 'Keys', action: 'product.signing' },
  { to: '/webhooks', label: 'Webhooks', action: 'webhook.manage' },
  { to: '/audit', label: 'Audit log', action: 'audit.read' },
  { to: '/server', label: 'Server', action: 'server.read' },
];
