import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CIPHERS } from '@twinbank/parts';
import { isFault } from '@twinbank/primitives';
import { FINISH_POLICIES, SWAP_MODES } from '@twinbank/protocol';

import { decodeTicket, encodeTicket, RELEASE_SALT_BYTES, type Ticket } from './ticket.js';

const time = fc.nat(4_000_000_000_000);
const ticket: fc.Arbitrary<Ticket> = fc.record({
  device: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
  job: fc.integer({ min: 1, max: 0x7fffffff }),
  transfer: fc.integer({ min: 1, max: 0xffffffff }),
  sequence: fc.integer({ min: 1, max: 0x7fffffff }),
  release: fc.stringMatching(/^[0-9a-f]{64}$/),
  cipher: fc.constantFrom(...CIPHERS),
  releaseSalt: fc.uint8Array({ minLength: RELEASE_SALT_BYTES, maxLength: RELEASE_SALT_BYTES }),
  policy: fc.constantFrom(...FINISH_POLICIES),
  mode: fc.constantFrom(...SWAP_MODES),
  slotDeadlineMs: fc.nat(2_000_000_000),
  onNoSlot: fc.constantFrom('fail' as const, 'force' as const),
  confirmTimeoutMs: fc.integer({ min: 1, max: 86_400_000 }),
  issuedAtMs: time,
  expiresAtMs: time,
});
const windowed = fc
  .tuple(ticket, time, fc.integer({ min: 1, max: 1e9 }), fc.constantFrom('both', 'begin', 'end'))
  .map(([value, swapNotBefore, length, ends]) => ({
    ...value,
    ...(ends !== 'end' && { swapNotBefore }),
    ...(ends !== 'begin' && { swapNotAfter: swapNotBefore + length }),
  }));
const aTicket = (): Record<string, unknown> =>
  encodeTicket({
    device: 'dev-1',
    job: 7,
    transfer: 9,
    sequence: 2,
    release: 'ab'.repeat(32),
    cipher: 'A128CTR',
    releaseSalt: new Uint8Array(RELEASE_SALT_BYTES).fill(1),
    policy: 'mirror',
    mode: 'live',
    slotDeadlineMs: 60_000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 30_000,
    issuedAtMs: 1_000,
    expiresAtMs: 2_000,
  });
const refusalOf = (payload: Record<string, unknown>): string => {
  try {
    decodeTicket(payload);
  } catch (error) {
    if (isFault(error, 'ticket_malformed')) return error.detail;
    throw error;
  }
  return 'taken';
};

describe('a ticket to go back', () => {
  it('is the same after encoding to JSON and decoding', () => {
    const back = { ...decodeTicket(aTicket()), kind: 'revert', policy: 'keep-previous' } as const;
    expect(decodeTicket(encodeTicket(back))).toEqual(back);
  });

  it('is refused with the policy mirror, and with a kind that is not known', () => {
    expect(refusalOf({ ...aTicket(), kind: 'revert', policy: 'mirror' })).toContain('keep-previous');
    expect(refusalOf({ ...aTicket(), kind: 'sideways' })).toContain('kind');
  });
});

describe('a ticket that may be put off', () => {
  const DAY = 86_400_000;
  const issued = { ...aTicket(), issuedAtMs: 1000 };

  it('is the same after encoding to JSON and decoding', () => {
    for (const postponableUntil of [0, 1000, 1000 + 30 * DAY]) {
      const soft = { ...decodeTicket(issued), postponableUntil };
      expect(decodeTicket(encodeTicket(soft))).toEqual(soft);
      expect(decodeTicket(encodeTicket({ ...soft, kind: 'revert', policy: 'keep-previous' }))).toMatchObject({
        postponableUntil,
      });
    }
  });

  it('is refused for longer than 30 days, for what is no time, and where nothing is swapped', () => {
    for (const postponableUntil of [1001 + 30 * DAY, -1, 0.5, '5'])
      expect(refusalOf({ ...issued, postponableUntil })).toContain('postponableUntil');
    expect(refusalOf({ ...issued, kind: 'download-only', postponableUntil: 5 })).toContain('no swap to put off');
  });

  it('may be for the download only, without it', () => {
    const kept = { ...decodeTicket(aTicket()), kind: 'download-only' } as const;
    expect(decodeTicket(encodeTicket(kept))).toEqual(kept);
  });
});

describe('the maintenance window of a ticket', () => {
  it('is the same after encoding to JSON and decoding', () => {
    fc.assert(
      fc.property(windowed, (value) =>
        expect(decodeTicket(JSON.parse(JSON.stringify(encodeTicket(value))) as Record<string, unknown>)).toEqual(value),
      ),
    );
  });

  it.each([
    [{ swapNotBefore: 5, swapNotAfter: 5 }, 'swapNotAfter'],
    [{ swapNotBefore: 6, swapNotAfter: 5 }, 'swapNotAfter'],
    [{ swapNotBefore: -1 }, 'swapNotBefore'],
    [{ swapNotAfter: 1.5 }, 'swapNotAfter'],
    [{ swapNotAfter: 2 ** 53 - 1 }, 'swapNotAfter'],
    [{ swapNotBefore: '2026-11-27' }, 'swapNotBefore'],
  ])('is refused as %j', (window, field) => {
    expect(refusalOf({ ...aTicket(), ...window })).toContain(field);
  });
});

describe('a ticket', () => {
  it('is the same after encoding to JSON and decoding', () => {
    fc.assert(
      fc.property(ticket, (value) =>
        expect(decodeTicket(JSON.parse(JSON.stringify(encodeTicket(value))) as Record<string, unknown>)).toEqual(value),
      ),
    );
  });

  it('is a command: an unknown field is refused', () =>
    expect(refusalOf({ ...aTicket(), urgent: true })).toBe('unknown field urgent'));

  it.each(Object.keys(aTicket()))('needs its %s', (field) => {
    const { [field]: _gone, ...rest } = aTicket();
    expect(refusalOf(rest)).toMatch(new RegExp(`^${field} must be`));
  });

  it.each([
    ['device', 'a/b'],
    ['device', 'x'.repeat(65)],
    ['job', 0],
    ['transfer', 2 ** 32],
    ['sequence', 0],
    ['sequence', 2 ** 31],
    ['release', 'AB'.repeat(32)],
    ['cipher', 'A192CTR'],
    ['releaseSalt', 'AAAA'],
    ['releaseSalt', 'A'.repeat(42) + 'B'],
    ['policy', 'keep-both'],
    ['mode', 'sometime'],
    ['slotDeadlineMs', -1],
    ['slotDeadlineMs', 31 * 86_400_000],
    ['onNoSlot', 'hope'],
    ['confirmTimeoutMs', 0],
    ['expiresAtMs', 1.5],
  ])('is refused if its %s is %j', (field, value) =>
    expect(refusalOf({ ...aTicket(), [field]: value })).toMatch(new RegExp(`^${field} must be`)),
  );

  it('never makes the reader throw anything but a Fault', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(aTicket())), fc.jsonValue(), (field, junk) =>
        expect(typeof refusalOf({ ...aTicket(), [field]: junk })).toBe('string'),
      ),
      { numRuns: 500 },
    );
  });
});
