import { describe, expect, it } from '@jest/globals';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { exclusionOf } from '../exclusion.js';

describe('a release of which more than one key has signed', () => {
  const sets = new Map([[2, { manifest: ['new', 'other'], ticket: ['t'] }]]);
  const by = (signedBy: readonly string[], needs: number) => {
    const signed = { manifest: 'new', signedBy, needs, ticket: 't', sets, newest: 2 };
    return exclusionOf(aFact({ keySet: 2 }), { ...anOrder(), signed });
  };

  it('is kept from every device if one of them was taken away, and too few of the others are left', () => {
    expect(by(['new', 'old'], 2)).toEqual({
      reason: 'key_revoked',
      detail: 'the release is signed by old, too, which key set 2 does not name; without it 1 of 2 signatures are left',
    });
    expect(by(['new', 'other', 'old'], 3)?.reason).toBe('key_revoked');
  });

  it('is brought on where enough of them are left', () => {
    expect(by(['new', 'old'], 1)).toBeUndefined();
    expect(by(['new', 'other', 'old'], 2)).toBeUndefined();
  });

  it('is brought on where nobody was taken away, whatever later releases need, or only the first signature is known', () => {
    expect(by(['new'], 2)).toBeUndefined();
    expect(by([], 2)).toBeUndefined();
  });

  it('is not judged by key sets on a device that takes none', () => {
    const signed = { manifest: 'new', signedBy: ['new', 'old'], needs: 2, ticket: 't', sets, newest: 2 };
    expect(exclusionOf(aFact({}), { ...anOrder(), signed })).toBeUndefined();
  });
});
