/** What a field holds, and so how it is compared. */
export type FieldKind =
  /** A text; `==` and `!=` take wildcards. */
  | 'text'
  /** Several texts: compared with each of them. */
  | 'texts'
  /** A whole number within ±2^53. */
  | 'number'
  | 'boolean'
  /** A time, accurate to a millisecond. */
  | 'time'
  /** A version [semver.org 2.0.0]; `==` compares its text, `<` its precedence. */
  | 'version'
  /** One of a few known texts. */
  | 'one-of';

/** A field that can be asked for. */
export interface Field {
  readonly kind: FieldKind;
  /** What it is, for people. */
  readonly about: string;
  /** The values of a field of the kind `one-of`. */
  readonly values?: readonly string[];
  /** Whether it may be missing. */
  readonly optional?: boolean;
  /** Whether lists can be sorted by it. */
  readonly sortable?: boolean;
}

/** The fields of a list by their names. */
export type Vocabulary = Readonly<Record<string, Field>>;

/** The field of this name, if there is one. */
export const fieldOf = (vocabulary: Vocabulary, name: string): Field | undefined =>
  Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
