import { describe, expect, it } from '@jest/globals';

import { endOf, epochWayOn, heldText, migrationOf, thresholdText, ticketKeyOf } from './key-text.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const epoch = (number: number, isCurrent: boolean, devices: number, moving = 0) => ({
  ...{ epoch: number, isCurrent, devices, moving },
});
const key = (kid: string, ...uses: ('root' | 'manifest' | 'ticket')[]) => ({
  ...{ kid, crv: 'Ed25519' as const, x: '', uses },
});

describe('what is said of keys', () => {
  it.each([
    ['2026-12-01T12:00:00Z', 'has ended', 'bad'],
    ['2026-12-02T11:00:00Z', 'ends today', 'odd'],
    ['2026-12-02T13:00:00Z', 'ends in 1 day', 'odd'],
    ['2027-01-30T12:00:00Z', 'ends in 60 days', 'odd'],
    ['2027-01-31T12:00:00Z', '61 days left', 'good'],
  ])('of a set that is taken until %s: %s', (expires, text, mood) => {
    expect(endOf({ expires }, NOW)).toEqual({ text, mood });
  });

  it('how many have to sign of those that may', () => {
    const keys = [key('a', 'root'), key('b', 'root', 'manifest'), key('c', 'ticket')];
    expect([thresholdText({ keys }, 'root', 2), thresholdText({ keys }, 'manifest', 1)]).toEqual(['2 of 2', '1 of 1']);
  });

  it('how far the fleet is on its way to the newest master key: never all of it before it is', () => {
    expect(migrationOf([epoch(2, true, 999), epoch(1, false, 1, 1)])).toEqual({
      ...{ to: 2, there: 999, all: 1000, percent: 99, moving: 1 },
    });
    expect(migrationOf([epoch(2, true, 5), epoch(1, false, 0)])).toBeUndefined();
    expect(migrationOf([epoch(1, true, 0)])).toBeUndefined();
  });

  it('what is to be done about each epoch', () => {
    expect(epochWayOn(epoch(2, true, 5))).toContain('New devices');
    expect(epochWayOn(epoch(1, false, 0))).toContain('Nobody uses it');
    expect(epochWayOn(epoch(1, false, 3, 2))).toBe('1 has no new key yet: re-key each at the bench.');
    expect(epochWayOn(epoch(1, false, 2, 2))).toContain('All of them');
  });

  it('which key of the server a set has it use: the oldest that it names for tickets', () => {
    const keys = [key('new', 'ticket'), key('old', 'ticket'), key('other', 'manifest')];
    const named = (...kids: string[]) => ticketKeyOf({ keys }, { ticketKeys: kids.map((kid) => ({ kid })) });
    expect([named('old', 'new'), named('unknown', 'new'), named('other')]).toEqual(['old', 'new', undefined]);
  });

  it('how many devices hold a set, and that there may be more than were counted', () => {
    const counts = { holding: 1200, behind: 1, countsAreExact: true } as Parameters<typeof heldText>[0];
    expect(heldText(counts)).toBe('1,200 hold it, 1 lags behind');
    expect(heldText({ ...counts, holding: 10_000, countsAreExact: false })).toBe('10,000+ hold it, 1+ lag behind');
  });
});
