import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import type { Principal } from '@twinbank/access';
import { ManualClock } from '@twinbank/primitives';

import type { OperatorTokensService } from './operator-tokens.service.js';
import { PrincipalWatch } from './principal-watch.js';

const NOW_MS = 1_000_000;
const LOOK_MS = 1000;

describe('PrincipalWatch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** A watch over the given principals, and who of them was ended. */
  function watchOver(principals: readonly Principal[], good: (ids: readonly string[]) => Promise<ReadonlySet<string>>) {
    const clock = new ManualClock(NOW_MS);
    const watch = new PrincipalWatch({ good } as unknown as OperatorTokensService, clock, pino({ level: 'silent' }));
    const ended: string[] = [];
    const stops = principals.map((principal) => {
      const stop = watch.whileGood(principal, () => {
        ended.push(principal.name);
        stop();
      });
      return stop;
    });
    return { clock, ended, watch, stops };
  }
  const aPrincipal = (name: string, lifeMs: number): Principal => ({
    name,
    tokenId: name,
    grants: [],
    expiresAtMs: NOW_MS + lifeMs,
  });

  it('ends the work of tokens that are no longer valid, and of no others', async () => {
    const { ended } = watchOver(
      [aPrincipal('revoked', 60_000), aPrincipal('valid', 60_000)],
      async () => new Set(['valid']),
    );
    await jest.advanceTimersByTimeAsync(LOOK_MS);
    expect(ended).toEqual(['revoked']);
  });

  it('ends the work of an expired token even if the database does not answer', async () => {
    const { clock, ended } = watchOver([aPrincipal('short', 500), aPrincipal('long', 60_000)], () =>
      Promise.reject(new Error('no database')),
    );
    clock.advance(LOOK_MS);
    await jest.advanceTimersByTimeAsync(LOOK_MS);
    expect(ended).toEqual(['short']);
  });

  it('looks no more once nobody is watched', async () => {
    let looks = 0;
    const { stops } = watchOver([aPrincipal('one', 60_000)], async () => (looks++, new Set(['one'])));
    await jest.advanceTimersByTimeAsync(LOOK_MS);
    for (const stop of stops) stop();
    await jest.advanceTimersByTimeAsync(10 * LOOK_MS);
    expect(looks).toBe(1);
  });
});
