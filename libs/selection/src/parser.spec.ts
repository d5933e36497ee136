import { parse as oracle } from '@rsql/parser';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';

import { COMPARISONS_MAX, DEPTH_MAX, FILTER_LENGTH_MAX, OPERATORS, parse, VALUES_MAX, type Written } from './parser.js';

const faultOf = (text: string): unknown => {
  try {
    return parse(text);
  } catch (error) {
    return error;
  }
};

/** One form for what either parser read: operators by sign, values without positions. */
function shapeOf(written: Written): unknown {
  if ('all' in written) return written.all.map(shapeOf).reduce((left, right) => [';', left, right]);
  if ('any' in written) return written.any.map(shapeOf).reduce((left, right) => [',', left, right]);
  return [written.operator, written.field, ...written.values.map(({ pieces }) => pieces.join('*'))];
}
const SIGNS: Readonly<Record<string, string>> = { and: ';', or: ',' };
interface Node {
  readonly type: string;
  readonly operator: string;
  readonly left: Node & { readonly selector: string };
  readonly right: Node & { readonly value: string | readonly string[] };
}
function shapeOfOracle({ type, operator, left, right }: Node): unknown {
  if (type === 'LOGIC') return [SIGNS[operator] ?? operator, shapeOfOracle(left), shapeOfOracle(right)];
  return [OPERATORS[operator as keyof typeof OPERATORS], left.selector, ...[right.value].flat()];
}

const word = fc.stringMatching(/^[a-zA-Z0-9._:*+-]{1,8}$/);
const value = fc.oneof(
  word,
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => `"${text.replace(/["\\\0]/g, '\\"')}"`),
);
const comparison = fc.oneof(
  fc
    .tuple(
      word.filter((text) => !text.includes('*')),
      fc.constantFrom('==', '!=', '=lt=', '=ge=', '<', '>='),
      value,
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      word.filter((text) => !text.includes('*')),
      fc.constantFrom('=in=', '=out='),
      fc.array(value, { minLength: 1, maxLength: 3 }),
    )
    .map(([field, operator, values]) => `${field}${operator}(${values.join(',')})`),
);
const { whole } = fc.letrec<{ whole: string; term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    comparison,
    tie('whole').map((text) => `(${text})`),
  ),
  whole: fc
    .tuple(tie('term'), fc.array(fc.tuple(fc.constantFrom(',', ';', ' and ', ' or '), tie('term')), { maxLength: 3 }))
    .map(([first, rest]) => first + rest.map((part) => part.join('')).join('')),
}));

describe('the parser of selections', () => {
  it('reads what another parser of RSQL reads, and reads it alike', () => {
    fc.assert(
      fc.property(whole, (text) => {
        fc.pre(text.length < FILTER_LENGTH_MAX);
        const own = faultOf(text);
        // The other parser has no limits.
        fc.pre(!isFault(own) || !own.detail.includes('at most'));
        expect(shapeOf(own as Written)).toEqual(shapeOfOracle(oracle(text) as unknown as Node));
      }),
      { numRuns: 300 },
    );
  });

  it('has a wildcard outside quotes only, and takes what stands after a backslash as it is', () => {
    const piecesOf = (text: string): unknown =>
      (parse(`a==${text}`) as unknown as { values: { pieces: string[] }[] }).values[0]!.pieces;
    expect(piecesOf('lab-*')).toEqual(['lab-', '']);
    expect(piecesOf('*a*b*')).toEqual(['', 'a', 'b', '']);
    expect(piecesOf('"lab-*"')).toEqual(['lab-*']);
    expect(piecesOf(String.raw`"say \"x\" \\"`)).toEqual(['say "x" \\']);
    expect(piecesOf(String.raw`Hall\ 7*\*`)).toEqual(['Hall 7', '*']);
    expect(piecesOf("''")).toEqual(['']);
  });

  it('binds ";" stronger than ","', () => {
    expect(shapeOf(parse('a==1,b==2;c==3'))).toEqual([
      ',',
      ['eq', 'a', '1'],
      [';', ['eq', 'b', '2'], ['eq', 'c', '3']],
    ]);
  });

  it.each([
    ['', 1, /the name of a field was expected, not the end/],
    ['a', 2, /a is not followed by an operator/],
    ['a=foo=1', 2, /not followed by an operator/],
    ['a=constructor=1', 2, /not followed by an operator/],
    ['a==', 4, /a value; quote what .* was expected, not the end/],
    ['a==1;', 6, /name of a field/],
    ['a==1 b==2', 6, /";" or ","/],
    ['(a==1', 6, /"\)" was expected/],
    ['a==1)', 5, /";" or ","/],
    ['a==(1,2)', 4, /lists are for =in= and =out=/],
    ['a=in=1', 6, /a list of values/],
    ['a=in=()', 7, /a value/],
    ['a=="x', 4, /has no end/],
    ['a==x\\', 6, /the character that/],
    ['a==*1*2*3*4*5', 4, /at most 4 wildcards/],
    ['a==1\0', 1, /NUL/],
    ['a==\ud800', 1, /surrogate/],
    ['a==1 and b==\ud83d\ude00 😀', 16, /not "😀"/],
  ])('refuses %j at position %d', (text, position, detail) => {
    expect(faultOf(text)).toMatchObject({
      code: 'selection_invalid',
      detail: expect.stringMatching(detail),
      facts: { field: 'filter', position },
    });
  });

  it('has limits for length, depth and comparisons, found before they cost anything', () => {
    const deep = (depth: number): string => '('.repeat(depth) + 'a==1' + ')'.repeat(depth);
    expect(shapeOf(parse(deep(DEPTH_MAX)))).toEqual(['eq', 'a', '1']);
    const tooMuch = [
      deep(DEPTH_MAX + 1),
      '('.repeat(FILTER_LENGTH_MAX),
      '('.repeat(5_000_000),
      `a==${'x'.repeat(5_000_000)}`,
    ];
    tooMuch.push(Array.from({ length: COMPARISONS_MAX + 1 }, () => 'a==1').join(','));
    for (const text of tooMuch) expect(faultOf(text)).toMatchObject({ code: 'selection_invalid' });
  });

  it('has a limit for the values of all its lists together, and says where the first is that is too much', () => {
    const list = (length: number): string => `a=in=(${Array.from({ length }, () => 'd').join(',')})`;
    const most = `${list(VALUES_MAX - 1)};a==1`;
    expect(parse(most)).toMatchObject({ all: [{ values: { length: VALUES_MAX - 1 } }, {}] });
    for (const [text, position] of [
      [list(VALUES_MAX + 1), 'a=in=('.length + 2 * VALUES_MAX + 1],
      [`${most},b==2`, most.length + 1 + 'b=='.length + 1],
      [`${list(300)};${list(300)}`, list(300).length + 1 + 'a=in=('.length + 2 * 200 + 1],
    ] as const)
      expect(faultOf(text)).toMatchObject({ code: 'selection_invalid', facts: { position } });
  });

  it('answers anything with a selection or with its own fault', () => {
    const signs = fc.constantFrom(...'ab*"\'();,=!~<>\\ \t\0é😀', '\ud800', '==', '=in=', 'and');
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (text) => {
        const read = faultOf(text.join(''));
        if (read instanceof Error) expect(read).toMatchObject({ code: 'selection_invalid' });
      }),
      { numRuns: 2000 },
    );
  });
});
