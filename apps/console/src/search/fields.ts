/** A field of a list, as the server's document describes it. */
export interface SearchField {
  readonly name: string;
  /** `text`, `number`, `time` and so on; of a field of few values, these, parted by `|`. */
  readonly kind: string;
  /** What it is, for people. */
  readonly about: string;
  /** The operators that it takes. */
  readonly operators: readonly string[];
}

/** A line of the description of a filter (`describeVocabulary` of the server writes it). */
const LINE = /^\* `([^`]+)` \(([^)]*?)(?:, may be missing)?\): (.*); ([^;]*)$/;

/** The fields in the description of a parameter `filter`; lines that say something else are passed over. */
export const fieldsOf = (description: string): SearchField[] =>
  description.split('\n').flatMap((line) => {
    const [, name, kind, about, operators] = LINE.exec(line) ?? [];
    return name === undefined ? [] : [{ name, kind: kind!, about: about!, operators: operators!.split(' ') }];
  });
