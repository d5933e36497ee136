import { describe, expect, it } from '@jest/globals';

import { readinessOf, STUCK_MS, type ReadinessFacts } from './readiness.js';

const NOW = 1_000_000;
const facts = (more: Partial<ReadinessFacts> = {}): ReadinessFacts => ({
  ...{
    database: true,
    broker: true,
    storageFull: false,
    someImageLost: false,
    keysReachable: true,
    standing: {},
    clockSteppedMs: undefined,
    nowMs: NOW,
  },
  ...more,
});
const ALL_OK = {
  status: 'ok',
  database: 'ok',
  broker: 'ok',
  storage: 'ok',
  images: 'ok',
  keys: 'ok',
  rollout: 'ok',
  reports: 'ok',
  delivery: 'ok',
  clock: 'ok',
};

describe('readiness', () => {
  it('is that everything can be reached and all work comes forward', () => {
    expect(readinessOf(facts())).toEqual(ALL_OK);
    expect(readinessOf(facts({ standing: { rollout: NOW - STUCK_MS, reports: NOW, delivery: NOW - 1 } }))).toEqual(
      ALL_OK,
    );
  });

  it.each(['rollout', 'reports', 'delivery'] as const)(
    'is lost where %s stands, though the database answers',
    (work) => {
      expect(readinessOf(facts({ standing: { [work]: NOW - STUCK_MS - 1 } }))).toEqual({
        ...ALL_OK,
        status: 'unavailable',
        [work]: 'stuck',
      });
    },
  );

  it.each(['database', 'broker'] as const)('is lost without %s', (part) => {
    expect(readinessOf(facts({ [part]: false }))).toEqual({ ...ALL_OK, status: 'unavailable', [part]: 'unavailable' });
  });

  it('is lost without room on the disk', () => {
    expect(readinessOf(facts({ storageFull: true }))).toEqual({ ...ALL_OK, status: 'unavailable', storage: 'full' });
  });

  it('tells that a stored image was lost, and stays', () => {
    expect(readinessOf(facts({ someImageLost: true }))).toEqual({ ...ALL_OK, images: 'unreadable' });
  });

  it('tells that the token of the keys does not answer, and stays: the server holds its keys', () => {
    expect(readinessOf(facts({ keysReachable: false }))).toEqual({ ...ALL_OK, keys: 'unavailable' });
  });

  it('tells that the clock was moved, and stays', () => {
    expect(readinessOf(facts({ clockSteppedMs: -86_400_000 }))).toEqual({
      ...ALL_OK,
      clock: 'moved',
      clockMovedMs: -86_400_000,
    });
  });
});
