/** What an action concerns: objects of one project, or the installation as a whole. */
export type ActionLevel = 'project' | 'installation';

interface ActionEntry {
  readonly level: ActionLevel;
  /** What the action allows; shown in the documentation. */
  readonly what: string;
}

/**
 * Every action that a role can allow, in one table: each route of the REST interface names one of these. The rights
 * that together bring code onto devices are separate actions: the person who uploads a release need not be the one who
 * may start a campaign.
 */
export const ACTIONS = {
  'product.read': { level: 'project', what: 'see products' },
  'product.create': { level: 'project', what: 'make products' },
  'product.change': { level: 'project', what: 'change products, and delete those that nothing belongs to' },
  'product.signing': { level: 'project', what: 'say whose keys may sign the releases of a product' },
  'product.move': { level: 'project', what: 'move products to another project; needed in both' },
  'release.read': { level: 'project', what: 'see releases' },
  'release.upload': { level: 'project', what: 'upload images, which the server signs' },
  'release.describe': { level: 'project', what: 'write notes and labels of releases' },
  'release.withdraw': { level: 'project', what: 'take releases back' },
  'device.read': { level: 'project', what: 'see devices' },
  'device.provision': { level: 'project', what: 'make devices known, and be shown their root keys' },
  'device.change': { level: 'project', what: 'name and describe devices, and change their hardware revision' },
  'group.manage': { level: 'project', what: 'make, change and delete groups of devices' },
  'device.deactivate': { level: 'project', what: 'throw devices out' },
  'device.reactivate': {
    level: 'project',
    what: 'let devices that were thrown out, with their old root keys, in again',
  },
  'device.rekey': {
    level: 'project',
    what: 'give devices that were thrown out another root key, or another product and root key, and be shown it',
  },
  'device.rekey.active': {
    level: 'project',
    what: 'give devices in the field another root key, too; needs `device.rekey` beside it',
  },
  'device.dispose': { level: 'project', what: 'order devices to forget their keys, for good' },
  'device.passwords': { level: 'project', what: 'export the password file of a broker' },
  'campaign.read': { level: 'project', what: 'see campaigns and their jobs' },
  'campaign.draft': {
    level: 'project',
    what: 'write campaigns down, and change or delete those that were not started',
  },
  'campaign.start': { level: 'project', what: 'start and resume campaigns' },
  'campaign.halt': { level: 'project', what: 'pause and stop campaigns' },
  'campaign.approve': { level: 'project', what: 'approve and reject campaigns that others wrote' },
  'event.read': { level: 'project', what: 'see events, past and live' },
  'report.read': {
    level: 'project',
    what: 'read reports: versions over time, campaigns job by job, histories of devices',
  },
  'webhook.manage': {
    level: 'project',
    what: 'make, change and delete webhooks, which get the events of the project; see what was sent to them',
  },
  'token.manage': { level: 'project', what: 'make, list, rotate and revoke tokens, with no more rights than one has' },
  'project.read': { level: 'project', what: 'see projects, their quotas and what is used of them' },
  'project.manage': {
    level: 'installation',
    what: 'make, change and delete projects, set their quotas, and say whether their campaigns need an approval',
  },
  'grant.manage': {
    level: 'project',
    what: 'give roles of a project to users and take them, with no more rights than one has',
  },
  'user.read': { level: 'installation', what: 'see users, what they may do, and their sessions' },
  'user.manage': {
    level: 'installation',
    what: 'make, change, disable and delete users, reset their passwords, end their sessions',
  },
  'server.read': { level: 'installation', what: 'see the figures of a server' },
  'broker.ask': { level: 'installation', what: 'ask, as a broker, who may connect and what a device may use' },
  'audit.read': { level: 'project', what: 'read the audit log of projects' },
  'audit.export': {
    level: 'installation',
    what: 'export the whole audit log, so that it can be proved, and see its public keys',
  },
} as const satisfies Readonly<Record<string, ActionEntry>>;

export type Action = keyof typeof ACTIONS;

/** Every action, in the order of the table. */
export const ACTION_NAMES = Object.keys(ACTIONS) as readonly Action[];
