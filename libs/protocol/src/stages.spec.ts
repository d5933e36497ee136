import { describe, expect, it } from '@jest/globals';

import { FINAL_STAGES, FINISH_POLICIES, isBeforeSwap, STAGES, SWAP_MODES } from './stages.js';

describe('the stages of an update', () => {
  it('each have one name', () => expect(new Set(STAGES).size).toBe(STAGES.length));

  it('go from accepted to done, with the other final stages last', () => {
    expect(STAGES[0]).toBe('accepted');
    expect(STAGES.slice(STAGES.indexOf('done'))).toEqual(FINAL_STAGES);
  });

  it('count as before the swap exactly until swapped', () => {
    expect(STAGES.filter(isBeforeSwap)).toEqual(STAGES.slice(0, STAGES.indexOf('swapped')));
  });
});

describe('the words of a ticket', () => {
  it('for policy and mode', () => {
    expect(FINISH_POLICIES).toEqual(['mirror', 'keep-previous']);
    expect(SWAP_MODES).toEqual(['live', 'reset']);
  });
});
