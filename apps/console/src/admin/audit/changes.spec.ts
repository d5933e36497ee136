import { expect, it } from '@jest/globals';

import { changesOf, isChanged } from './changes.js';

it('shows what an entry changed before what it left, with what came and what went', () => {
  const changes = changesOf({
    before: { name: 'ann', grants: [], email: 'a@b.example' },
    after: { name: 'ann', grants: ['viewer'], note: 7 },
  });
  expect(changes).toEqual([
    { name: 'grants', before: '[]', after: '["viewer"]' },
    { name: 'email', before: 'a@b.example', after: undefined },
    { name: 'note', before: undefined, after: '7' },
    { name: 'name', before: 'ann', after: 'ann' },
  ]);
  expect(changes.map(isChanged)).toEqual([true, true, true, false]);
});
