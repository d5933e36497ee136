import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ACTION_NAMES, ACTIONS } from './actions.js';
import { excessOf, heldOf, isMisplaced, isSomewhere, reaches, reachOf, type Grant } from './grants.js';
import { ROLE_NAMES } from './roles.js';

const grants = fc.array(
  fc.record({ role: fc.constantFrom(...ROLE_NAMES), project: fc.constantFrom(undefined, 'motors', 'pumps') }),
  { maxLength: 5 },
);

describe('grants', () => {
  it('reach as far as they were given', () => {
    const some: Grant[] = [{ role: 'operator', project: 'motors' }, { role: 'viewer' }];
    expect(reachOf(some, 'campaign.start')).toEqual(['motors']);
    expect(reachOf(some, 'campaign.read')).toBe('everywhere');
    expect(reachOf(some, 'release.upload')).toEqual([]);
    expect(reachOf([], 'product.read')).toEqual([]);
    expect([isSomewhere('everywhere'), isSomewhere(['motors']), isSomewhere([])]).toEqual([true, true, false]);
  });

  it('for a project allow nothing of the installation', () => {
    fc.assert(
      fc.property(grants, fc.constantFrom(...ACTION_NAMES), (given, action) => {
        const bound = given.map(({ role }) => ({ role, project: 'motors' }));
        const reach = reachOf(bound, action);
        expect(reach).not.toBe('everywhere');
        if (ACTIONS[action].level === 'installation') expect(reach).toEqual([]);
        else expect(reach.length <= 1).toBe(true);
      }),
    );
  });

  it('reach a project where they name it, and the installation only where they are for everywhere', () => {
    expect([reaches(['motors'], 'motors'), reaches(['motors'], 'pumps'), reaches(['motors'], undefined)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([reaches('everywhere', 'pumps'), reaches('everywhere', undefined)]).toEqual([true, true]);
  });

  it('are given on by whoever has them, and by nobody else', () => {
    expect(excessOf([{ role: 'operator' }], [{ role: 'installation-admin' }])).toMatchObject({
      action: 'product.create',
    });
    expect(excessOf([{ role: 'admin', project: 'motors' }], [{ role: 'admin', project: 'motors' }])).toBeUndefined();
    expect(excessOf([{ role: 'admin', project: 'motors' }], [{ role: 'viewer', project: 'pumps' }])).toEqual({
      action: 'product.read',
      project: 'pumps',
    });
    expect(excessOf([{ role: 'admin', project: 'motors' }], [{ role: 'viewer' }])).toEqual({ action: 'product.read' });
    expect(excessOf([{ role: 'admin' }], [{ role: 'broker' }])).toEqual({ action: 'broker.ask' });
    expect(
      excessOf(
        [{ role: 'installation-admin' }],
        ROLE_NAMES.map((role) => ({ role })),
      ),
    ).toBeUndefined();
  });

  it('never make more out of less, however they are given on', () => {
    fc.assert(
      fc.property(
        grants,
        grants,
        fc.constantFrom(...ACTION_NAMES),
        fc.constantFrom(undefined, 'motors', 'pumps'),
        (giver, wanted, action, project) => {
          if (excessOf(giver, wanted) !== undefined) return;
          if (reaches(reachOf(wanted, action), project)) expect(reaches(reachOf(giver, action), project)).toBe(true);
        },
      ),
      // Most random gifts are refused. Require enough that are not, so that a gift which should be refused would be
      // found.
      { numRuns: 5000 },
    );
  });

  it('that were given on end with those of the giver', () => {
    const given: Grant[] = [{ role: 'viewer' }, { role: 'operator', project: 'motors' }];
    expect(heldOf([{ role: 'admin', project: 'motors' }], given)).toEqual([{ role: 'operator', project: 'motors' }]);
    expect(heldOf([{ role: 'installation-admin' }], given)).toEqual(given);
    expect(heldOf([], given)).toEqual([]);
    fc.assert(
      fc.property(grants, grants, (giver, wanted) => {
        expect(excessOf(giver, heldOf(giver, wanted))).toBeUndefined();
      }),
    );
  });

  it('of the installation’s roles cannot be for a project', () => {
    expect(ROLE_NAMES.filter((role) => isMisplaced({ role, project: 'motors' }))).toEqual([
      'installation-admin',
      'auditor',
      'broker',
    ]);
    expect(ROLE_NAMES.some((role) => isMisplaced({ role }))).toBe(false);
  });
});
