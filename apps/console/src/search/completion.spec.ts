import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { completionsOf, writingAt } from './completion.js';
import { fieldsOf } from './fields.js';

interface Parameter {
  readonly name: string;
  readonly description: string;
}
const DOCUMENT = JSON.parse(readFileSync(new URL('../../../../libs/client/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, { readonly get: { readonly parameters: readonly Parameter[] } }>>;
};
const describedBy = (list: string): string =>
  DOCUMENT.paths[`/api/v1/${list}`]!.get.parameters.find(({ name }) => name === 'filter')!.description;
const FIELDS = fieldsOf(describedBy('devices'));

const offered = (text: string, values: readonly string[] = []): string[] => {
  const writing = writingAt(text);
  return writing === undefined ? [] : completionsOf(text, writing, FIELDS, () => values).map((one) => one.text);
};

describe('the fields of a list', () => {
  it.each(['devices', 'products', 'campaigns', 'users'])('are read from the document of the server: %s', (list) => {
    const lines = describedBy(list).match(/^\* /gm)!;
    const fields = fieldsOf(describedBy(list));
    expect(fields).toHaveLength(lines.length);
    for (const { name, about, operators } of fields) {
      expect([name, about]).not.toContain('');
      expect(operators.filter((operator) => !/^(==|!=|=[a-z]+=)$/.test(operator))).toEqual([]);
    }
  });
});

describe('what is being written in a selection', () => {
  it.each([
    ['', { what: 'field', from: 0, written: '' }],
    ['ta', { what: 'field', from: 0, written: 'ta' }],
    ['tags==canary;on', { what: 'field', from: 13, written: 'on' }],
    ['(tags==a or ver', { what: 'field', from: 12, written: 'ver' }],
    ['(tags==a)or(ver', { what: 'field', from: 12, written: 'ver' }],
    ['tags==a and(ver', { what: 'field', from: 12, written: 'ver' }],
    ['online=', { what: 'operator', field: 'online', from: 6, written: '=' }],
    ['tags=i', { what: 'operator', field: 'tags', from: 4, written: '=i' }],
    ['product==', { what: 'value', field: 'product', from: 9, written: '' }],
    ['product=in=(a,"b;c",d', { what: 'value', field: 'product', from: 20, written: 'd' }],
    ['(attr.site==x);(version<1.', { what: 'value', field: 'version', from: 24, written: '1.' }],
  ])('is told by its beginning: %s', (text, writing) => expect(writingAt(text)).toEqual(writing));

  it.each(['name=="Hall ', 'tags==a ', 'tags==a;;', 'tags=in=a', 'tags=in=(a)x', '==', 'tags~a'])(
    'is not told where it is within quotes, whole, or wrong: %s',
    (text) => expect(offered(text)).toEqual([]),
  );

  it('ends for every text, however it is cut', () => {
    const whole = `(tags=in=("a;b",c) and name=='it''s');x\\,y==z,version=ge=1.0.0;lastSeen<-P7D`;
    for (let end = 0; end <= whole.length; end++) expect(() => writingAt(whole.slice(0, end))).not.toThrow();
  });
});

describe('ways to go on with a selection', () => {
  it('are fields, those first that begin with what is written', () => {
    expect(offered('vers')).toEqual(['version==']);
    expect(offered('tags==a;attr.s')).toEqual(['tags==a;attr.site==']);
    expect(offered('seen')).toEqual(['lastSeen==']);
  });

  it('are operators that the field takes', () => {
    expect(offered('online=')).toEqual(['online==']);
    expect(offered('tags=i')).toEqual(['tags=in=(']);
    expect(offered('version=')).toContain('version=lt=');
  });

  it('are values of the kind, and those that are known', () => {
    expect(offered('online==')).toEqual(['online==true', 'online==false']);
    expect(offered('state==in')).toEqual(['state==inactive', 'state==disposing']);
    expect(offered('lastSeen<-P7')).toEqual(['lastSeen<-P7D']);
    expect(offered('product==pu', ['pump', 'motor', 'Hall 3'])).toEqual(['product==pump']);
    expect(offered('product==Ha', ['pump', 'Hall 3', 'say "x"'])).toEqual(['product=="Hall 3"']);
    expect(offered('product=in=(pump,mo', ['pump', 'motor'])).toEqual(['product=in=(pump,motor']);
  });
});
