import { describe, expect, it } from '@jest/globals';

import { ticketOf, type Offer, type TicketTerms } from './ticket.js';

const SALT = new Uint8Array(16).fill(12);
const offer: Offer = {
  jobId: 7,
  transfer: 70,
  deviceId: 'd1',
  keyEpoch: 2,
  keyGeneration: 0,
  sequence: 11,
  campaignId: 3,
  releaseId: 5,
  offeredAtMs: 1_000_000,
  deadlineAtMs: 1_060_000,
};
const terms: TicketTerms = {
  release: { manifestDigest: 'b'.repeat(64), releaseSalt: SALT },
  terms: {
    policy: 'mirror',
    mode: 'live',
    cipher: 'A256CTR',
    slotDeadlineMs: 30_000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 20_000,
  },
  attemptMs: 600_000,
};

describe('the ticket of an offer', () => {
  it('names the device, the job, the attempt and the release, and holds the terms of the campaign', () =>
    expect(ticketOf(offer, terms)).toEqual({
      ...terms.terms,
      device: 'd1',
      job: 7,
      transfer: 70,
      sequence: 11,
      release: 'b'.repeat(64),
      releaseSalt: SALT,
      issuedAtMs: 1_000_000,
      expiresAtMs: 1_600_000,
    }));

  it('is the same one when the deadline has moved, so that a device that has it goes on', () =>
    expect(ticketOf({ ...offer, deadlineAtMs: 1_500_000 }, terms)).toEqual(ticketOf(offer, terms)));

  it('orders a swap back if it is to', () => {
    expect(ticketOf(offer, { ...terms, kind: 'revert' })).toEqual({ ...ticketOf(offer, terms), kind: 'revert' });
    expect(ticketOf(offer, terms)).not.toHaveProperty('kind');
  });

  it('says until when the application may put the swap off, and outlives it', () => {
    const times = { swapNotAfter: 2_000_000, postponableUntil: 3_000_000 };
    expect(ticketOf({ ...offer, swapTimes: times }, terms)).toEqual({
      ...ticketOf(offer, terms),
      ...times,
      expiresAtMs: 3_000_000,
    });
    expect(ticketOf(offer, terms)).not.toHaveProperty('postponableUntil');
  });

  it('holds the maintenance window of the device, and outlives it', () => {
    const times = { swapNotBefore: 2_000_000, swapNotAfter: 3_000_000 };
    expect(ticketOf({ ...offer, swapTimes: times }, terms)).toEqual({
      ...ticketOf(offer, terms),
      ...times,
      expiresAtMs: 3_000_000,
    });
    const open = { ...offer, swapTimes: { swapNotBefore: 1 } };
    expect(ticketOf(open, terms)).toEqual({ ...ticketOf(offer, terms), swapNotBefore: 1 });
    expect(ticketOf(offer, terms)).not.toHaveProperty('swapNotAfter');
  });
});
