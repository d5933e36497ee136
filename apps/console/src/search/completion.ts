import type { SearchField } from './fields.js';

/** What is being written where the cursor stands in a selection. */
export interface Writing {
  readonly what: 'field' | 'operator' | 'value';
  /** The field that is compared; undefined while its name is being written. */
  readonly field?: string;
  /** Where it begins, from 0, and what of it is written. */
  readonly from: number;
  readonly written: string;
}

/** A way to go on. */
export interface Completion {
  /** What is offered, as it is shown. */
  readonly label: string;
  /** What it is; for fields. */
  readonly about?: string;
  /** The whole text with it, up to where the cursor is then. */
  readonly text: string;
}

/** As many ways as are looked through at a glance. */
const OFFERED_MAX = 12;
const WORD = /[^"'();,=!~<>\s\\]*/y;
const OPERATOR = /=[a-z]*=|!=|<=|>=|<|>/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const PLAIN = /(?:[^"'();,=!~<>\s\\]|\\.)*/y;
const BETWEEN = /[\s()]*/y;
/** Values that go with a kind of field, whatever devices there are. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  time: ['-PT1H', '-P1D', '-P7D', '-P30D'],
};
/** Attributes that every fleet may have (docs/selection.md). */
const WELL_KNOWN = ['site', 'gateway', 'timeZone'];

/** What is being written at the end of a text; undefined where that cannot be told, such as within quotes. */
export function writingAt(text: string): Writing | undefined {
  const reader = new Reader(text);
  for (;;) {
    reader.skip(BETWEEN);
    const from = reader.at;
    const field = reader.take(WORD);
    if (reader.isAtEnd) return { what: 'field', from, written: field };
    const operatorAt = reader.at;
    const operator = reader.take(OPERATOR);
    if (operator === '') return operatorSoFar(text, field, operatorAt);
    const value = operator === '=in=' || operator === '=out=' ? reader.list(field) : reader.value(field);
    if (value !== 'read') return value;
    reader.skip(/\s*/y);
    if (reader.isAtEnd || !reader.connective()) return undefined;
  }
}

const operatorSoFar = (text: string, field: string, from: number): Writing | undefined => {
  const written = text.slice(from);
  return field !== '' && /^[=!<>][a-z]*$/.test(written) ? { what: 'operator', field, from, written } : undefined;
};

/** Reads a text from its beginning; whoever reads asks what comes next. */
class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** What fits here, and goes on after it; empty if nothing does. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }

  /** One value: read if something follows it, else what is written of it. */
  value(field: string): Writing | 'read' | undefined {
    const from = this.at;
    if (this.take(QUOTED) !== '') return 'read';
    const written = this.take(PLAIN);
    if (this.isAtEnd) return { what: 'value', field, from, written };
    return written === '' ? undefined : 'read';
  }

  /** Values in parentheses. */
  list(field: string): Writing | 'read' | undefined {
    if (this.take(/\(/y) === '') return undefined;
    for (;;) {
      this.skip(/\s*/y);
      const value = this.value(field);
      if (value !== 'read') return value;
      this.skip(/\s*/y);
      if (this.take(/\)/y) !== '') return 'read';
      if (this.take(/,/y) === '') return undefined;
    }
  }

  /** Whether another comparison follows. */
  connective(): boolean {
    this.skip(/[\s)]*/y);
    return this.take(/[;,]|(?:and|or)(?=[\s(])/y) !== '';
  }
}

/** A value as it stands in a selection: in quotes where it has a sign that means something. */
const asWritten = (value: string): string =>
  value !== '' && !/["'();,=!~<>\s\\*]/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;

/** Ways to go on. @param valuesOf the values of a field that are known, such as the names of products */
export function completionsOf(
  text: string,
  writing: Writing,
  fields: readonly SearchField[],
  valuesOf: (field: string) => readonly string[],
): Completion[] {
  const before = text.slice(0, writing.from);
  const asked = writing.written.toLowerCase();
  const offered = (label: string, insert: string, about?: string): Completion => ({
    ...{ label, text: before + insert },
    ...(about !== undefined && { about }),
  });
  if (writing.what === 'field')
    return bestOf(fields.flatMap(named), asked, ({ name }) => name).map(({ name, about, operators }) =>
      offered(name, name + (operators[0] ?? '=='), about),
    );
  const field = fieldOf(fields, writing.field ?? '');
  if (writing.what === 'operator')
    return (field?.operators ?? [])
      .filter((operator) => operator.startsWith(asked) && operator !== asked)
      .map((operator) => offered(operator, operator + (ENDINGS[operator] ?? '')));
  const known = [...usualOf(field), ...valuesOf(writing.field ?? '')];
  return bestOf([...new Set(known)], asked, (value) => value).map((value) => offered(value, asWritten(value)));
}

/** What stands between an operator and its value. */
const ENDINGS: Readonly<Record<string, string>> = { '=in=': '(', '=out=': '(', '=null=': 'true' };

const usualOf = (field: SearchField | undefined): readonly string[] =>
  field === undefined ? [] : field.kind.includes(' | ') ? field.kind.split(' | ') : (USUAL[field.kind] ?? []);

/** A field as it can be named: of attributes, the well-known ones. */
const named = (field: SearchField): SearchField[] =>
  field.name.endsWith('.*') ? WELL_KNOWN.map((name) => ({ ...field, name: field.name.slice(0, -1) + name })) : [field];

/** The field that a name stands for: `attr.site` for `attr.*`. */
export const fieldOf = (fields: readonly SearchField[], written: string): SearchField | undefined =>
  fields.find(({ name }) => name === written || (name.endsWith('.*') && written.startsWith(name.slice(0, -1))));

/** Those that begin with what was asked for, then those that have it elsewhere. */
function bestOf<Item>(items: readonly Item[], asked: string, textOf: (item: Item) => string): Item[] {
  const placed = items.map((item) => ({ item, at: textOf(item).toLowerCase().indexOf(asked) }));
  const beginning = placed.filter(({ at }) => at === 0);
  const elsewhere = placed.filter(({ at }) => at > 0);
  return [...beginning, ...elsewhere].slice(0, OFFERED_MAX).map(({ item }) => item);
}
