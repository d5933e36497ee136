import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { decodeManifest, decodeTicket } from '@twinbank/image';
import { AesCtr, deriveImageKey, JWS_TYPES, sha256, TrustedKeys, verifyJws } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { equalBytes } from '@twinbank/primitives';

import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { DeviceFaceUnderTest, PRODUCT } from '../testing/device-face-under-test.js';
import { until } from '@twinbank/testkit/until';

const outside = process.env['TEST_MQTT_URL'];
const brokers: [string, string | undefined][] = [
  ['the broker inside', undefined],
  ...(outside === undefined ? [] : [['a broker outside', outside] as [string, string]]),
];

describe.each(brokers)('Delivery over %s', (_name, mqttUrl) => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(mqttUrl);
  }, 60_000);
  afterAll(() => face.stop());

  it('delivers a release to a device that knows only its root key and the public keys', async () => {
    const identity = await face.aDevice();
    const stored = await face.aRelease('2.0.0');
    const device = await face.connect(identity);
    await face.aCampaign(stored, [identity]);
    const { ticket: ticketJws, manifest: manifestJws, transfer, job } = await device.order();

    const { ticketKey, manifestKey } = face.get(KEY_RING as never) as {
      ticketKey: { publicJwk: never };
      manifestKey: { publicJwk: never };
    };
    const ticket = decodeTicket(
      verifyJws({
        compact: ticketJws,
        keys: new TrustedKeys([ticketKey.publicJwk]),
        type: JWS_TYPES.ticket,
        maxBytes: 4096,
      }),
    );
    const manifest = decodeManifest(
      verifyJws({
        compact: manifestJws,
        keys: new TrustedKeys([manifestKey.publicJwk]),
        type: JWS_TYPES.manifest,
        maxBytes: 100_000,
      }),
    );
    expect(ticket).toMatchObject({
      device: identity.deviceId,
      job,
      transfer,
      sequence: 1,
      cipher: 'A256CTR',
      policy: 'keep-previous',
    });

    const { version, streamDigest, blocks, blockSize } = manifest;
    const ciphertext = await device.fetch(
      transfer,
      blocks.map((_, block) => block),
    );
    const image = new AesCtr({
      cipher: 'A256CTR',
      ...deriveImageKey({
        deviceRoot: identity.root,
        releaseSalt: ticket.releaseSalt,
        product: PRODUCT,
        version,
        digest: streamDigest,
        cipher: 'A256CTR',
      }),
    });
    const plain = ciphertext.map((bytes, block) => image.apply(block * blockSize, bytes));
    expect(plain.every((bytes, block) => equalBytes(sha256(bytes), blocks[block]!))).toBe(true);
    expect(Buffer.concat(plain).equals(stored.stream)).toBe(true);
    expect(ciphertext.some((bytes, block) => equalBytes(bytes, plain[block]!))).toBe(false);
  });

  it('sends any block again, in any order, with the same bytes each time', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await face.aCampaign(await face.aRelease('2.1.0', { blockSize: 1024 }), [identity]);
    const { transfer } = await device.order();
    const all = await device.fetch(
      transfer,
      Array.from({ length: 40 }, (_, block) => block),
    );
    device.messages.length = 0;
    const some = await device.fetch(
      transfer,
      [39, 3, 4, 17].sort((a, b) => a - b),
    );
    expect(some.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      [3, 4, 17, 39].map((block) => Buffer.from(all[block]!).toString('hex')),
    );
  });

  it('sends plaintext if the campaign says so', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease('2.2.0');
    await face.aCampaign(stored, [identity], { cipher: 'none' });
    const { transfer } = await device.order();
    const [first] = await device.fetch(transfer, [0]);
    expect(equalBytes(first!, stored.stream.subarray(0, stored.blockSize))).toBe(true);
  });

  it('gives two devices different ciphertext of the same block', async () => {
    const [one, two] = [await face.aDevice(), await face.aDevice()];
    const devices = [await face.connect(one), await face.connect(two)];
    await face.aCampaign(await face.aRelease('2.3.0'), [one, two]);
    const [a, b] = await Promise.all(
      devices.map(async (device) => (await device.fetch((await device.order()).transfer, [1]))[0]!),
    );
    expect(equalBytes(a!, b!)).toBe(false);
  });

  describe('bad input', () => {
    it('refuses a want beyond the image with a named fault, and continues', async () => {
      const identity = await face.aDevice();
      const device = await face.connect(identity);
      await face.aCampaign(await face.aRelease('3.0.0'), [identity]);
      const { transfer } = await device.order();
      await device.want(transfer, [0, 10]);
      const refusal = await until(() => device.messages.find(({ type }) => type === 'refused'), 'the refusal');
      expect(refusal).toEqual({ type: 'refused', transfer, reason: 'want_out_of_range' });
      expect(device.messages.length).toBe(1);
      expect(face.get(DeviceFaultLog).faults.want_out_of_range).toBe(1);
      expect((await device.fetch(transfer, [0])).length).toBe(1);
    });

    it('refuses a want for another device’s transfer, and for one that never existed', async () => {
      const [owner, thief] = [await face.aDevice(), await face.aDevice()];
      const [ownerDevice, thiefDevice] = [await face.connect(owner), await face.connect(thief)];
      await face.aCampaign(await face.aRelease('3.1.0'), [owner]);
      const { transfer } = await ownerDevice.order();
      await thiefDevice.want(transfer, [0]);
      await thiefDevice.want(0xfffffff0, [0]);
      await until(() => thiefDevice.messages.length === 2, 'two refusals');
      expect(thiefDevice.messages).toEqual(
        [transfer, 0xfffffff0].map((number) => ({ type: 'refused', transfer: number, reason: 'unknown_transfer' })),
      );
      expect(ownerDevice.messages).toEqual([]);
    });

    it('refuses a want for a job that has ended', async () => {
      const identity = await face.aDevice();
      const device = await face.connect(identity);
      const stored = await face.aRelease('3.2.0');
      await face.aCampaign(stored, [identity]);
      const { transfer, job } = await device.order();
      await device.fetch(transfer, [0]);
      await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
      await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
      await device.want(transfer, [1]);
      expect(await until(() => device.messages.find(({ type }) => type === 'refused'), 'the refusal')).toEqual({
        type: 'refused',
        transfer,
        reason: 'job_closed',
      });
    });

    it('answers junk, oversized and empty wants with named faults, and the connection survives', async () => {
      const identity = await face.aDevice();
      const device = await face.connect(identity);
      const { faults } = face.get(DeviceFaultLog);
      const before = { ...faults };
      for (const bytes of [
        new Uint8Array(0),
        Uint8Array.of(0xff, 1, 2),
        new Uint8Array(11),
        new Uint8Array(65),
        new Uint8Array(5000),
      ])
        await device.publish('want', bytes);
      await until(
        () => (face.get(DeviceFaultLog).faults.message_too_large ?? 0) - (before.message_too_large ?? 0) === 2,
        'the faults',
      );
      expect((face.get(DeviceFaultLog).faults.message_malformed ?? 0) - (before.message_malformed ?? 0)).toBe(3);
      expect(device.closed).toBe(false);
    });
  });

  it('writes nothing to the database per block', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await face.aCampaign(await face.aRelease('4.0.0', { bytes: 200_000, blockSize: 1024 }), [identity]);
    const { transfer } = await device.order();
    const before = face.database.rowsWritten;
    await device.fetch(
      transfer,
      Array.from({ length: 190 }, (_, block) => block),
    );
    // Delayed writes about earlier devices may fall into this time.
    expect(face.database.rowsWritten - before).toBeLessThan(30);
  });
});
