import { describe, expect, it } from '@jest/globals';

import { RefusalTally, type Refusal } from './refusals.js';

const stranger = (address: string, code = 'unauthorized'): Refusal => ({
  atMs: 0,
  actor: { kind: 'stranger', name: 'stranger', address, requestId: 'r' },
  action: 'POST /products',
  object: 'products',
  code,
});
const operator = (name: string, code = 'forbidden'): Refusal => ({
  ...stranger('192.0.2.1', code),
  actor: { kind: 'operator', name, tokenId: `id-of-${name}`, address: '192.0.2.1', requestId: 'r' },
});

describe('refused requests', () => {
  it('are written down one by one while they are few', () => {
    const tally = new RefusalTally(0);
    tally.note(stranger('192.0.2.1'));
    tally.note(operator('ann'));
    expect(tally.take(1000)).toEqual([
      { ...stranger('192.0.2.1'), outcome: 'refused' },
      { ...operator('ann'), outcome: 'refused' },
    ]);
    expect(tally.take(2000)).toEqual([]);
  });

  it('of one origin with one code are counted where they are many, and told at the end of the minute', () => {
    const tally = new RefusalTally(0, { each: 2, all: 100, counted: 10 });
    for (let time = 0; time < 1000; time++) tally.note({ ...stranger('192.0.2.1'), atMs: time });
    tally.note(stranger('192.0.2.1', 'token_invalid'));
    expect(tally.take(59_000)).toHaveLength(3);
    expect(tally.take(60_000)).toEqual([
      {
        ...stranger('192.0.2.1'),
        atMs: 999,
        outcome: 'refused',
        count: 998,
        after: { origin: '192.0.2.1', from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:00.999Z' },
      },
    ]);
    tally.note(stranger('192.0.2.1'));
    expect(tally.take(61_000)).toHaveLength(1);
  });

  it('of many lines are one entry with their number, and count as so many at the end of the minute', () => {
    const tally = new RefusalTally(0, { each: 1, all: 100, counted: 10 });
    const lines = { ...operator('factory', 'device_exists'), count: 500, after: { ids: ['m-1'] } };
    for (let times = 0; times < 3; times++) tally.note(lines);
    tally.note(operator('factory', 'device_exists'));
    expect(tally.take(1000)).toEqual([{ ...lines, outcome: 'refused' }]);
    expect(tally.take(60_000)).toMatchObject([{ count: 1001, after: { origin: 'factory id-of-factory' } }]);
  });

  it('of a subscriber of IPv6 count as one origin', () => {
    const tally = new RefusalTally(0, { each: 1, all: 100, counted: 10 });
    for (let host = 1; host <= 50; host++) tally.note(stranger(`2001:db8::${host}`));
    expect(tally.take(60_000)).toMatchObject([{}, { count: 49, after: { origin: '2001:db8:0:0::/64' } }]);
  });

  it('are bounded whoever sends them, from however many addresses, and none is lost from the count', () => {
    const limits = { each: 3, all: 30, counted: 20 };
    const tally = new RefusalTally(0, limits);
    const sent = 5000;
    for (let host = 0; host < sent; host++) tally.note(stranger(`10.0.${host >> 8}.${host & 255}`));
    const entries = tally.take(60_000);
    expect(entries.length).toBeLessThanOrEqual(limits.all + limits.counted + 1);
    expect(entries.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(sent);
    expect(entries.filter(({ after }) => after?.['origin'] === 'others')).toHaveLength(1);
  });

  it('get no more single entries in a minute than all strangers together may have', () => {
    const tally = new RefusalTally(0, { each: 10, all: 15, counted: 20 });
    for (let sent = 0; sent < 100; sent++) tally.note(stranger(`10.0.0.${sent % 10}`));
    expect(tally.take(1000)).toHaveLength(15);
    const counts = tally.take(60_000);
    expect(counts.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(85);
  });

  it('of strangers take nothing from those who have a token', () => {
    const tally = new RefusalTally(0, { each: 3, all: 5, counted: 4 });
    for (let host = 0; host < 100; host++) tally.note(stranger(`10.0.0.${host}`));
    tally.note(operator('ann'));
    expect(tally.take(1000).filter(({ actor }) => actor?.name === 'ann')).toHaveLength(1);
  });
});
