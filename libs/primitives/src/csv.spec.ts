import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { csvRecord } from './csv.js';

describe('a record of comma-separated values', () => {
  it('is one line of fields, with an empty one for what is missing', () => {
    expect(csvRecord(['d-1', 3, true, undefined, -1.5, ''])).toBe('d-1,3,true,,-1.5,\r\n');
  });

  it('has quotes around what would end a field, and two for one', () => {
    expect(csvRecord(['a,b', 'say "x"', 'two\nlines', ' blank ', 'a;b'])).toBe(
      '"a,b","say ""x""","two\nlines"," blank ","a;b"\r\n',
    );
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '  =1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '|calc',
    '%0A',
    'x;=1',
    'x\t=1',
    'x\n=1',
  ])('never begins a formula: %j', (text) => {
    const [field] = csvRecord([text]).split('\r\n,');
    expect(field).toMatch(/(^"?|[;\t\r\n])\s*'[=+\-@＝＋－＠|%]/u);
  });

  it('changes no text but by apostrophes before formulas', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'=+-@;\t "\',ab\n') }), (text) => {
        const field = csvRecord([text]).slice(0, -2);
        const read = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
        expect(read.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
        expect(read).not.toMatch(/(?:^|[;\t\n])[\s"]*[=+\-@]/);
      }),
    );
  });

  it('leaves a field that is quoted whole: nothing in it ends the record', () => {
    expect(csvRecord(['"\r\nd-2,evil'])).toBe('"""\r\nd-2,evil"\r\n');
  });
});
