import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import type { Grant, Principal } from '@twinbank/access';
import { ManualClock } from '@twinbank/primitives';

import type { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import type { OperatorTokensService } from './operator-tokens.service.js';
import { PrincipalWatch } from './principal-watch.js';

const NOW_MS = 1_000_000;
const LOOK_MS = 1000;

describe('PrincipalWatch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** A watch over the given principals, and who of them was ended. */
  function watchOver(
    principals: readonly Principal[],
    good: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Grant[]>>,
  ) {
    const clock = new ManualClock(NOW_MS);
    const watch = new PrincipalWatch({ good } as unknown as OperatorTokensService, clock, pino({ level: 'silent' }), {
      good,
    } as unknown as BrowserSessionsService);
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
      async () => new Map([['valid', []]]),
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

  it('ends the work of sessions that are over, and of whoever may do something else than before', async () => {
    const session = (name: string): Principal => ({
      name,
      sessionId: name,
      grants: [{ role: 'viewer' }],
      expiresAtMs: 2 * NOW_MS,
    });
    const { ended } = watchOver(
      [session('over'), session('changed'), session('same')],
      async () =>
        new Map<string, readonly Grant[]>([
          ['changed', [{ role: 'viewer', project: 'motors' }]],
          ['same', [{ role: 'viewer' }]],
        ]),
    );
    await jest.advanceTimersByTimeAsync(LOOK_MS);
    expect(ended).toEqual(['over', 'changed']);
  });

  it('looks no more once nobody is watched', async () => {
    let looks = 0;
    const { stops } = watchOver([aPrincipal('one', 60_000)], async () => (looks++, new Map([['one', []]])));
    await jest.advanceTimersByTimeAsync(LOOK_MS);
    for (const stop of stops) stop();
    await jest.advanceTimersByTimeAsync(10 * LOOK_MS);
    expect(looks).toBe(1);
  });
});
