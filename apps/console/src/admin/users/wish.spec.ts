import { describe, expect, it } from '@jest/globals';

import { wishOf } from './wish.js';

const TYPED = { kind: 'person', name: ' eve ', displayName: '', email: ' ', password: '' } as const;

describe('the order for a new user', () => {
  it('leaves out what was not typed, so that the person sets a password', () =>
    expect(wishOf(TYPED)).toEqual({ name: 'eve', kind: 'person' }));

  it('has a role in a project, or everywhere', () => {
    expect(wishOf(TYPED, { role: 'viewer', project: 'pumps' }).grants).toEqual([{ role: 'viewer', project: 'pumps' }]);
    expect(wishOf(TYPED, { role: 'viewer', project: undefined }).grants).toEqual([{ role: 'viewer' }]);
  });

  it('has the password as it was typed, and none for a service account', () => {
    const password = ' four geese over Ulm ';
    expect(wishOf({ ...TYPED, password }).password).toBe(password);
    expect(wishOf({ ...TYPED, kind: 'service', password })).not.toHaveProperty('password');
  });
});
