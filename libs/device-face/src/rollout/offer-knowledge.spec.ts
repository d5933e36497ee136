import { describe, expect, it } from '@jest/globals';

import { OfferKnowledge } from './offer-knowledge.js';

const OFFERS = [{ transfer: 1 }, { transfer: 2 }];

/** Offers that were read so long ago, of which those with even transfers are out; each look takes so long. */
function read(agoMs: number, lookMs = 1) {
  let nowMs = 500_000;
  const looks: (readonly number[])[] = [];
  const knowledge = new OfferKnowledge(
    nowMs - agoMs,
    async (transfers) => {
      looks.push(transfers);
      nowMs += lookMs;
      return new Set(transfers.filter((transfer) => transfer % 2 === 0));
    },
    () => nowMs,
  );
  const outOf = async (offers = OFFERS) => [...(await knowledge.ofThose(offers)).out!];
  return { knowledge, looks, outOf, passes: (ms: number) => void (nowMs += ms) };
}

describe('what is known of offers', () => {
  it('holds for a second without another look', async () => {
    const { outOf, looks } = read(1000);
    expect(await outOf()).toEqual([1, 2]);
    expect(looks).toEqual([]);
  });

  it('is read again after that, each time', async () => {
    const { outOf, looks } = read(1001);
    expect(await outOf()).toEqual([2]);
    await outOf(OFFERS.slice(0, 1));
    expect(looks).toEqual([[1, 2], [1]]);
  });

  it('is nothing where each look itself takes too long', async () => {
    const { knowledge, looks } = read(60_000, 1001);
    const { out, holds } = await knowledge.ofThose(OFFERS);
    expect([out, holds(), looks.length]).toEqual([undefined, false, 3]);
  });

  it('is no longer acted upon after five seconds, however long a ticket has to wait', async () => {
    const { knowledge, passes } = read(500);
    const { holds } = await knowledge.ofThose(OFFERS);
    passes(4500);
    expect(holds()).toBe(true);
    passes(1);
    expect(holds()).toBe(false);
  });
});
