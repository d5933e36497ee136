import { describe, expect, it } from '@jest/globals';

import { standingOf } from './standing-words.js';

const told = (standing: string, code?: string) => ({ isDraft: true, told: { standing, code } });

describe('the banner of an approval', () => {
  it('is green for what may begin, and for nothing else', () => {
    expect(standingOf({ state: 'approved' }, told('approved'))).toEqual({ colour: 'teal', word: 'approved' });
    // Once begun, what was approved is what began.
    expect(standingOf({ state: 'approved' }, { isDraft: false, told: undefined }).colour).toBe('teal');
    for (const standing of ['none', 'asked', 'lapsed', 'voided', 'rejected', 'of a newer server'])
      expect([standing, standingOf({ state: 'approved', needed: true }, told(standing)).colour]).not.toEqual([
        standing,
        'teal',
      ]);
  });

  it.each(['plan_changed', 'plan_grown'])('of one that lapsed says so in red, and what is to be done (%s)', (code) => {
    const { colour, word, next } = standingOf({ state: 'approved' }, told('lapsed', code));
    expect([colour, word]).toEqual(['red', 'approval lapsed']);
    expect(next).toContain('anew');
  });

  it('is not green before it is known how it stands, nor where that cannot be found out', () => {
    expect(standingOf({ state: 'approved', needed: true }, { isDraft: true, told: undefined })).toEqual({
      colour: 'gray',
      word: 'approved; whether it still holds is not known yet',
    });
  });

  it('is not green with a fault by which the start would be refused', () => {
    expect(standingOf({ state: 'approved' }, told('approved', 'plan_grown')).colour).toBe('red');
  });

  it('says that one is needed, that it is not, and that it was rejected, also before it is known how it stands', () => {
    const first = { isDraft: true, told: undefined };
    expect(standingOf({ needed: true }, first).word).toBe('needed');
    expect(standingOf({ needed: false }, first).word).toBe('not needed');
    expect(standingOf({ state: 'rejected', needed: true }, first)).toMatchObject({ colour: 'red', word: 'rejected' });
    expect(standingOf({ needed: false }, told('voided')).colour).toBe('gray');
    expect(standingOf({ needed: true }, told('voided', 'approval_needed')).colour).toBe('red');
  });
});
