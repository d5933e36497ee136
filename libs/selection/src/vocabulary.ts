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
  | 'one-of'
  /** Values by names, each a text, a number or a boolean: `attr.site` asks for one of them where the field is `attr.*`. */
  | 'attributes'
  /** Groups by their names, each a set of rows or a selection of its own. */
  | 'group';

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
  /** Another name of it in selections: the one by which users of other systems know it. */
  readonly alsoCalled?: string;
}

/** The fields of a list by their names. */
export type Vocabulary = Readonly<Record<string, Field>>;

/** What stands, at the end of the name of a field, for the name of an attribute. */
const ANY_ATTRIBUTE = '*';

/** A field as a selection names it. */
export interface NamedField {
  /** Its name in the vocabulary. */
  readonly name: string;
  readonly field: Field;
  /** Of a field of the kind `attributes`: the attribute that is asked for. */
  readonly attribute?: string;
}

/** The field that a name in a selection stands for, if there is one. */
export function namedField(vocabulary: Vocabulary, written: string): NamedField | undefined {
  const field = fieldOf(vocabulary, written);
  if (field !== undefined) return { name: written, field };
  const called = Object.entries(vocabulary).find(([, { alsoCalled }]) => alsoCalled === written);
  if (called !== undefined) return { name: called[0], field: called[1] };
  const dot = written.indexOf('.');
  const name = `${written.slice(0, dot + 1)}${ANY_ATTRIBUTE}`;
  const attributes = dot === -1 ? undefined : fieldOf(vocabulary, name);
  return attributes && { name, field: attributes, attribute: written.slice(dot + 1) };
}

/** The field of this name, if there is one. */
export const fieldOf = (vocabulary: Vocabulary, name: string): Field | undefined =>
  Object.hasOwn(vocabulary, name) ? vocabulary[name] : undefined;
