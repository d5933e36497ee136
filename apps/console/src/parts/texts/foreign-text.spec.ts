import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { cutText, fittingText, isolated, seenText } from './foreign-text.js';

const FAMILY = '👨‍👩‍👧‍👦';
/** An e with three accents, each a code point of its own. */
const STACKED = 'e\u0301\u0323\u0332';
const FLAG = '🇩🇪';
const HEBREW = 'משאבה';
const ARABIC = 'مضخة ٣';
const LONG_ID = 'device-'.padEnd(200, '0123456789');

const characters = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
/** Texts of what is hard to cut. */
const texts = fc
  .array(fc.constantFrom(FAMILY, STACKED, FLAG, HEBREW, ARABIC, '\u200b', '\u200d', 'a', ' ', '\r\n', '\u0301', '한'))
  .map((parts) => parts.join(''));

describe('a text of somebody else', () => {
  it.each([
    ['a family of four', FAMILY.repeat(4), `${FAMILY.repeat(2)}…`],
    ['an accent by itself', STACKED.repeat(4), `${STACKED.repeat(2)}…`],
    ['a flag', FLAG.repeat(4), `${FLAG.repeat(2)}…`],
    ['a letter from right to left', HEBREW, 'מש…'],
  ])('is cut behind %s, and not within it', (_, text, cut) => {
    expect(cutText(text, 3)).toBe(cut);
  });

  it('is left as it is where it is short enough', () => {
    expect(cutText(FAMILY.repeat(2), 2)).toBe(FAMILY.repeat(2));
    expect(cutText('', 1)).toBe('');
    expect(cutText(LONG_ID, 200)).toBe(LONG_ID);
    expect(cutText(LONG_ID, 199)).toBe(`${LONG_ID.slice(0, 198)}…`);
  });

  it('keeps, however it is cut, whole characters from its beginning, as many as there is room for', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 20 }), (text, max) => {
        const all = characters(text);
        expect(cutText(text, max)).toBe(all.length <= max ? text : `${all.slice(0, max - 1).join('')}…`);
        const fitting = fittingText(text, max);
        expect(fitting.length).toBeLessThanOrEqual(max);
        expect(all.slice(0, characters(fitting).length).join('')).toBe(fitting);
        const next = all[characters(fitting).length];
        expect(next === undefined || fitting.length + next.length > max).toBe(true);
      }),
    );
  });

  it('is isolated where it is, or could be, written from right to left', () => {
    expect(isolated(HEBREW)).toBe(`\u2068${HEBREW}\u2069`);
    expect(isolated(`pump ${ARABIC}`)).toBe(`\u2068pump ${ARABIC}\u2069`);
    expect(isolated('pump-7')).toBe('pump-7');
    expect(isolated(FAMILY)).toBe(FAMILY);
  });

  it('cannot end its isolation, or turn what stands behind it', () => {
    expect(isolated('a\u2069\u202eb')).toBe('\u2068ab\u2069');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', HEBREW, '\u202e', '\u2066', '\u2067', '\u2069') }), (text) => {
        const inner = isolated(text).replace(/^\u2068|\u2069$/g, '');
        expect(inner).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('is written out where nobody could see it', () => {
    expect(seenText('\u200b\u200d')).toBe('U+200B U+200D');
    expect(seenText('\u{e0001}')).toBe('U+E0001');
    expect(isolated('\u2069')).toBe('U+2069');
    expect(seenText('a\u200bb')).toBe('a\u200bb');
    expect(seenText('')).toBe('');
  });
});
