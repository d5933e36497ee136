import { expect, it } from '@jest/globals';

import { colourOfState, STATE_WORDS } from './state-words.js';

it('a device that is not admitted is marked, one whose disposal nobody confirmed waits, and one that is disposed of is past', () => {
  expect(Object.keys(STATE_WORDS).map(colourOfState)).toEqual(['red', 'yellow', 'gray']);
  expect(colourOfState('of a newer server')).toBe('gray');
});
