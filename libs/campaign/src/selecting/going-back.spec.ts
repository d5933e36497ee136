import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aFact, anOrder, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

import { needsImage } from '../campaign.js';
import { problemsOf } from '../config.js';
import { exclusionOf } from '../exclusion.js';
import type { TermsKind } from '../kinds/kind.js';
import { problemsOfSource } from './selection-source.js';

const reasonOf = (kind: TermsKind | undefined, otherDigest: string | undefined) =>
  exclusionOf(aFact({ otherDigest }), anOrder({ terms: { mode: 'reset', ...(kind && { kind }) } }))?.reason;

describe('campaigns that go back', () => {
  it('by swap leave out devices whose other bank is not known to hold the release, and by download the others', () => {
    for (const other of [undefined, OLD.digest]) {
      expect(reasonOf('revert', other)).toBe('revert_image_missing');
      expect(reasonOf('download', other)).toBeUndefined();
    }
    expect(reasonOf('revert', NEW.digest)).toBeUndefined();
    expect(reasonOf('download', NEW.digest)).toBe('revert_image_held');
  });

  it('leave nobody out for that if they say neither', () => {
    for (const other of [undefined, OLD.digest, NEW.digest]) expect(reasonOf(undefined, other)).toBeUndefined();
  });

  it('never go below the security counter of a device', () => {
    const device = aFact({ otherDigest: NEW.digest, counter: 3 });
    expect(exclusionOf(device, anOrder({ terms: { kind: 'revert' } }))?.reason).toBe('counter_too_low');
  });

  it('by swap need the policy that keeps the other bank, and no stored image', () => {
    const config = (kind: TermsKind, policy: 'mirror' | 'keep-previous') =>
      aConfig({ terms: { ...aConfig().terms, kind, policy } });
    expect(problemsOf(config('revert', 'mirror')).join()).toContain('terms.policy keep-previous');
    expect(problemsOf(config('revert', 'keep-previous'))).toEqual([]);
    expect(problemsOf(config('download', 'mirror'))).toEqual([]);
    expect(needsImage(aCampaign({ config: config('revert', 'keep-previous') }))).toBe(false);
    expect(needsImage(aCampaign({ config: config('download', 'mirror') }))).toBe(true);
  });
});

describe('a source by what ran before', () => {
  it('names some versions', () => {
    expect(problemsOfSource({ campaign: 7, previous: ['1.0.0', '1.1.0-rc.1'] })).toEqual([]);
    for (const previous of [[], 'x', ['x y'], [1], Array.from({ length: 65 }, (_, at) => `1.0.${at}`)])
      expect(problemsOfSource({ campaign: 7, previous })).toEqual(['selection.from.previous has 1 to 64 versions']);
  });
});
