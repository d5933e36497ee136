import type { ReactNode } from 'react';

import { cutText, seenText } from './foreign-text.js';

interface ForeignProps {
  /** What somebody wrote: a name, a tag, a note, a value. */
  readonly text: string;
  /** How many characters are shown at most; the whole text is its title then. */
  readonly max?: number;
}

/**
 * A text that somebody else wrote, whatever it is written in. One from right to left turns nothing around it, a long one is broken or cut between characters,
 * and one that cannot be seen is written out.
 */
export function Foreign({ text, max = Infinity }: ForeignProps): ReactNode {
  const shown = cutText(seenText(text), max);
  return <bdi {...(shown !== text && { title: text })}>{shown}</bdi>;
}

/** Several of them, with commas between. */
export const ForeignList = ({ texts }: { readonly texts: readonly string[] }): ReactNode =>
  texts.map((text, index) => (
    <span key={index}>
      {index > 0 && ', '}
      <Foreign text={text} />
    </span>
  ));
