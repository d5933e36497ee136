import type { Fault } from '@twinbank/primitives';
import { faultOf, isUnstorable } from '@twinbank/protocol';

/** Longest text of a selection, in UTF-16 units. */
export const FILTER_LENGTH_MAX = 4000;
/** Deepest nesting of parentheses. */
export const DEPTH_MAX = 16;
/** Most comparisons in a selection. */
export const COMPARISONS_MAX = 64;
/** Most values in a selection, over all its lists. */
export const VALUES_MAX = 500;
/** Most wildcards in a value. */
export const WILDCARDS_MAX = 4;

/** Every way to write an operator, and what it means. */
export const OPERATORS = {
  '==': 'eq',
  '!=': 'ne',
  '=lt=': 'lt',
  '=le=': 'le',
  '=gt=': 'gt',
  '=ge=': 'ge',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '=in=': 'in',
  '=out=': 'out',
  '=null=': 'null',
} as const;
export type Operator = (typeof OPERATORS)[keyof typeof OPERATORS];

/** A value as it was written: its pieces between the wildcards; one piece if it has none. */
export interface WrittenValue {
  /** Where it begins, from 1. */
  readonly at: number;
  readonly pieces: readonly string[];
  readonly isQuoted: boolean;
}

/** A comparison as it was written. */
export interface WrittenComparison {
  readonly at: number;
  readonly field: string;
  readonly operatorAt: number;
  readonly operator: Operator;
  readonly values: readonly WrittenValue[];
}

/** What was written, before anybody asked whether the fields exist. */
export type Written = WrittenComparison | { readonly all: readonly Written[] } | { readonly any: readonly Written[] };

