/** Scripts that are written from right to left, and marks that turn the direction of what stands around them. */
const TURNING =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Bidi_Control}]/u;
/** Marks that would end an isolation, or go on behind it. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;
/** What leaves nothing to be seen, whatever the font. */
const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Separator}\p{Control}\p{Format}]+$/u;
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text of somebody else as it can be seen: one of nothing but invisible characters, which would be taken for a missing one or for a link of no
 * width, is written as its code points.
 */
export function seenText(text: string): string {
  if (!UNSEEN.test(text)) return text;
  return [...text].map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}

/**
 * The beginning of a text where it is longer, with an ellipsis behind it. It is cut between what people read as characters [UAX #29], so that no half of an
 * emoji and no letter without its accent is left.
 *
 * @param max how many of these characters are left at most, with the ellipsis; at least 1
 */
export function cutText(text: string, max: number): string {
  // There are no more characters than units: most texts are short, and need not be looked at.
  if (text.length <= max) return text;
  let [count, end] = [0, 0];
  for (const { index } of characters.segment(text)) {
    if (count === max - 1) end = index;
    if (count++ === max) return `${text.slice(0, end)}…`;
  }
  return text;
}

/** The beginning of a text for a place that takes only so much, cut between what people read as characters. @param max in units of UTF-16, as JavaScript counts */
export function fittingText(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, segment } of characters.segment(text)) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/**
 * A text of somebody else for the middle of a sentence where no element can stand, such as a title or a name that is read out: one that is written from right to
 * left turns nothing around it [UAX #9]. All others stay as they are.
 */
export function isolated(text: string): string {
  const seen = seenText(text);
  if (!TURNING.test(seen)) return seen;
  return FIRST_STRONG_ISOLATE + seen.replace(DIRECTION_MARKS, '') + POP_ISOLATE;
}
