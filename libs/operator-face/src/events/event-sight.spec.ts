import { describe, expect, it, jest } from '@jest/globals';

import type { Reach } from '@twinbank/access';
import type { BoundedDatabase } from '@twinbank/database';
import type { LiveEvent } from '@twinbank/ports';

import { EventSight } from './event-sight.js';

/** Sight of a reader within whose bounds only `own` is a device. */
function sightOf(reach: Reach) {
  const find = jest.fn(async (id: string) => (id === 'own' ? { id } : undefined));
  const sight = new EventSight(reach, { devices: { find } } as unknown as Pick<BoundedDatabase, 'devices'>);
  return {
    find,
    shows: (event: Partial<LiveEvent>) => sight.shows({ atMs: 0, kind: 'x', data: {}, ...event } as LiveEvent),
  };
}

describe('the sight of a reader of events', () => {
  it('is that of stored events of the own projects, and not of the installation', () => {
    const { shows } = sightOf(['motors']);
    expect([{ project: 'motors' }, { project: 'pumps' }, {}].map((event) => shows({ id: 1, ...event }))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is that of passing events of own devices, from the second on', async () => {
    const { shows, find } = sightOf(['motors']);
    expect([shows({ deviceId: 'own' }), shows({ deviceId: 'own' }), shows({ deviceId: 'other' })]).toEqual([
      false,
      false,
      false,
    ]);
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
    expect([shows({ deviceId: 'own' }), shows({ deviceId: 'other' }), shows({})]).toEqual([true, false, false]);
    expect(find.mock.calls).toEqual([['own'], ['other']]);
  });

  it('costs no more than some look-ups at once, however many devices report', () => {
    const { shows, find } = sightOf(['motors']);
    for (let device = 0; device < 1000; device++) shows({ deviceId: `d-${device}` });
    expect(find.mock.calls.length).toBe(16);
  });

  it('has no bounds where the reader has none', () => {
    const { shows, find } = sightOf('everywhere');
    expect([shows({ id: 1, project: 'pumps' }), shows({ deviceId: 'other' }), shows({})]).toEqual([true, true, true]);
    expect(find.mock.calls).toEqual([]);
  });
});
