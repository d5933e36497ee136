import { describe, expect, it } from '@jest/globals';

import type { Release, Releases } from '@twinbank/database';
import type { ComparisonDocument, Verdict } from '@twinbank/inspect';
import { ManualClock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { LiveVerdicts, type Program } from './live-verdicts.js';
import type { ReadRelease, ReleaseComparisons } from './release-comparisons.js';

const LOST_MS = 5_000;
const PROGRAMS = new Map<string, Program>(
  [1, 2, 3, 4].map((id) => [`digest-${id}`, { id, part: 'STM32G484' }] as const),
);

/** Releases 1 to 4, of which a later one replaces an earlier one live, and none a later one. */
function verdictsOf({ damaged = new Set<number>(), gone = new Set<number>() } = {}) {
  const [reads, compared]: [number[], string[]] = [[], []];
  const releases = { byId: (id: number) => Promise.resolve({ id, version: `${id}.0.0` } as Release) };
  const comparisons = {
    read: ({ id, version }: Release): Promise<ReadRelease> => {
      reads.push(id);
      if (gone.has(id)) return Promise.reject(faultOf('image_unreadable'));
      return Promise.resolve({ version, compared: { code: new Uint8Array() }, complete: !damaged.has(id) });
    },
    between: (from: ReadRelease, to: ReadRelease) => {
      compared.push(`${from.version}>${to.version}`);
      const verdict: Verdict = from.version < to.version ? 'live' : 'reset';
      return { from: from.version, to: to.version, verdict, findings: [] } as unknown as ComparisonDocument;
    },
  };
  const clock = new ManualClock(1_000_000);
  const verdicts = new LiveVerdicts(releases as Releases, comparisons as unknown as ReleaseComparisons, clock);
  return { verdicts, reads, compared, clock, look: () => verdicts.among(PROGRAMS) };
}

describe('what speaks against replacing a release live', () => {
  it('is known once it was asked and found out, in both directions by itself', async () => {
    const { look, compared } = verdictsOf();
    const one = look();
    expect(one.notLive('digest-2', 'digest-1')).toBeUndefined();
    expect(one.notLive('digest-1', 'digest-2')).toBeUndefined();
    expect(await one.settle()).toBe(true);
    expect(one.notLive('digest-2', 'digest-1')).toBe('1.0.0 cannot replace 2.0.0 while it runs');
    expect(one.notLive('digest-1', 'digest-2')).toBe(false);
    expect(await one.settle()).toBe(false);
    expect(compared).toEqual(['2.0.0>1.0.0', '1.0.0>2.0.0']);
  });

  it('is asked neither of images of which nothing is known, nor of one and itself', async () => {
    const { look, reads } = verdictsOf();
    const one = look();
    one.notLive('digest-9', 'digest-1');
    one.notLive('digest-1', 'digest-9');
    one.notLive('digest-1', 'digest-1');
    expect([await one.settle(), reads]).toEqual([false, []]);
  });

  it('is found out once for all who ask at the same time, and what is to be installed is read once', async () => {
    const { look, reads, compared } = verdictsOf();
    const looks = [look(), look(), look()];
    for (const one of looks) one.askAll('digest-1');
    await Promise.all(looks.map((one) => one.settle()));
    expect(compared).toEqual(['2.0.0>1.0.0', '3.0.0>1.0.0', '4.0.0>1.0.0']);
    expect(reads.filter((id) => id === 1).length).toBeLessThanOrEqual(looks.length);
    const alone = verdictsOf();
    const one = alone.look();
    one.askAll('digest-1');
    await one.settle();
    expect(alone.reads.sort()).toEqual([1, 2, 3, 4]);
  });

  it('ends between two comparisons where nobody waits for the answer any more', async () => {
    const { look, compared } = verdictsOf();
    const gone = new AbortController();
    const one = look();
    one.askAll('digest-1');
    const settled = one.settle(gone.signal);
    gone.abort(new Error('nobody waits'));
    await expect(settled).rejects.toThrow('nobody waits');
    expect(compared).toEqual(['2.0.0>1.0.0']);
  });

  it.each(['damaged', 'gone'] as const)(
    'is not taken for known while something is %s, and tried again',
    async (how) => {
      const bad = new Set([2]);
      const { look, compared, clock } = verdictsOf({ [how]: bad });
      const ask = async (): Promise<string | false | undefined> => {
        const one = look();
        one.notLive('digest-2', 'digest-1');
        await one.settle();
        return one.notLive('digest-2', 'digest-1');
      };
      expect([await ask(), compared]).toEqual([undefined, []]);
      bad.clear();
      clock.advance(LOST_MS - 1);
      expect(await ask()).toBeUndefined();
      clock.advance(1);
      expect(await ask()).toBe('1.0.0 cannot replace 2.0.0 while it runs');
    },
  );
});
