import { describe, expect, it } from '@jest/globals';

import { PASSWORD_LENGTH_MAX, weaknessOf } from './password-rules.js';

describe('a password', () => {
  it.each([
    ['eleven char', 'too_short'],
    ['ж'.repeat(11), 'too_short'],
    ['🔑'.repeat(6), 'too_short'],
    [`${'ab'.repeat(PASSWORD_LENGTH_MAX)}c`, 'too_long'],
    ['Password1234', 'common'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'common'],
    ['correct horse battery staple', 'common'],
    ['aaaaaaaaaaaa', 'repetitive'],
    ['abababababab', 'repetitive'],
    ['marianne12345', 'is_name'],
    ['MARIANNEmarianne', 'is_name'],
    ['marianne.schm', 'is_name'],
  ])('%j is refused: %s', (password, weakness) => expect(weaknessOf(password, 'Marianne')).toBe(weakness));

  it.each([
    'four geese over Ulm',
    'sieben Zwerge',
    'abcdefghijkl mnop',
    'marianne likes long sentences',
    'Пять белых гусей',
  ])('%j is taken', (password) => expect(weaknessOf(password, 'Marianne')).toBeUndefined());

  it('may contain a name that is too short to be told from chance', () => {
    expect(weaknessOf('bananas are 4 al', 'al')).toBeUndefined();
    expect(weaknessOf('x'.repeat(3) + 'abcdefghij', 'xxxabcdefghij')).toBe('is_name');
  });
});
