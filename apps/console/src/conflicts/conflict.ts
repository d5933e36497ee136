import type { Changes } from './changes.js';
import type { TypedField } from './keeping-mine.js';

/** Something that the server keeps revisions of. */
interface Revised {
  readonly revision: string;
}

/** What somebody else changed while a form was filled in, beside what is to be changed. */
export interface Conflict {
  /** Whether what they made of it is here: until then one's own could not be kept over it. */
  readonly isKnown: boolean;
  /** Of what is shown as theirs. */
  readonly revision: string;
  readonly before: object;
  readonly theirs: object;
  /** Undefined where nothing of it was to be changed: it is an order about it as it was. */
  readonly yours: object | undefined;
  readonly changes: Changes;
  /** Goes on with what was typed, at the revision that is shown now; fields that nobody typed into follow what is shown. */
  onMine(): void;
}

interface ConflictTerms<Thing extends Revised> {
  /** The thing as it was when the form was opened, and as it is now. */
  readonly seen: Thing;
  readonly now: Thing;
  readonly see: (now: Thing) => void;
  /** What of it can be changed, under names that people read. */
  readonly shown: (thing: Thing) => object;
  /** What is typed, under the same names. */
  readonly typed?: object;
  /** The fields that are sent about what can be changed, whether they were typed into or not. */
  readonly fields?: readonly TypedField<Thing>[];
  readonly changes: Changes;
}

/** The conflict that a form has if the server says that the revision it was opened at is not the last one. */
export const conflictOf = <Thing extends Revised>(terms: ConflictTerms<Thing>): Conflict => {
  const { seen, now, see, shown, typed, fields = [], changes } = terms;
  return {
    isKnown: seen.revision !== now.revision,
    revision: now.revision,
    before: shown(seen),
    theirs: shown(now),
    yours: typed && { ...shown(seen), ...typed },
    changes,
    onMine: () => {
      for (const field of fields) field.follow(seen, now);
      see(now);
    },
  };
};
