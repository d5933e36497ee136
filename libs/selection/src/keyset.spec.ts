import { describe, expect, it } from '@jest/globals';

import { Parameters } from './parameters.js';
import { continuation, orderBy } from './keyset.js';

const column = (sql: string, more: { descending?: boolean; optional?: boolean; type?: string } = {}) => ({
  ...{ sql, type: 'text', descending: false, optional: false },
  ...more,
});

describe('a list that is continued', () => {
  it('is ordered so that one index serves both directions', () => {
    expect(orderBy([column('a', { descending: true, optional: true }), column('b')])).toBe('a DESC, b');
  });

  it('compares rows where all columns go in one direction and are never missing', () => {
    const parameters = new Parameters();
    expect(continuation([column('a'), column('b')], ['x', 'y'], parameters)).toBe('(a, b) > ($1::text, $2::text)');
    expect(parameters.values).toEqual(['x', 'y']);
    expect(continuation([column('a', { descending: true })], ['x'], new Parameters())).toBe('(a) < ($1::text)');
  });

  it('begins at a value that an index can be entered by', () => {
    const columns = [column('a', { descending: true, optional: true, type: 'timestamptz' }), column('b')];
    const parameters = new Parameters();
    expect(continuation(columns, [0, 'y'], parameters)).toBe(
      '(a <= $1::timestamptz AND (a < $1::timestamptz OR (a = $1::timestamptz AND b > $2::text)))',
    );
    expect(parameters.values).toEqual(['1970-01-01T00:00:00.000Z', 'y']);
  });

  it('goes on from rows without a value', () => {
    const columns = (descending: boolean) => [column('a', { descending, optional: true }), column('b')];
    expect(continuation(columns(false), [null, 'y'], new Parameters())).toBe('(false OR (a IS NULL AND b > $1::text))');
    expect(continuation(columns(true), [null, 'y'], new Parameters())).toBe(
      '(a IS NOT NULL OR (a IS NULL AND b > $1::text))',
    );
    expect(continuation(columns(false), ['x', 'y'], new Parameters())).toBe(
      '((a > $1::text OR a IS NULL) OR (a = $1::text AND b > $2::text))',
    );
  });
});
