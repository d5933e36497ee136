import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';

import { personOf, type Claims } from './external-person.js';

const nameOf = (claims: Claims): string => personOf({ sub: 's', ...claims }, 'groups').names[0]!;

describe('what an identity provider says of a person', () => {
  it.each([
    [{ preferred_username: 'ann' }, 'ann'],
    [{ preferred_username: 'ann@example.org' }, 'ann'],
    [{ preferred_username: 'Ännchen Müller' }, 'Annchen-Muller'],
    [{ preferred_username: '../../etc/passwd' }, 'etc-passwd'],
    [{ preferred_username: '日本', email: 'taro@example.jp' }, 'taro'],
    [{ email: 'bob@example.org' }, 'bob'],
    [{ preferred_username: 7, email: ['x'] }, 'person'],
    [{}, 'person'],
  ])('gives a name that users may have: %j', (claims, name) => expect(nameOf(claims)).toBe(name));

  it('gives names of the form that the database holds, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const name of personOf({ sub: text, preferred_username: text }, 'groups').names)
          expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      }),
    );
  });

  it('gives other names where that one is taken, the last one by the subject', () => {
    const { names } = personOf({ sub: 'a', preferred_username: 'ann' }, 'groups');
    expect(names.slice(0, 3)).toEqual(['ann', 'ann-2', 'ann-3']);
    expect(names.at(-1)).not.toBe(personOf({ sub: 'b', preferred_username: 'ann' }, 'groups').names.at(-1));
  });

  it('is shown without what cannot be read, and cut', () => {
    const person = personOf({ name: ` Ann\u0000\u202e Smith ${'x'.repeat(200)}`, email: 'no address' }, 'groups');
    expect(person).toEqual({ ...person, displayName: expect.stringMatching(/^Ann Smith x+$/) });
    expect([person.displayName.length, 'email' in person]).toEqual([100, false]);
  });

  it.each([
    [{ groups: ['a', 'b'] }, ['a', 'b']],
    [{ groups: 'a b' }, ['a b']],
    [{ groups: [] }, []],
    [{}, []],
    [{ _claim_names: { address: 'src1' } }, []],
  ])('names groups: %j', (claims, groups) => expect(personOf(claims, 'groups').groups).toEqual(groups));

  it('names groups in the claim that is configured, and in no inherited property', () => {
    expect(personOf({ 'https://example.org/roles': ['a'], groups: ['b'] }, 'https://example.org/roles').groups).toEqual(
      ['a'],
    );
    expect(personOf({}, 'constructor').groups).toEqual([]);
  });

  it.each([
    { groups: 7 },
    { groups: null },
    { groups: [7] },
    { groups: { a: true } },
    { groups: Array<string>(2001).fill('g') },
    { _claim_names: { groups: 'src1' } },
  ])('is refused where its groups cannot be read: %#', (claims) => {
    try {
      personOf(claims, 'groups');
    } catch (error) {
      if (!isFault(error, 'oidc_token_invalid')) throw error;
      expect(error.facts).toEqual({ rule: 'groups' });
      return;
    }
    throw new Error('it was taken');
  });
});
