import { describe, expect, it } from '@jest/globals';

import { parseSelection } from './check.js';
import { matches } from './matches.js';
import { A_VOCABULARY } from './testing/a-vocabulary.js';

const ROW = {
  id: 1,
  name: 'lab-7',
  tags: ['canary', 'indoor'],
  size: 7,
  online: true,
  seen: 0,
  version: '1.10.0-rc.1',
  state: 'active',
  'attr.*': { site: 'hamburg', voltage: 24.5, indoor: true, serial: '0042', code: '24' },
};

/** That the database decides alike is held by libs/database/src/lists/selection.medium-spec.ts. */
describe('a row', () => {
  it.each([
    ['name==lab-7', true],
    ['name==l*7', true],
    ['name==*-*', true],
    ['name==lab-7*7', false],
    ['name=="l*7"', false],
    ['name!=l*7', false],
    ['tags==canary', true],
    ['tags!=canary', false],
    ['tags==in*', true],
    ['tags=in=(a,indoor)', true],
    ['tags=out=(a,b)', true],
    ['tags=null=false', true],
    ['site=null=true', true],
    ['site==x', false],
    ['site!=x', true],
    ['site=out=(x)', true],
    ['size=gt=6;size=le=7', true],
    ['size<7,size>7', false],
    ['online!=true', false],
    ['seen=ge=1970-01-01', true],
    ['seen=gt=PT0S', false],
    ['version=gt=1.9.0', true],
    ['version=lt=1.10.0', true],
    ['version==1.10.*', true],
    ['version==1.10.0-rc.1', true],
    ['state=in=(active)', true],
    ['attr.site==hamburg', true],
    ['attr.site==ham*', true],
    ['attr.site!=ham*', false],
    ['attr.site=in=(lyon,hamburg)', true],
    ['attr.site=out=(lyon,hamburg)', false],
    ['attr.voltage==24.5', true],
    ['attr.voltage==2.45e1', true],
    ['attr.voltage=="24.5"', false],
    ['attr.voltage==24*', false],
    ['attr.voltage!=24*', true],
    ['attr.voltage=ge=24.5;attr.voltage<25', true],
    ['attr.serial==0042', true],
    ['attr.serial=gt=1', false],
    ['attr.code==24', false],
    ['attr.code=="24"', true],
    ['attr.indoor==true', true],
    ['attr.indoor=="true"', false],
    ['attr.colour==red', false],
    ['attr.colour!=red', true],
    ['attr.colour=out=(red)', true],
    ['attr.colour=gt=1', false],
    ['attr.colour=null=true', true],
    ['attr.site=null=false', true],
    ['attr.toString=null=true', true],
  ])('%s: %s', (text, isSelected) => {
    expect(matches(parseSelection(text, A_VOCABULARY, 0), ROW)).toBe(isSelected);
  });
});
