import { describe, expect, it } from '@jest/globals';

import { grantsOfGroups, parseGroupGrants } from './group-grants.js';

describe('what groups stand for', () => {
  it('is read from JSON, with roles in projects and everywhere', () => {
    const mapping = parseGroupGrants(
      '{"cn=ops,dc=x": ["operator@motors", "viewer"], "admins": ["installation-admin"]}',
    );
    expect(mapping).toEqual(
      new Map([
        ['cn=ops,dc=x', [{ role: 'operator', project: 'motors' }, { role: 'viewer' }]],
        ['admins', [{ role: 'installation-admin' }]],
      ]),
    );
  });

  it.each([
    ['x', /JSON/],
    ['[]', /object/],
    ['null', /object/],
    ['{"a": "viewer"}', /list/],
    ['{"a": []}', /list/],
    ['{"a": [7]}', /text/],
    ['{"a": ["root"]}', /not root, for a/],
    ['{"a": ["toString"]}', /not toString/],
    ['{"a": ["viewer@"]}', /project after/],
    ['{"a": ["auditor@motors"]}', /cannot give auditor in one project/],
  ])('%s is refused', (text, why) => expect(parseGroupGrants(text)).toMatch(why));

  it('adds up, each grant once, and is nothing for groups that nobody mapped', () => {
    const mapping = new Map([
      ['a', [{ role: 'viewer' as const }]],
      ['b', [{ role: 'viewer' as const }, { role: 'operator' as const, project: 'motors' }]],
    ]);
    expect(grantsOfGroups(mapping, ['a', 'b', 'zz', 'constructor'])).toEqual([
      { role: 'viewer' },
      { role: 'operator', project: 'motors' },
    ]);
    expect(grantsOfGroups(mapping, [])).toEqual([]);
  });
});
