import { describe, expect, it } from '@jest/globals';

import { bankStanding } from './bank-state.js';

describe('a bank', () => {
  it('that runs is on trial until its image passed its self-test', () => {
    const bank = { bank: 2, state: 'valid' } as const;
    expect(bankStanding(bank, { active: 2, confirmed: false }).word).toBe('on trial');
    expect(bankStanding(bank, { active: 2, confirmed: true }).word).toBe('runs');
  });

  it('that runs and was found wrong is said so, confirmed or not', () => {
    const bank = { bank: 2, state: 'invalid' } as const;
    expect([true, false].map((confirmed) => bankStanding(bank, { active: 2, confirmed }).word)).toEqual([
      ...['runs, invalid', 'runs, invalid'],
    ]);
  });

  it.each(['empty', 'partial', 'valid', 'invalid'] as const)(
    'that does not run is what was found in it: %s',
    (state) => {
      expect(bankStanding({ bank: 1, state }, { active: 2, confirmed: false }).word).toBe(state);
    },
  );
});
