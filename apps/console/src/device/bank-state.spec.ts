import { describe, expect, it } from '@jest/globals';

import { bankStanding } from './bank-state.js';

describe('a bank', () => {
  it('that runs is on trial until its image passed its self-test', () => {
    const bank = { bank: 2, state: 'valid' } as const;
    expect(bankStanding(bank, { active: 2, confirmed: false }).word).toBe('on trial');
    expect(bankStanding(bank, { active: 2, confirmed: true }).word).toBe('runs');
  });

  it.each(['empty', 'partial', 'valid', 'invalid'] as const)(
    'that does not run is what was found in it: %s',
    (state) => {
      expect(bankStanding({ bank: 1, state }, { active: 2, confirmed: false }).word).toBe(state);
    },
  );
});