const RESERVED = /["'();,=!~<>\s]/;
const WORD = /[^"'();,=!~<>\s\\*]+/y;
const OPERATOR = /=[a-z]*=|!=|<=|>=|<|>/y;
const SPACE = /\s*/y;

/** A refusal of a selection that says where, counted from 1 in characters. */
export const invalidAt = (at: number, detail: string, known?: readonly string[]): Fault =>
  faultOf('selection_invalid', `${detail}, at position ${at} of filter`, {
    field: 'filter',
    position: at,
    ...(known && { known: known.join(', ') }),
  });

/**
 * Reads a selection in RSQL [github.com/jirutka/rsql-parser]: `;` or `and` binds stronger than `,` or `or`. Outside
 * quotes `*` is a wildcard, and a backslash takes the next character as it is; within quotes only the backslash is
 * special.
 *
 * @throws Fault `selection_invalid` with the position
 */
export function parse(text: string): Written {
  if (text.length > FILTER_LENGTH_MAX)
    throw invalidAt(FILTER_LENGTH_MAX, `a selection has at most ${FILTER_LENGTH_MAX} characters`);
  if (isUnstorable(text)) throw invalidAt(1, 'a selection holds neither NUL nor half of a surrogate pair');
  return new Parser(text).whole();
}

class Parser {
  private at = 0;
  private depth = 0;
  private comparisons = 0;
  private valuesSoFar = 0;

  constructor(private readonly text: string) {}

  whole(): Written {
    const written = this.any();
    this.skipSpace();
    if (this.at < this.text.length) throw this.unexpected('";" or "," and another comparison');
    return written;
  }

  private any(): Written {
    const any = [this.all()];
    while (this.takes(',', 'or')) any.push(this.all());
    return any.length === 1 ? any[0]! : { any };
  }

  private all(): Written {
    const all = [this.term()];
    while (this.takes(';', 'and')) all.push(this.term());
    return all.length === 1 ? all[0]! : { all };
  }

  private term(): Written {
    this.skipSpace();
    if (this.text[this.at] !== '(') return this.comparison();
    if (++this.depth > DEPTH_MAX) throw invalidAt(this.at + 1, `parentheses are nested at most ${DEPTH_MAX} deep`);
    this.at += 1;
    const inner = this.any();
    this.expect(')');
    this.depth -= 1;
    return inner;
  }

  private comparison(): WrittenComparison {
    const at = this.at + 1;
    if (++this.comparisons > COMPARISONS_MAX)
      throw invalidAt(at, `a selection has at most ${COMPARISONS_MAX} comparisons`);
    const field = this.match(WORD);
    if (field === undefined) throw this.unexpected('the name of a field');
    this.skipSpace();
    const operatorAt = this.at + 1;
    const sign = this.match(OPERATOR);
    if (sign === undefined || !Object.hasOwn(OPERATORS, sign))
      throw invalidAt(operatorAt, `${field} is not followed by an operator`, Object.keys(OPERATORS));
    const operator = OPERATORS[sign as keyof typeof OPERATORS];
    this.skipSpace();
    return { at, field, operatorAt, operator, values: this.values(operator) };
  }

  private values(operator: Operator): readonly WrittenValue[] {
    const isList = operator === 'in' || operator === 'out';
    if (this.text[this.at] !== '(') {
      if (isList) throw this.unexpected('a list of values in parentheses');
      return [this.value()];
    }
    if (!isList) throw this.unexpected('one value: lists are for =in= and =out=');
    this.at += 1;
    const values: WrittenValue[] = [];
    do {
      this.skipSpace();
      values.push(this.value());
      this.skipSpace();
    } while (this.takes(','));
    this.expect(')');
    return values;
  }

  private value(): WrittenValue {
    const at = this.at + 1;
    if (++this.valuesSoFar > VALUES_MAX) throw invalidAt(at, `a selection has at most ${VALUES_MAX} values`);
    const quote = this.text[this.at];
    const isQuoted = quote === '"' || quote === "'";
    const pieces = isQuoted ? [this.quoted(quote)] : this.bare();
    if (pieces.length > WILDCARDS_MAX + 1) throw invalidAt(at, `a value has at most ${WILDCARDS_MAX} wildcards`);
    return { at, pieces, isQuoted };
  }

  private quoted(quote: string): string {
    const begin = this.at + 1;
    let value = '';
    for (this.at += 1; this.at < this.text.length; this.at++) {
      const sign = this.text[this.at]!;
      if (sign === quote) {
        this.at += 1;
        return value;
      }
      value += sign === '\\' ? (this.text[++this.at] ?? '') : sign;
    }
    throw invalidAt(begin, 'a quoted value has no end');
  }

  private bare(): readonly string[] {
    const begin = this.at;
    const pieces = [''];
    for (; this.at < this.text.length && !RESERVED.test(this.text[this.at]!); this.at++) {
      const sign = this.text[this.at]!;
      if (sign === '*') {
        pieces.push('');
        continue;
      }
      if (sign === '\\' && ++this.at === this.text.length) throw this.unexpected('the character that \\ stands before');
      pieces[pieces.length - 1] += this.text[this.at]!;
    }
    if (this.at === begin) throw this.unexpected('a value; quote what holds a space or one of "\'();,=!~<>');
    return pieces;
  }

  /** Takes a sign, or the word for it, which has a space on both sides. */
  private takes(sign: string, word?: string): boolean {
    const begin = this.at;
    this.skipSpace();
    if (this.text[this.at] === sign) {
      this.at += 1;
      return true;
    }
    const end = word === undefined ? -1 : this.at + word.length;
    const apart = this.at > begin && /[\s(]/.test(this.text[end] ?? '');
    if (apart && this.text.slice(this.at, end) === word) {
      this.at = end;
      return true;
    }
    this.at = begin;
    return false;
  }

  private expect(sign: string): void {
    this.skipSpace();
    if (this.text[this.at] !== sign) throw this.unexpected(`"${sign}"`);
    this.at += 1;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private unexpected(expected: string): Fault {
    const found =
      this.at < this.text.length ? JSON.stringify(String.fromCodePoint(this.text.codePointAt(this.at)!)) : 'the end';
    return invalidAt(this.at + 1, `${expected} was expected, not ${found}`);
  }
}
