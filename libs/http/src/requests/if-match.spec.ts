import { describe, expect, it } from '@jest/globals';

import { etagOf, IF_MATCH_LENGTH_MAX, revisionsNamed } from './if-match.js';

const named = (header: string | undefined): readonly string[] | undefined =>
  revisionsNamed(header === undefined ? {} : { 'if-match': header });

describe('the revisions that a request names', () => {
  it('are any where it names none, or all', () => {
    expect([named(undefined), named('*')]).toEqual([undefined, undefined]);
  });

  it('are those of its tags', () => {
    expect(named(etagOf('a.1'))).toEqual(['a.1']);
    expect(named('"a.1", "a.2","a,3" ,""')).toEqual(['a.1', 'a.2', 'a,3', '']);
  });

  it('are none where its tags are weak', () => {
    expect(named('W/"a.1"')).toEqual([]);
    expect(named('W/"a.1", "a.2"')).toEqual(['a.2']);
  });

  it.each([
    '',
    'a.1',
    '"a.1',
    '"a" "b"',
    '*, "a"',
    '"a",',
    'w/"a"',
    '"a\u00e9"',
    `"${'a'.repeat(IF_MATCH_LENGTH_MAX)}"`,
  ])('are request_invalid in %j', (header) => {
    expect(() => named(header)).toThrow(
      expect.objectContaining({ code: 'request_invalid', facts: { field: 'If-Match' } }),
    );
  });

  it('are read in time that grows with the header, not faster', () => {
    expect(() => named(`${'"a", '.repeat(199)}x`)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });
});
