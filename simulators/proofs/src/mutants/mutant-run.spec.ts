import { describe, expect, it } from '@jest/globals';

import { scoreOf, type MutantFate } from './mutant-run.js';

const fate = (name: string, of: MutantFate['fate']): MutantFate => ({ name, fate: of, seconds: 1 });

describe('the score of mutants', () => {
  it('counts what was caught of those that are not equivalent', () => {
    const { lines, good } = scoreOf([
      fate('last-sequence-again', 'caught'),
      fate('foreign-ticket', 'caught'),
      fate('caches-on-last', 'equivalent'),
    ]);
    expect(lines.join('\n')).toContain('caught           2 of 2: 100.0 %');
    expect(good).toBe(true);
  });

  it('is bad where one survived, and says what it means', () => {
    const { lines, good } = scoreOf([fate('last-sequence-again', 'caught'), fate('foreign-ticket', 'survived')]);
    expect(lines.join('\n')).toContain('foreign-ticket: a ticket made out to another device is taken');
    expect(lines.join('\n')).toContain('caught           1 of 2: 50.0 %');
    expect(good).toBe(false);
  });

  it('is not bad for want of time, and is where nothing was tried', () => {
    expect(scoreOf([fate('last-sequence-again', 'caught'), fate('foreign-ticket', 'undecided')]).good).toBe(true);
    expect(scoreOf([fate('foreign-ticket', 'undecided')]).good).toBe(false);
  });
});
