import { ACTION_NAMES, ACTIONS, type Action } from './actions.js';

interface RoleEntry {
  /** Whom the role is for; shown in the documentation. */
  readonly what: string;
  /** The role can be given for the whole installation only, not for one project. */
  readonly everywhereOnly?: true;
  readonly actions: readonly Action[];
}

const LOOK = [
  'product.read',
  'release.read',
  'device.read',
  'campaign.read',
  'event.read',
  'report.read',
  'project.read',
  'server.read',
] as const satisfies readonly Action[];

/**
 * What each role allows. A role that is given for a project allows these actions in that project only, and no action of
 * the installation.
 */
export const ROLES = {
  viewer: { what: 'looks at everything and changes nothing', actions: LOOK },
  operator: {
    what: 'drives campaigns and throws devices out',
    actions: [
      ...LOOK,
      'campaign.draft',
      'campaign.start',
      'campaign.halt',
      'device.change',
      'device.deactivate',
      'group.manage',
    ],
  },
  releaser: {
    what: 'a build server: uploads releases',
    actions: [...LOOK, 'release.upload', 'release.describe', 'release.withdraw'],
  },
  factory: {
    what: 'makes devices known, re-keys those that were thrown out, and sees their root keys; sees no campaign and no event',
    actions: ['project.read', 'product.read', 'device.read', 'device.provision', 'device.rekey', 'device.change'],
  },
  approver: { what: 'looks, and approves', actions: [...LOOK, 'campaign.approve'] },
  admin: {
    what: 'everything in a project; for every project, also makes projects',
    actions: [...ACTION_NAMES.filter((action) => ACTIONS[action].level === 'project'), 'server.read', 'project.manage'],
  },
  'installation-admin': {
    what: 'everything, in every project and of the installation',
    everywhereOnly: true,
    actions: ACTION_NAMES,
  },
  auditor: {
    what: 'looks, at people too, and reads and exports the audit log',
    everywhereOnly: true,
    actions: [...LOOK, 'user.read', 'audit.read', 'audit.export'],
  },
  broker: {
    what: 'a broker outside that asks the server who may connect',
    everywhereOnly: true,
    actions: ['broker.ask'],
  },
} as const satisfies Readonly<Record<string, RoleEntry>>;

export type Role = keyof typeof ROLES;

/** Every role, in the order of the table. */
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

export const isRole = (text: unknown): text is Role => typeof text === 'string' && Object.hasOwn(ROLES, text);

/** What a role allows. */
export const actionsOf = (role: Role): readonly Action[] => ROLES[role].actions;

/** Whether a role can be given for the whole installation only. */
export const isEverywhereOnly = (role: Role): boolean => (ROLES[role] as RoleEntry).everywhereOnly === true;

/** The scopes of tokens that earlier servers signed. */
export type SignedScope = 'read' | 'operate' | 'admin' | 'broker';

/** The roles that stand for the scopes of tokens from earlier servers: they allow what those scopes allowed then. */
export const ROLES_OF_SCOPES: Readonly<Record<SignedScope, readonly Role[]>> = {
  read: ['viewer'],
  operate: ['operator', 'releaser', 'factory'],
  admin: ['installation-admin'],
  broker: ['broker'],
};
