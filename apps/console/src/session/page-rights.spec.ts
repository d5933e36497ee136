import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { ROLE_NAMES, type Role } from '@twinbank/access';

import { giversOf, rolesWith } from './givers.js';
import { PAGE_RIGHTS, rightOfPage } from './page-rights.js';
import { rightsOf } from './rights.js';

const SRC = new URL('../', import.meta.url);
const ROUTES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?:^|[/\\])(?:routes\.ts|router\.tsx)$/.test(file))
  .flatMap((file) => [...readFileSync(new URL(file, SRC), 'utf8').matchAll(/\bpath: '([^']+)'/g)])
  .map(([, route]) => route!);

/** The pages that a role does not open, where it is given everywhere. */
const closedTo = (role: Role): string[] =>
  ROUTES.filter((route) => {
    const action = rightOfPage(route);
    return action !== undefined && !rightsOf([{ role }]).maySomewhere(action);
  }).sort();

const WRITING = ['/campaigns/$campaign/edit', '/campaigns/new'];
const CAMPAIGNS = [
  '/campaigns',
  '/campaigns/$campaign',
  '/campaigns/$campaign/devices/$device',
  '/campaigns/$campaign/jobs',
];
const UPLOAD = '/products/$product/upload';
const AUDIT = ['/audit', '/audit/$sequence', '/audit/proof'];
const ADMIN = ['/keys', '/tokens', '/webhooks', '/webhooks/$webhook'];
const USERS = ['/users', '/users/$user'];
const RELEASES = ['/components', '/products/$product/compare', '/products/$product/releases/$version'];

describe('the right that a page needs', () => {
  it('is said of every page that there is, and of no other', () => {
    expect(Object.keys(PAGE_RIGHTS).sort()).toEqual([...ROUTES].sort());
  });

  it.each<[Role, readonly string[]]>([
    ['viewer', [...AUDIT, ...WRITING, UPLOAD, ...ADMIN, ...USERS]],
    ['operator', [...AUDIT, UPLOAD, ...ADMIN, ...USERS]],
    ['releaser', [...AUDIT, ...WRITING, ...ADMIN, ...USERS]],
    ['factory', [...AUDIT, ...CAMPAIGNS, ...WRITING, ...RELEASES, UPLOAD, ...ADMIN, ...USERS]],
    ['approver', [...AUDIT, ...WRITING, UPLOAD, ...ADMIN, ...USERS]],
    ['admin', ['/audit/proof', ...USERS]],
    ['installation-admin', []],
    ['auditor', [...WRITING, UPLOAD, ...ADMIN]],
    ['broker', ROUTES.filter((route) => rightOfPage(route) !== undefined)],
  ])('closes to %s just these pages', (role, closed) => {
    expect(closedTo(role)).toEqual([...closed].sort());
  });

  it('was tried with every role', () => expect(ROLE_NAMES.length).toBe(9));

  it('can be given by whoever may give roles and has it: of a project its administrators, of the installation its own', () => {
    expect([rolesWith('webhook.manage'), giversOf('webhook.manage')]).toEqual([
      ['admin', 'installation-admin'],
      ['admin', 'installation-admin'],
    ]);
    expect(rolesWith('campaign.draft')).toEqual(['operator', 'admin', 'installation-admin']);
    expect([rolesWith('audit.export'), giversOf('audit.export')]).toEqual([
      ['installation-admin', 'auditor'],
      ['installation-admin'],
    ]);
    for (const action of new Set(Object.values(PAGE_RIGHTS)))
      if (action !== undefined) expect([action, giversOf(action).length > 0]).toEqual([action, true]);
  });
});
