import fc from 'fast-check';

import { isVersion } from '@twinbank/primitives';

const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 999_999_999 })).map(String);
const identifier = fc.oneof(
  fc.constantFrom('a', 'b', 'rc', 'rc1', '-', 'A', 'a-', 'alpha', '0', '1', '9', '10', '123456789012345678901'),
  fc.stringMatching(/^[0-9A-Za-z-]{1,6}$/),
);

/** Versions that are often alike, with pre-releases and builds of every form. */
export const aVersion: fc.Arbitrary<string> = fc
  .tuple(
    fc.tuple(number, number, number),
    fc.array(identifier, { maxLength: 3 }),
    fc.array(fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/), { maxLength: 1 }),
  )
  .map(
    ([numbers, pre, build]) =>
      numbers.join('.') + (pre.length > 0 ? `-${pre.join('.')}` : '') + (build.length > 0 ? `+${build.join('.')}` : ''),
  )
  .filter(isVersion);
