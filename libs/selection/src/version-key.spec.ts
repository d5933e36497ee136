import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compareVersions, isVersion } from '@twinbank/primitives';

import { aVersion } from './testing/versions.js';
import { versionKey } from './version-key.js';

describe('the key of a version', () => {
  it('sorts as versions do, by precedence', () => {
    fc.assert(
      fc.property(aVersion, aVersion, (a, b) => {
        const [left, right] = [versionKey(a)!, versionKey(b)!];
        expect(left < right ? -1 : Number(left > right)).toBe(Math.sign(compareVersions(a, b)));
      }),
      { numRuns: 3000 },
    );
  });

  it('sorts the versions that semver.org lists', () => {
    const listed = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'];
    listed.push('1.0.0-rc.1', '1.0.0', '1.9.0', '1.10.0', '2.0.0');
    expect([...listed].reverse().sort((a, b) => (versionKey(a)! < versionKey(b)! ? -1 : 1))).toEqual(listed);
  });

  it('is of versions only', () => {
    for (const text of ['', '1.0', 'v1.0.0', '1.0.0-', '01.0.0', `1.0.0-${'a'.repeat(64)}`])
      expect([text, isVersion(text), versionKey(text)]).toEqual([text, false, undefined]);
  });
});
