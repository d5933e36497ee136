import { describe, expect, it } from '@jest/globals';

import { formatOf } from './report-format.js';

describe('the form of a report', () => {
  it.each([
    [undefined, 'ndjson'],
    ['', 'ndjson'],
    ['*/*', 'ndjson'],
    ['application/json, text/plain, */*', 'ndjson'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
    ['text/*', 'csv'],
    ['text/csv;q=0.5, application/x-ndjson', 'ndjson'],
    ['text/csv, application/x-ndjson;q=0.9', 'csv'],
    ['application/x-ndjson;q=0, */*;q=0.1', 'csv'],
    ['text/csv;q=0', 'ndjson'],
    ['text/csv;q=much', 'ndjson'],
    ['text/csv;q=2', 'ndjson'],
    [`${'a/b,'.repeat(10_000)}text/csv`, 'ndjson'],
  ])('for Accept: %s', (accept, format) => {
    expect(formatOf(undefined, accept)).toBe(format);
  });

  it('is the one that the query names, whatever Accept says', () => {
    expect(formatOf('ndjson', 'text/csv')).toBe('ndjson');
    expect(formatOf('csv', 'application/x-ndjson')).toBe('csv');
  });
});
