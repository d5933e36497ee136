import { describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';

import { termsOf } from './ticket-terms.js';

const TERMS = {
  ...{ job: 4, transfer: 40, policy: 'keep-previous', mode: 'reset', onNoSlot: 'force' },
  ...{ slotDeadlineMs: 60_000, confirmTimeoutMs: 5000 },
} as const;
const TICKET = { ...TERMS, device: 'd', sequence: 3, issuedAtMs: 1000, expiresAtMs: 9000 } as unknown as Ticket;

describe('what the journal keeps of a ticket', () => {
  it('is what the job goes on with after a cut', () => {
    expect(termsOf(TICKET)).toStrictEqual(TERMS);
  });

  it('is its maintenance window, open where it has no beginning or no end', () => {
    const window = (terms: Partial<Ticket>) => termsOf({ ...TICKET, ...terms }).window;
    expect(window({ swapNotBefore: 5, swapNotAfter: 9 })).toEqual({ opensMs: 5, closesMs: 9 });
    expect(window({ swapNotAfter: 9 })).toEqual({ opensMs: 0, closesMs: 9 });
    expect(window({ swapNotBefore: 5 })!.opensMs).toBe(5);
    expect(window({ swapNotBefore: 5 })!.closesMs).toBeGreaterThan(Date.UTC(2200, 0));
  });

  it('is until when, and for how long, the application may put the swap off', () => {
    const postponable = (terms: Partial<Ticket>) => termsOf({ ...TICKET, ...terms }).postponable;
    expect(postponable({ postponableUntil: 5000 })).toEqual({ untilMs: 5000, forMs: 4000 });
    expect(postponable({ postponableUntil: 500 })).toEqual({ untilMs: 500, forMs: 0 });
  });

  it('is that it asks for the download only', () => {
    expect(termsOf({ ...TICKET, kind: 'download-only' })).toStrictEqual({ ...TERMS, downloadOnly: true });
    expect(termsOf({ ...TICKET, kind: 'revert' })).toStrictEqual(TERMS);
  });
});
