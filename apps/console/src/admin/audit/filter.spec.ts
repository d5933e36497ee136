import { describe, expect, it } from '@jest/globals';

import { fieldOf, filterOf, isoOf } from './filter.js';

describe('what the audit log is asked for', () => {
  it('is what the address says, without what the server does not take', () =>
    expect(filterOf({ actor: ' ann ', outcome: 'refused', object: '', colour: 'red', from: 7 })).toEqual({
      actor: 'ann',
      outcome: 'refused',
    }));

  it('has times in the zone of the browser, and the same ones for the server', () => {
    const iso = new Date(2026, 2, 9, 8, 5).toISOString();
    expect(fieldOf(iso)).toBe('2026-03-09T08:05');
    expect(isoOf(fieldOf(iso))).toBe(iso);
  });

  it('has no time where none was typed or the address has none that can be read', () =>
    expect([fieldOf(undefined), fieldOf('soon'), isoOf('')]).toEqual(['', '', '']));
});
