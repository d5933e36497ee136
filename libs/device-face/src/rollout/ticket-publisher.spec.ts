import { describe, expect, it } from '@jest/globals';

import type { DeviceBroker } from '@twinbank/broker';
import type { Campaigns, Releases } from '@twinbank/database';
import { createKeyRingText, keyIdOfJws, parseKeyRing, withNextTicketKey, type SigningKey } from '@twinbank/keys';
import { seededRng } from '@twinbank/primitives';
import { decodeTicketMessage } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';
import type { ProductKeySets } from '@twinbank/stored-releases';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import type { DeviceDirectory } from '../admission/device-directory.js';
import { OfferKnowledge } from './offer-knowledge.js';
import { TicketPublisher } from './ticket-publisher.js';

const offerTo = (deviceId: string, number: number): Offer => ({
  deviceId,
  jobId: number,
  transfer: 100 + number,
  keyEpoch: 1,
  keyGeneration: 0,
  sequence: 1,
  campaignId: 1,
  releaseId: 1,
  offeredAtMs: 1000,
  deadlineAtMs: 2000,
});

/** A publisher for which the given devices are deactivated. */
async function publisherWith(inactive: readonly string[]) {
  const published: { deviceId: string; job: number | undefined; retained: boolean }[] = [];
  const signers: (string | undefined)[] = [];
  const rights: (() => boolean)[] = [];
  const broker = {
    publishTicket: (deviceId: string, payload: Uint8Array, retained: boolean, still: () => boolean) => {
      rights.push(still);
      const message = decodeTicketMessage(payload);
      if (message.type === 'order') signers.push(keyIdOfJws(message.ticket));
      published.push({ deviceId, job: 'job' in message ? message.job : undefined, retained });
    },
  } as unknown as DeviceBroker;
  const campaigns = { get: async () => ({ releaseId: 1, product: 'pump', config: aConfig() }) } as unknown as Campaigns;
  const release = { manifestJws: 'a.b.c', manifestDigest: 'a'.repeat(43), releaseSalt: new Uint8Array(32) };
  const releases = { byId: async () => release } as unknown as Releases;
  const directory = {
    remembered: (id: string) => (inactive.includes(id) ? { active: false } : undefined),
  } as unknown as DeviceDirectory;
  const rng = seededRng('key ring');
  const keyRing = await parseKeyRing(withNextTicketKey(createKeyRingText(rng.bytes), rng.bytes));
  const [old, next] = keyRing.ticketKeys as [SigningKey, SigningKey];
  const keySets = {
    ticketKeyAt: async (product: string, issuedAtMs: number) => (product === 'pump' && issuedAtMs < 5000 ? old : next),
  } as unknown as ProductKeySets;
  return {
    publisher: new TicketPublisher(broker, campaigns, releases, directory, keySets),
    published,
    rights,
    signers,
    keys: [old, next],
  };
}

/** What was read just now. */
const fresh = (): OfferKnowledge =>
  new OfferKnowledge(
    0,
    async () => new Set(),
    () => 0,
  );

const NEVER = (): never => {
  throw new Error('none is late');
};

describe('tickets of offers', () => {
  it('go to every device, retained, however many they are', async () => {
    const { publisher, published } = await publisherWith([]);
    const offers = Array.from({ length: 70 }, (_, number) => offerTo(`d${number}`, number + 1));
    expect(await publisher.publish(offers, fresh(), NEVER)).toEqual(offers);
    expect(published).toEqual(offers.map(({ deviceId, jobId }) => ({ deviceId, job: jobId, retained: true })));
  });

  it('are signed by the key that the product had when they were issued', async () => {
    const { publisher, signers, keys } = await publisherWith([]);
    await publisher.publish(
      [offerTo('d1', 1), { ...offerTo('d2', 2), offeredAtMs: 5000 }, offerTo('d3', 3)],
      fresh(),
      NEVER,
    );
    const [old, next] = keys.map(({ kid }) => kid);
    expect(signers).toEqual([old, next, old]);
  });

  it('do not go to a device that was deactivated since it was offered', async () => {
    const { publisher, published } = await publisherWith(['d2']);
    await publisher.publish([offerTo('d1', 1), offerTo('d2', 2), offerTo('d3', 3)], fresh(), NEVER);
    expect(published.map(({ deviceId }) => deviceId)).toEqual(['d1', 'd3']);
  });

  it('go to nobody whose offer was taken back while this process stood still', async () => {
    const { publisher, published } = await publisherWith([]);
    const offers = Array.from({ length: 70 }, (_, number) => offerTo(`d${number}`, number + 1));
    const left = offers.filter(({ jobId }) => jobId % 2 === 0);
    const looked: number[] = [];
    const look = async (transfers: readonly number[]) => {
      looked.push(transfers.length);
      return new Set(left.map(({ transfer }) => transfer));
    };
    const knowledge = new OfferKnowledge(0, look, () => 60_000);
    expect(await publisher.publish(offers, knowledge, NEVER)).toEqual(left);
    expect(published.map(({ deviceId }) => deviceId)).toEqual(left.map(({ deviceId }) => deviceId));
    // Each portion is looked at by itself: what is known of one says nothing of the next.
    expect(looked).toEqual([32, 32, 6]);
  });

  it('are late, and none is out, where the database takes too long to say which are out still', async () => {
    const { publisher, published } = await publisherWith([]);
    let nowMs = 0;
    const slow = async () => ((nowMs += 2000), new Set([101, 102]));
    const late: string[] = [];
    const knowledge = new OfferKnowledge(-2000, slow, () => nowMs);
    const out = await publisher.publish([offerTo('d1', 1), offerTo('d2', 2)], knowledge, (one) =>
      late.push(one.deviceId),
    );
    expect([out, published, late]).toEqual([[], [], ['d1', 'd2']]);
  });

  it('are no longer right where they waited for the broker for long, which is told', async () => {
    const { publisher, rights } = await publisherWith([]);
    let nowMs = 0;
    const knowledge = new OfferKnowledge(
      nowMs,
      async () => new Set(),
      () => nowMs,
    );
    const late: string[] = [];
    await publisher.publish([offerTo('d1', 1), offerTo('d2', 2)], knowledge, ({ deviceId }) => late.push(deviceId));
    expect([rights[0]!(), late]).toEqual([true, []]);
    nowMs = 60_000;
    expect([rights[1]!(), late]).toEqual([false, ['d2']]);
  });
});
