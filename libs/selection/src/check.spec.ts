import { describe, expect, it } from '@jest/globals';

import { parseSelection, parseSelectionIn } from './check.js';
import { A_VOCABULARY } from './testing/a-vocabulary.js';

const NOW_MS = Date.UTC(2026, 10, 26, 12);
const check = (text: string): unknown => {
  try {
    return parseSelection(text, A_VOCABULARY, NOW_MS);
  } catch (error) {
    return error;
  }
};

describe('a selection', () => {
  it('has values of the kinds of its fields', () => {
    expect(
      check('name==lab-*;tags==canary,seen=gt=-P1D;version=lt=1.4.0;size=in=(1,-2);online==true;site=null=true'),
    ).toEqual({
      any: [
        {
          all: [
            { field: 'name', kind: 'text', operator: 'eq', values: [], pattern: ['lab-', ''] },
            { field: 'tags', kind: 'texts', operator: 'eq', values: ['canary'] },
          ],
        },
        {
          all: [
            { field: 'seen', kind: 'time', operator: 'gt', values: [NOW_MS - 86_400_000] },
            { field: 'version', kind: 'version', operator: 'lt', values: ['1.4.0'] },
            { field: 'size', kind: 'number', operator: 'in', values: [1, -2] },
            { field: 'online', kind: 'boolean', operator: 'eq', values: [true] },
            { field: 'site', kind: 'text', operator: 'null', values: [true] },
          ],
        },
      ],
    });
  });

  it('may call a field as users of other systems know it, and its faults say where all the same', () => {
    expect(check('tag==canary')).toEqual(check('tags==canary'));
    expect(check('tag=in=(a,b)')).toMatchObject({ field: 'tags', operator: 'in', values: ['a', 'b'] });
    expect(check('tag<a')).toMatchObject({ facts: { position: 4 }, detail: expect.stringContaining('tags (texts)') });
  });

  it.each([
    ['colour==red', 1, 'there is no field colour', 'id, name, site, tags, size, online, seen, version, attr.*, state'],
    ['name==a;__proto__==x', 9, 'there is no field __proto__', 'id, name'],
    ['constructor==x', 1, 'there is no field constructor', 'id, name'],
    ['state==gone', 8, 'state is never "gone"', 'active, inactive'],
    ['state=in=(active,gone)', 18, 'state is never "gone"', 'active, inactive'],
    ['name=lt=b', 5, 'name (text) is compared by == != =in= =out= only', '==, !=, =in=, =out='],
    ['name=null=true', 5, 'name (text) is never missing', '==, !='],
    ['online=in=(true,false)', 7, 'online (boolean) is compared by', '==, !=, =null='],
    ['online==yes', 9, 'true or false was expected', 'true, false'],
    ['attr.site<3', 10, 'attr.site is a text, which has no order', '==, !='],
    ['attr.x=null=maybe', 13, 'true or false was expected', 'true, false'],
    ['other.x==1', 1, 'there is no field other.x', 'attr.*'],
    ['attr==1', 1, 'there is no field attr', 'attr.*'],
    ['site=null=maybe', 11, 'true or false was expected', 'true, false'],
  ])('refuses %j at position %d and says what there is', (text, position, detail, known) => {
    const said = expect.stringContaining(known);
    expect(check(text)).toMatchObject({
      code: 'selection_invalid',
      detail: expect.stringContaining(detail),
      facts: { position, known: said },
    });
  });

  it.each([
    ['size==1.5', 7, 'whole numbers'],
    ['size==9007199254740992', 7, 'whole numbers'],
    ['size==1*', 7, 'takes no wildcard'],
    ['name=in=(a*)', 10, 'takes no wildcard'],
    ['version==1.4', 10, 'versions such as'],
    ['version=lt=1.*', 12, 'takes no wildcard'],
    ['size==1;attr.==1', 9, 'no attribute is called so'],
    ['attr.3d==1', 1, 'no attribute is called so'],
    ['attr.__proto__==1', 1, 'no attribute is called so'],
    ['attr.constructor==1', 1, 'no attribute is called so'],
    ['attr.x=gt=abc', 11, 'by numbers only'],
    ['attr.x=gt="3"', 11, 'by numbers only'],
    ['attr.x=gt=true', 11, 'by numbers only'],
    ['attr.x==1e999', 9, 'numbers up to'],
    ['attr.x=in=(1,a*)', 14, 'takes no wildcard'],
    ['attr.x=gt=1*', 11, 'takes no wildcard'],
    ['seen=gt=-P1M', 9, 'years and months'],
    ['seen=gt=yesterday', 9, '%2B'],
  ])('refuses the value in %j at position %d', (text, position, detail) => {
    expect(check(text)).toMatchObject({
      code: 'selection_invalid',
      detail: expect.stringContaining(detail),
      facts: { position },
    });
  });

  it('takes the type of an attribute from what it is compared with, and knows those that are texts', () => {
    const of = (text: string): unknown => (check(text) as { values: unknown }).values;
    expect(of('attr.x=in=(1,"1",01,true,"true",-0.5e1,1.,--1)')).toEqual([1, '1', '01', true, 'true', -5, '1.', '--1']);
    expect(of('attr.site=in=(1,true)')).toEqual(['1', 'true']);
    expect(check('attr.a.b==1')).toEqual({
      ...{ field: 'attr.*', kind: 'attributes', attribute: 'a.b', operator: 'eq', values: [1] },
    });
  });

  it('may stand in another field, which its faults name', () => {
    expect(() => parseSelectionIn('selection.filter', 'name==a;colour==red', A_VOCABULARY, NOW_MS)).toThrow(
      expect.objectContaining({
        detail: 'there is no field colour, at position 9 of selection.filter',
        facts: expect.objectContaining({
          field: 'selection.filter',
          position: 9,
          known: expect.stringContaining('site'),
        }),
      }),
    );
    expect(parseSelectionIn('x', 'seen=gt=-P1D', A_VOCABULARY, NOW_MS)).toEqual(check('seen=gt=-P1D'));
  });

  it('may ask for a part of a version', () => {
    expect(check('version==1.4.*')).toMatchObject({ pattern: ['1.4.', ''] });
  });
});
