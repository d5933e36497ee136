import { describe, expect, it } from '@jest/globals';

import { boundedWhere } from './bounds.js';

const ofMotors = { projectName: { in: ['motors'] } };

describe('the bounds of what may be read', () => {
  it('are added to every condition, and take the place of none', () => {
    const where = (given: object | undefined): object =>
      boundedWhere({ model: 'Product', operation: 'findMany', where: given as never }, ['motors']);
    expect(where(undefined)).toEqual({ AND: [ofMotors] });
    expect(where({ name: 'm' })).toEqual({ name: 'm', AND: [ofMotors] });
    expect(where({ AND: { name: 'm' } })).toEqual({ AND: [{ name: 'm' }, ofMotors] });
    expect(where({ AND: [{ name: 'm' }, {}], projectName: 'pumps' })).toEqual({
      projectName: 'pumps',
      AND: [{ name: 'm' }, {}, ofMotors],
    });
  });

  it.each([
    ['IdempotencyKey', 'findMany'],
    ['KeyFingerprint', 'findMany'],
    ['Device', 'updateMany'],
    ['Product', 'create'],
    ['Device', 'aggregate'],
  ])('are a bug where there are none: %s.%s', (model, operation) => {
    expect(() => boundedWhere({ model, operation, where: {} }, ['motors'])).toThrow('cannot be bounded');
  });
});
