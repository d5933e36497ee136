import { describe, expect, it } from '@jest/globals';

import { shiftOf, within } from './within.js';

describe('a selection within a project', () => {
  it.each([
    ['', undefined, ''],
    ['tags==a', undefined, 'tags==a'],
    ['', 'pumps', 'project=="pumps"'],
    ['tags==a;online==true', 'pumps', '(tags==a;online==true);project=="pumps"'],
    ['tags==a,tags==b', 'pumps', '(tags==a,tags==b);project=="pumps"'],
    ['tags==a or tags==b', 'Hall "3"', '(tags==a or tags==b);project=="Hall \\"3\\""'],
    ['tags==a or(tags==b)', 'pumps', '(tags==a or(tags==b));project=="pumps"'],
  ])('%j in %j is %j', (filter, project, text) => expect(within(filter, project)).toBe(text));

  it('has its faults where they were, but for a parenthesis before it', () => {
    for (const filter of ['tags==a;colour==red', 'tags==a,colour==red'])
      expect(within(filter, 'pumps').indexOf('colour') - shiftOf(filter, 'pumps')).toBe(filter.indexOf('colour'));
  });
});
