import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import {
  keySetPoint,
  p256KeyFromScalar,
  signingKeyFromSeed,
  signingOfKeySet,
  signKeySet,
  type SigningKey,
} from '@twinbank/keys';
import { TICKET_SKILLS, type DeviceStatus, type KeySet, type KeyUse } from '@twinbank/protocol';
import { ProductKeySets } from '@twinbank/stored-releases';
import type { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, PRODUCT, type StoredRelease } from '../testing/device-face-under-test.js';
import { KeySetSender } from './key-set-sender.js';

/** Devices that take key sets, of a product that has some. */
describe('key sets on the way to devices', () => {
  let face: DeviceFaceUnderTest;
  let release: StoredRelease;
  let [root, other, team]: SigningKey[] = [];
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
    [root, other, team] = await Promise.all(
      [1, 2, 3].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))),
    );
    release = await face.aRelease('1.0.0');
    const { products } = face.database;
    const roots = { keys: [root!.publicJwk], threshold: 1 };
    await products.changeSigning(
      PRODUCT,
      (held) => ({ signing: { ...held, roots }, signatures: [], signedBy: [] }),
      aCommand(),
    );
  }, 60_000);
  afterAll(() => face.stop());

  const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
    x: keySetPoint(publicJwk),
    uses,
  });
  /** Stores a set with one root key, signed by it and by others; the server's own keys sign releases and tickets unless told. */
  async function store(
    version: number,
    by: readonly SigningKey[],
    {
      manifest = face.keyRing.manifestKey!,
      ticket = face.keyRing.ticketKey,
      expiresAtMs = Date.now() + 3_600_000,
    } = {},
  ): Promise<void> {
    const { manifestKey, ticketKey } = face.keyRing;
    const set: KeySet = {
      ...{ product: PRODUCT, version, issuedAtMs: 1000, expiresAtMs },
      ...{ rootThreshold: 1, manifestThreshold: 1 },
      keys: [key(by.at(-1)!, 'root'), key(manifest, 'manifest'), key(ticket, 'ticket')],
    };
    const signed = await signKeySet(set, by);
    await face.database.keySets.store(
      PRODUCT,
      { document: signed.keySet, version },
      {
        next: ({ signing }) => ({
          stored: { set, signed },
          signedBy: [],
          signing: signingOfKeySet(set, signing, {
            manifestKey: manifestKey!.publicJwk,
            ticketKey: ticketKey.publicJwk,
          }),
        }),
        further: () => new Map(),
      },
      aCommand(),
    );
    face.get(ProductKeySets).stored(PRODUCT);
  }
  const status = (keySet?: number): DeviceStatus => ({
    ...face.statusRunning(release),
    ...(keySet !== undefined && { understands: TICKET_SKILLS, keySet }),
  });
  const versions = ({ tickets }: ScriptedDevice): readonly number[] =>
    tickets.flatMap((message) =>
      message.type === 'key-set'
        ? [(JSON.parse(Buffer.from(message.keySet, 'base64url').toString()) as KeySet).version]
        : [],
    );
  const told = (device: ScriptedDevice, ...expected: number[]): Promise<unknown> =>
    until(() => versions(device).join() === expected.join(), `key sets ${expected.join()} for ${device.deviceId}`);
  const isOnline = ({ deviceId }: ScriptedDevice): Promise<unknown> =>
    until(async () => (await face.database.devices.get(deviceId)).online, `${deviceId} is online`);
  const knows = async ({ deviceId }: ScriptedDevice, version: number): Promise<unknown> =>
    until(async () => (await face.database.devices.get(deviceId)).status?.keySet === version, 'what it holds');

  it('come in answer to a hello that says an older version, and only to devices that know them', async () => {
    await store(1, [root!]);
    const [one, ignorant, holder] = await Promise.all([1, 2, 3].map(async () => face.connect(await face.aDevice())));
    await ignorant!.hello(status());
    await holder!.hello(status(1));
    await one!.hello(status(0));
    await told(one!, 1);
    // Whoever says it again, soon, is not sent it again; whoever holds it is not sent it either.
    await one!.hello(status(0));
    await one!.hello(status(1));
    await knows(one!, 1);
    await face.get(KeySetSender).sendSome();
    expect([one!, ignorant!, holder!].map(versions)).toEqual([[1], [], []]);
  });

  it('come to devices that are connected when a newer one is stored', async () => {
    const device = await face.connect(await face.aDevice());
    await device.hello(status(1));
    await knows(device, 1);
    await isOnline(device);
    await store(2, [root!]);
    await told(device, 2);
  });

  it('lead a device two sets behind to the newest, by way of the last one that its roots signed', async () => {
    await store(3, [root!, other!]);
    await store(4, [other!]);
    const device = await face.connect(await face.aDevice());
    await device.hello(status(1));
    await told(device, 3);
    await device.hello(status(3));
    await told(device, 3, 4);
    await device.hello(status(4));
    await knows(device, 4);
  });

  it('do not come again in the version that was refused, also after a new connection, until the device holds another', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(status(3));
    await told(device, 4);
    const keySetRefused = { version: 4, fault: 'key_set_expired' } as const;
    // What it says next, perhaps in the same batch, does not take the refusal back.
    await Promise.all([device.report({ type: 'hello', status: status(3), keySetRefused }), device.hello(status(3))]);
    const refusal = async () => (await face.database.devices.get(device.deviceId)).keySetRefused;
    await until(async () => (await refusal()) !== undefined, 'the refusal');
    expect(await refusal()).toEqual({ ...keySetRefused, held: 3 });
    await device.disconnect();
    const again = await face.connect(identity);
    await again.hello(status(3));
    await knows(again, 3);
    await face.get(KeySetSender).sendSome();
    expect([await face.database.keySets.holders([again.deviceId]), versions(again)]).toEqual([
      [{ deviceId: again.deviceId, product: PRODUCT, version: 3, refused: 4, p256: true }],
      [],
    ]);
    expect((await face.database.keySets.lagging('', 100, Date.now())).map(({ deviceId }) => deviceId)).not.toContain(
      again.deviceId,
    );
    await isOnline(again);
    await store(5, [other!]);
    await told(again, 5);
  });

  it('leave out of a campaign whom the release or its tickets would be refused by, with the reason', async () => {
    // Whoever signed the release is not named any more.
    const next = await face.aRelease('2.0.0');
    const identities = await Promise.all([1, 2].map(() => face.aDevice()));
    const [device, ignorant] = await Promise.all(identities.map((identity) => face.connect(identity)));
    await device!.hello(status(5));
    await ignorant!.hello(status());
    await Promise.all([knows(device!, 5), isOnline(device!)]);
    await until(async () => (await face.database.devices.get(ignorant!.deviceId)).running !== undefined, 'a status');
    await store(6, [other!], { manifest: team! });
    await told(device!, 6);
    await device!.hello(status(6));
    await knows(device!, 6);
    const campaign = await face.aCampaign(next, identities, { mode: 'reset' });
    const job = (at: number) => face.database.jobs.findOf(campaign.id, identities[at]!.deviceId);
    await until(async () => (await job(1))?.state === 'offered', 'a ticket for the one without key sets');
    expect(await job(0)).toMatchObject({ state: 'excluded', fault: 'key_revoked' });
    expect(device!.tickets.some(({ type }) => type === 'order')).toBe(false);
    await face.database.jobs.cancelIdle(campaign.id, { nowMs: Date.now(), limit: 10, reach: 'cancel_running' });
  });

  it('are not looked for once they have expired, and come no more; an older one that has not does', async () => {
    const expiresAtMs = Date.now() - 1000;
    const device = await face.connect(await face.aDevice());
    await device.hello(status(6));
    await Promise.all([knows(device, 6), isOnline(device)]);
    const lags = async (nowMs: number): Promise<boolean> =>
      (await face.database.keySets.lagging('', 100, nowMs)).some(({ deviceId }) => deviceId === device.deviceId);
    await store(7, [other!], { expiresAtMs });
    expect([await lags(expiresAtMs - 1), await lags(expiresAtMs), await lags(Date.now())]).toEqual([
      true,
      false,
      false,
    ]);
    await face.get(KeySetSender).sendSome();
    expect(versions(device)).toEqual([]);
    const lagging = await face.connect(await face.aDevice());
    await lagging.hello(status(5));
    await told(lagging, 6);
    await Promise.all([knows(lagging, 5), isOnline(lagging)]);
    const found = await face.database.keySets.lagging('', 100, Date.now());
    expect(found.map(({ deviceId }) => deviceId)).toContain(lagging.deviceId);
    const order = await face.get(ProductKeySets).signed(PRODUCT, release.release);
    expect(order).toMatchObject({ newest: 7, expired: true });
  });

  it('pause a campaign whose tickets every device would refuse, and hand none out', async () => {
    const next = await face.aRelease('3.0.0');
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(status());
    await until(async () => (await face.database.devices.get(device.deviceId)).running !== undefined, 'a status');
    await store(8, [other!], { ticket: team! });
    const campaign = await face.aCampaign(next, [identity], { mode: 'reset' });
    const now = () => face.database.campaigns.get(campaign.id);
    await until(async () => (await now()).state === 'paused', 'the pause');
    expect(await now()).toMatchObject({ pauseReason: 'ticket_key_not_in_set' });
    expect(device.tickets.some(({ type }) => type === 'order')).toBe(false);
  });

  it('that name a key of P-256 come only to devices whose agent knows these; the others get the last one before', async () => {
    const p256 = await p256KeyFromScalar(new Uint8Array(32).fill(4));
    await store(9, [other!], { manifest: p256 });
    const [knowing, ignorant] = await Promise.all([1, 2].map(async () => face.connect(await face.aDevice())));
    const without = (keySet: number): DeviceStatus => ({
      ...status(keySet),
      understands: TICKET_SKILLS.filter((skill) => skill !== 'p256'),
    });
    await knowing!.hello(status(6));
    await told(knowing!, 9);
    await ignorant!.hello(without(6));
    await told(ignorant!, 8);
    await ignorant!.hello(without(8));
    await knows(ignorant!, 8);
    await face.get(KeySetSender).sendSome();
    expect(versions(ignorant!)).toEqual([8]);
    // With a newer agent it gets the newest, too.
    await ignorant!.hello(status(8));
    await told(ignorant!, 8, 9);
  });
});
