import { beforeAll, describe, expect, it } from '@jest/globals';

import { encodeManifest, type Ticket } from '@twinbank/image';
import { DEVICE_ID, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import { authenticate, type Order } from './authentication.js';

let keys: TestKeys;
let foreign: TestKeys;
beforeAll(async () => {
  [keys, foreign] = [await testKeys(), await testKeys(50)];
});

const EXPIRES_MS = 50_000;
const release = sampleRelease({ part: 'STM32G474', version: '1.1.0', counter: 2, bytes: 4096 });
const orderWith = (terms: Partial<Ticket> = {}) => orderOf(keys, release, { expiresAtMs: EXPIRES_MS, ...terms });

/** The code of the refusal and its words; undefined for an order that is authentic. */
function refusalOf(message: Order, { unixMs = 0, taken = 0, again = false, trusted = keys } = {}) {
  const config = { deviceId: DEVICE_ID };
  const answer = authenticate(
    { config, trust: { ...trusted, isRevoked: () => false }, journal: { sequence: taken } },
    message,
    unixMs,
    { again },
  );
  return 'code' in answer ? answer : undefined;
}

describe('an order', () => {
  it('is authentic if it is signed, for this device, new, and before its expiry', async () => {
    const { message, ticket } = await orderWith();
    const config = { deviceId: DEVICE_ID };
    const answer = authenticate(
      { config, trust: { ...keys, isRevoked: () => false }, journal: { sequence: 0 } },
      message,
      EXPIRES_MS - 1,
      { again: false },
    );
    expect(answer).toMatchObject({ ticket, known: { manifest: release.manifest, release: ticket.release } });
    expect(refusalOf(message, { unixMs: EXPIRES_MS })).toMatchObject({ code: 'ticket_expired' });
  });

  it('is refused if a key signed it that the device does not trust', async () => {
    const { message } = await orderWith();
    const mixed = { ...foreign, ticketKeys: keys.ticketKeys };
    expect(refusalOf(message, { trusted: foreign })).toMatchObject({ code: 'signature_invalid' });
    expect(refusalOf(message, { trusted: mixed })).toMatchObject({ code: 'signature_invalid' });
    expect(refusalOf(message, { trusted: foreign })!.detail).not.toBe('');
  });

  it('is refused if it is made out to another device, which is named', async () => {
    const { message } = await orderWith({ device: 'device-2' });
    expect(refusalOf(message)).toEqual({ code: 'ticket_foreign', detail: expect.stringContaining('device-2') });
  });

  it('is refused in a message for another job or another transfer', async () => {
    const { message } = await orderWith();
    for (const other of [{ job: 2 }, { transfer: 101 }, { job: 2, transfer: 101 }])
      expect(refusalOf({ ...message, ...other })).toMatchObject({ code: 'ticket_mismatch' });
  });

  it('is refused beside the manifest of another release, in other words', async () => {
    const { message } = await orderWith();
    const { message: other } = await orderOf(keys, release, {}, { ...encodeManifest(release.manifest), counter: 3 });
    const refusal = refusalOf({ ...message, manifest: other.manifest })!;
    expect(refusal.code).toBe('ticket_mismatch');
    expect(refusal.detail).not.toBe('');
    expect(refusal.detail).not.toBe(refusalOf({ ...message, job: 2 })!.detail);
  });

  it('is refused if its sequence was taken, unless it is that of the open job', async () => {
    const { message } = await orderWith({ sequence: 5 });
    expect(refusalOf(message, { taken: 4 })).toBeUndefined();
    for (const taken of [5, 6]) {
      const { code, detail } = refusalOf(message, { taken })!;
      expect(code).toBe('ticket_replayed');
      expect(detail).toMatch(new RegExp(`\\b5\\b.*\\b${taken}\\b`));
      expect(refusalOf(message, { taken, again: true })).toBeUndefined();
    }
  });

  it('is refused for whom it is for before when, and for when before what was taken', async () => {
    const { message } = await orderWith({ device: 'device-2' });
    const late = { unixMs: EXPIRES_MS, taken: 9 };
    expect(refusalOf({ ...message, job: 2 }, late)!.code).toBe('ticket_foreign');
    const { message: own } = await orderWith();
    expect(refusalOf({ ...own, job: 2 }, late)!.code).toBe('ticket_mismatch');
    expect(refusalOf(own, late)!.code).toBe('ticket_expired');
    expect(refusalOf(own, { ...late, unixMs: 0 })!.code).toBe('ticket_replayed');
  });

  it('has words for every refusal', async () => {
    const { message } = await orderWith();
    for (const refusal of [refusalOf({ ...message, job: 2 }), refusalOf(message, { unixMs: EXPIRES_MS })])
      expect(refusal!.detail).toMatch(/ticket/);
  });

  it('is not refused for a fault of the agent itself', async () => {
    const { message } = await orderWith();
    const config = { deviceId: DEVICE_ID, ...keys };
    const journal = {
      get sequence(): number {
        throw new TypeError('broken');
      },
    };
    expect(() =>
      authenticate({ config, trust: { ...keys, isRevoked: () => false }, journal }, message, 0, { again: false }),
    ).toThrow(TypeError);
  });
});
