import { describe, expect, it } from '@jest/globals';

import { rightsOf } from './rights.js';

describe('what is offered', () => {
  it('is what a role allows in its project, and nowhere else', () => {
    const rights = rightsOf([{ role: 'admin', project: 'pumps' }]);
    expect([
      rights.may('token.manage', 'pumps'),
      rights.may('token.manage', 'motors'),
      rights.may('token.manage'),
    ]).toEqual([true, false, false]);
    expect([rights.maySomewhere('webhook.manage'), rights.maySomewhere('user.read')]).toEqual([true, false]);
  });

  it('has no role that allows more than the giver may do, and none for a project that holds everywhere only', () => {
    const rights = rightsOf([{ role: 'admin', project: 'pumps' }]);
    expect(rights.rolesToGive('pumps')).toEqual(['viewer', 'operator', 'releaser', 'factory', 'approver', 'admin']);
    expect(rights.rolesToGive()).toEqual([]);
    expect(rightsOf([{ role: 'installation-admin' }]).rolesToGive()).toContain('auditor');
  });

  it('is nothing without a role', () => expect(rightsOf([]).maySomewhere('device.read')).toBe(false));
});
