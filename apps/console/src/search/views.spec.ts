import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { fieldOf } from './completion.js';
import { fieldsOf } from './fields.js';
import { USUAL_VIEWS, VIEWS_MAX, viewsIn, withoutView, withView, type View } from './views.js';

const CANARIES = { name: 'Canaries', filter: 'tags==canary' };
const LYON = { name: 'Lyon', filter: 'attr.site==lyon' };

describe('saved views', () => {
  it('are in the order of their names, one of each', () => {
    const views = [LYON, CANARIES].reduce<View[]>((before, view) => withView(before, view)!, []);
    expect(views).toEqual([CANARIES, LYON]);
    expect(withView(views, { name: ' Lyon ', filter: 'x==y' })).toEqual([CANARIES, { name: 'Lyon', filter: 'x==y' }]);
    expect(withoutView(views, 'Lyon')).toEqual([CANARIES]);
  });

  it('are a bounded number, each with a name', () => {
    const many = Array.from({ length: VIEWS_MAX }, (_, index) => ({ name: `view ${index}`, filter: '' }));
    expect(withView(many, LYON)).toBeUndefined();
    expect(withView(many, { name: 'view 3', filter: 'x' })).toHaveLength(VIEWS_MAX);
    expect(withView([], { name: ' ', filter: 'x' })).toBeUndefined();
  });

  it('are read as far as they are views', () => {
    expect(viewsIn(JSON.stringify([CANARIES, { name: '' }, null, 7, { filter: 'x' }]))).toEqual([CANARIES]);
    for (const kept of [null, '', '{', '{"name":"x"}', 'null']) expect(viewsIn(kept)).toEqual([]);
  });

  it('begin with some that name fields of devices', () => {
    const text = readFileSync(new URL('../../../../libs/client/openapi.json', import.meta.url), 'utf8');
    const { parameters } = (JSON.parse(text) as Document).paths['/api/v1/devices']!.get;
    const fields = fieldsOf(parameters.find(({ name }) => name === 'filter')!.description);
    const named = USUAL_VIEWS.flatMap(({ filter }) => filter.split(';').map((part) => /^[\w.]+/.exec(part)![0]));
    expect(named.filter((name) => fieldOf(fields, name) === undefined)).toEqual([]);
  });
});

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      { readonly get: { readonly parameters: readonly { readonly name: string; readonly description: string }[] } }
    >
  >;
}
