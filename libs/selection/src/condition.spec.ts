import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseSelection } from './check.js';
import { conditionOf } from './condition.js';
import { allOf, anyOf, below, equal, since, before } from './selection.js';
import { A_VOCABULARY, COLUMNS } from './testing/a-vocabulary.js';

const conditionFor = (text: string): unknown => conditionOf(parseSelection(text, A_VOCABULARY, 0), COLUMNS);

describe('a selection as SQL', () => {
  it('has its values as parameters', () => {
    expect(conditionFor('name==lab_*;size=in=(1,2),version=ge=1.4.0')).toEqual({
      text: '((t.name LIKE $1::text AND t.size = ANY ($2::bigint[])) OR t.version_key >= $3::text)',
      values: ['lab\\_%', [1, 2], '011014010~'],
    });
  });

  it('takes rows without a value for the opposites only', () => {
    expect(conditionFor('site!=x;site=out=(y);site!=z*')).toMatchObject({
      text: '(t.site IS DISTINCT FROM $1::text AND (t.site IS NULL OR t.site <> ALL ($2::text[])) AND (t.site IS NULL OR t.site NOT LIKE $3::text))',
    });
  });

  it('asks for an attribute by containment, which has an index, and for the opposite by NOT', () => {
    expect(conditionFor('attr.a==1;attr.b=out=("1",x);attr.c=null=false')).toEqual({
      text: '(t.attributes @> $1::jsonb AND NOT (t.attributes @> $2::jsonb OR t.attributes @> $3::jsonb) AND t.attributes ? $4::text)',
      values: ['{"a":1}', '{"b":"1"}', '{"b":"x"}', 'c'],
    });
    expect(conditionFor('attr.a<=2.5')).toEqual({
      text: "CASE jsonb_typeof(t.attributes -> $1::text) WHEN 'number' THEN (t.attributes ->> $1::text)::numeric <= $2::numeric ELSE false END",
      values: ['a', 2.5],
    });
  });

  it('unfolds a list of texts once for all its patterns, after what costs less', () => {
    expect(conditionFor('tag==a*;tag!=*b;size=in=(1,2);tag==c')).toEqual({
      text: '(t.size = ANY ($1::bigint[]) AND t.tags @> $2::text[] AND (SELECT COALESCE(bool_or(one.text LIKE $3::text), false) AND NOT COALESCE(bool_or(one.text LIKE $4::text), false) FROM unnest(t.tags) AS one(text)))',
      values: [[1, 2], ['c'], 'a%', '%b'],
    });
    expect(conditionFor('tag==a*,size==1')).toMatchObject({
      text: '(t.size = $1::bigint OR EXISTS (SELECT FROM unnest(t.tags) AS one(text) WHERE one.text LIKE $2::text))',
    });
  });

  it('is made of nothing but columns and parameters, whatever is asked for', () => {
    const words =
      /^(?:[() ]|AND|OR|t\.\w+|=|<>|<=?|>=?|\$\d+::\w+(?:\[\])?|LIKE|ANY|ALL|IS|NULL|NOT|DISTINCT|FROM|@>|&&|EXISTS|SELECT|unnest|AS|one|text|\.|WHERE)*$/;
    const value = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'));
    const hostile = fc.oneof(value, fc.constantFrom("'; DROP TABLE devices; --", '$1', "\\'", '"', '%', '_', '\\'));
    const quoted = hostile.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
    const field = fc.constantFrom('name', 'site', 'tags', 'attr.site', 'attr.x');
    fc.assert(
      fc.property(
        field,
        fc.constantFrom('==', '!='),
        quoted,
        fc.array(quoted, { minLength: 1, maxLength: 3 }),
        (name, sign, one, some) => {
          const { text, values } = conditionOf(
            parseSelection(`${name}${sign}${one},${name}=in=(${some.join(',')})`, A_VOCABULARY, 0),
            COLUMNS,
          );
          expect(text).toMatch(words);
          // An attribute is asked for once for each value.
          expect(values).toHaveLength(name.startsWith('attr') ? 1 + new Set(some).size : 2);
        },
      ),
    );
  });

  it('can be put together from parts, of which missing ones ask for nothing', () => {
    expect(conditionOf(allOf(undefined, equal('name', 'text', undefined)), COLUMNS).text).toBe('true');
    expect(conditionOf(anyOf(), COLUMNS).text).toBe('false');
    const parts = allOf(
      equal('state', 'one-of', 'active'),
      below('name', 'a/'),
      since('seen', 0),
      before('seen', undefined),
    );
    expect(conditionOf(parts, COLUMNS)).toEqual({
      text: '(t.state = $1::text AND t.name LIKE $2::text AND t.seen >= $3::timestamptz)',
      values: ['active', 'a/%', '1970-01-01T00:00:00.000Z'],
    });
  });
});
