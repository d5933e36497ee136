import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compareVersions, isVersion } from './semver.js';

/** semver.org's own lists of valid and invalid versions (its suggested regular expression's test page). */
const VALID =
  `0.0.4 1.2.3 10.20.30 1.1.2-prerelease+meta 1.1.2+meta 1.1.2+meta-valid 1.0.0-alpha 1.0.0-beta 1.0.0-alpha.beta
  1.0.0-alpha.beta.1 1.0.0-alpha.1 1.0.0-alpha0.valid 1.0.0-alpha.0valid 1.0.0-rc.1+build.1 2.0.0-rc.1+build.123 1.2.3-beta
  10.2.3-DEV-SNAPSHOT 1.2.3-SNAPSHOT-123 1.0.0 2.0.0 1.1.7 2.0.0+build.1848 2.0.1-alpha.1227 1.0.0-alpha+beta
  1.2.3----RC-SNAPSHOT.12.9.1--.12+788 1.2.3----R-S.12.9.1--.12+meta 1.2.3----RC-SNAPSHOT.12.9.1--.12
  1.0.0+0.build.1-rc.10000aaa-kk-0.1 1.0.0-0A.is.legal`.split(/\s+/);
const INVALID =
  `1 1.2 1.2.3-0123 1.2.3-0123.0123 1.1.2+.123 +invalid -invalid -invalid+invalid -invalid.01 alpha alpha.beta
  alpha.beta.1 alpha.1 alpha+beta alpha_beta alpha. alpha.. beta 1.0.0-alpha_beta -alpha. 1.0.0-alpha.. 1.0.0-alpha..1
  1.0.0-alpha...1 01.1.1 1.01.1 1.1.01 1.2.3.DEV 1.2-SNAPSHOT 1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788 1.2-RC-SNAPSHOT
  -1.0.3-gamma+b7718 +justmeta 9.8.7+meta+meta 9.8.7-whatever+meta+meta 1.0.0+..`.split(/\s+/);

/** Rising precedence: semver.org §11, and numbers that a double cannot distinguish. */
const RISING = `0.9.9 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1
  1.0.0-rc.9007199254740992 1.0.0-rc.9007199254740993 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0 10.0.0`.split(/\s+/);

const identifier = fc.oneof(fc.nat(1000).map(String), fc.stringMatching(/^[A-Za-z-][0-9A-Za-z-]{0,5}$/));
const version = fc
  .tuple(
    fc.nat(3),
    fc.nat(3),
    fc.nat(3),
    fc.array(identifier, { maxLength: 3 }),
    fc.array(identifier, { maxLength: 2 }),
  )
  .map(
    ([major, minor, patch, pre, build]) =>
      `${major}.${minor}.${patch}${pre.length > 0 ? `-${pre.join('.')}` : ''}${build.length > 0 ? `+${build.join('.')}` : ''}`,
  );

describe('isVersion', () => {
  it.each(VALID)('accepts %s', (text) => expect(isVersion(text)).toBe(true));
  it.each(INVALID)('refuses %s', (text) => expect(isVersion(text)).toBe(false));
  it.each(['', ' 1.0.0', '1.0.0\n', 'v1.0.0', '1.0.0-é'])('refuses %j', (text) => expect(isVersion(text)).toBe(false));

  it('limits its input: 64 characters, nine digits a number', () => {
    expect(isVersion(`1.0.0-${'a'.repeat(58)}`)).toBe(true);
    expect(isVersion(`1.0.0-${'a'.repeat(59)}`)).toBe(false);
    expect([isVersion('999999999.0.0'), isVersion('1000000000.0.0')]).toEqual([true, false]);
  });

  it('accepts every version composed by the rules', () => {
    fc.assert(fc.property(version, (text) => expect(isVersion(text)).toBe(true)));
  });
});

describe('compareVersions', () => {
  it('orders as semver.org §11 does', () => {
    RISING.forEach((a, i) =>
      RISING.forEach((b, j) => expect([a, b, Math.sign(compareVersions(a, b))]).toEqual([a, b, Math.sign(i - j)])),
    );
  });

  it('puts numbers before words, and words in ASCII order', () => {
    expect(compareVersions('1.0.0-999', '1.0.0-A')).toBeLessThan(0);
    expect(compareVersions('1.0.0-Z', '1.0.0-a')).toBeLessThan(0);
  });

  it('ignores build metadata', () => expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0));

  it('is a total order: antisymmetric and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        const [low, middle, high] = [a, b, c].sort(compareVersions) as [string, string, string];
        expect(compareVersions(low, middle)).toBeLessThanOrEqual(0);
        expect(compareVersions(middle, high)).toBeLessThanOrEqual(0);
        expect(compareVersions(low, high)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('refuses text that is not a version, on either side, and does not repeat all of it', () => {
    expect(() => compareVersions('1.0', '1.0.0')).toThrow(new RangeError('not a version: 1.0'));
    expect(() => compareVersions('1.0.0', '1.0.0-01')).toThrow(new RangeError('not a version: 1.0.0-01'));
    expect(() => compareVersions('1.0.0', 'x'.repeat(5000))).toThrow(
      new RangeError(`not a version: ${'x'.repeat(64)}`),
    );
  });
});
