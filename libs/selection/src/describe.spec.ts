import { expect, it } from '@jest/globals';

import { describeVocabulary } from './describe.js';
import { A_VOCABULARY } from './testing/a-vocabulary.js';

it('says what can be asked of a list, field by field', () => {
  const { filter, sort } = describeVocabulary(A_VOCABULARY);
  expect(filter).toContain('* `state` (active | inactive): state; == != =in= =out=');
  expect(filter).toContain(
    '* `seen` (time, may be missing): when it was seen; == != =in= =out= =null= =lt= =le= =gt= =ge=',
  );
  expect(filter).toContain('* `tags` (texts, may be missing): tags, also called `tag`; == ');
  expect(sort).toContain('id, name, site, size, seen, version.');
});
