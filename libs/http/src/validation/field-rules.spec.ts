import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';

import { IsCaption } from './field-rules.js';
import { schemaRules } from './schema-rules.js';

class Titled {
  @IsCaption()
  title: unknown;
}

const refusalsOf = (title: unknown): number => validateSync(Object.assign(new Titled(), { title })).length;

describe('a caption', () => {
  it.each(['spring update', 'Обновление 3', '春の更新', '🚀', ' x ', '👩‍🔧 crew', '#'])('may be %j', (title) =>
    expect(refusalsOf(title)).toBe(0),
  );

  it.each([
    '',
    ' ',
    '\u00a0\u2003',
    '\u200b',
    '\ufeff',
    'a\nb',
    'a\tb',
    'a\u0000',
    '\u001b[2J',
    'a\u007f',
    'a\u0085b',
    'a\u2028b',
    'a\ud800',
    'abc\u202etxt',
    '\u2066a',
    7,
    ['a'],
    undefined,
  ])('is not %j', (title) => expect(refusalsOf(title)).toBe(1));

  it('is documented by a pattern that refuses nothing valid', () => {
    const pattern = new RegExp(String(schemaRules().get('Titled')!['title']!['pattern']));
    for (const title of ['spring update', 'Обновление 3', '春の更新', '🚀', ' x ', '👩‍🔧 crew', '#'])
      expect([title, pattern.test(title)]).toEqual([title, true]);
    for (const title of ['', '  ', '\u00a0', 'a\nb', 'a\u007f', '\u001b[2J'])
      expect([title, pattern.test(title)]).toEqual([title, false]);
  });
});
