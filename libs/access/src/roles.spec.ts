import { describe, expect, it } from '@jest/globals';

import { ACTION_NAMES, ACTIONS, type Action } from './actions.js';
import { actionsOf, isEverywhereOnly, isRole, ROLE_NAMES, ROLES, ROLES_OF_SCOPES, type Role } from './roles.js';

const holders = (action: Action): Role[] => ROLE_NAMES.filter((role) => actionsOf(role).includes(action));

describe('the table of roles and actions', () => {
  it('gives every action but the management of people to somebody beside the administrator of the installation', () => {
    expect(ACTION_NAMES.filter((action) => holders(action).length < 2)).toEqual(['user.manage']);
  });

  it('keeps apart what leads to code on devices', () => {
    const apart: Action[] = ['release.upload', 'device.provision', 'campaign.start', 'campaign.approve'];
    const narrow = ROLE_NAMES.filter((role) => !['admin', 'installation-admin'].includes(role));
    for (const role of narrow)
      expect([role, apart.filter((action) => actionsOf(role).includes(action)).length <= 1]).toEqual([role, true]);
    expect(apart.map((action) => holders(action)[0])).toEqual(['releaser', 'factory', 'operator', 'approver']);
  });

  it('lets a viewer change nothing, and a factory see no campaign', () => {
    expect(actionsOf('viewer').every((action) => action.endsWith('.read'))).toBe(true);
    expect(actionsOf('factory').some((action) => /^(campaign|event|release)\./.test(action))).toBe(false);
  });

  it('lets the administrator of a project do everything in it, and the one of the installation everything', () => {
    const inProjects = ACTION_NAMES.filter((action) => ACTIONS[action].level === 'project');
    expect(inProjects.filter((action) => !actionsOf('admin').includes(action))).toEqual([]);
    expect(actionsOf('installation-admin')).toEqual(ACTION_NAMES);
    expect(ROLE_NAMES.filter(isEverywhereOnly)).toEqual(['installation-admin', 'auditor', 'broker']);
  });

  it('says of everything what it is', () => {
    for (const entry of [...Object.values(ROLES), ...Object.values(ACTIONS)])
      expect(entry.what).toMatch(/^[a-z].+[^.]$/);
    expect([isRole('viewer'), isRole('toString'), isRole('root'), isRole(7)]).toEqual([true, false, false, false]);
  });

  it('allows the tokens of earlier servers what their scopes allowed', () => {
    const allowed = (scope: keyof typeof ROLES_OF_SCOPES): Set<Action> =>
      new Set(ROLES_OF_SCOPES[scope].flatMap((role) => [...actionsOf(role)]));
    expect([...allowed('read')].every((action) => action.endsWith('.read'))).toBe(true);
    expect(
      ['product.create', 'token.manage', 'device.passwords', 'broker.ask'].filter((action) =>
        allowed('operate').has(action as Action),
      ),
    ).toEqual([]);
    expect(
      ['release.upload', 'device.provision', 'campaign.start', 'device.read'].every((action) =>
        allowed('operate').has(action as Action),
      ),
    ).toBe(true);
    expect(allowed('admin').size).toBe(ACTION_NAMES.length);
    expect([...allowed('broker')]).toEqual(['broker.ask']);
  });
});
