import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import { signingKeyFromSeed, signingOfKeySet, signKeySet, type SigningKey } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import { TICKET_SKILLS, type DeviceStatus, type KeySet, type KeyUse } from '@twinbank/protocol';
import { ProductKeySets } from '@twinbank/stored-releases';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, PRODUCT, type StoredRelease } from '../testing/device-face-under-test.js';

const DEVICES = 300;
const AT_ONCE = 50;
/** One turn sends to so many, and the next one begins so much later at the earliest; a timer may be a little early. */
const TURN_DEVICES = 50;
const BETWEEN_TURNS_MS = 95;
/** The same set comes again after this at the earliest. */
const AGAIN_MS = 20_000;
const PATIENT = { withinMs: 120_000, everyMs: 50 };

/** A set that the server sent to a device, and when. */
interface Sent {
  readonly device: string;
  readonly atMs: number;
}

/** Hundreds of devices that are connected when a set is stored, and one that connects and disconnects all the time. */
describe('a new key set for many devices at once', () => {
  let face: DeviceFaceUnderTest;
  let release: StoredRelease;
  let root: SigningKey;
  let devices: readonly ScriptedDevice[];
  const sent: Sent[] = [];
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
    root = await signingKeyFromSeed(new Uint8Array(32).fill(1));
    release = await face.aRelease('1.0.0');
    const roots = { keys: [root.publicJwk], threshold: 1 };
    await face.database.products.changeSigning(
      PRODUCT,
      (held) => ({ signing: { ...held, roots }, signatures: [], signedBy: [] }),
      aCommand(),
    );
    const { published: broker } = face;
    const publish = broker.publishTicket.bind(broker);
    broker.publishTicket = (device, ...message) => {
      sent.push({ device, atMs: performance.now() });
      publish(device, ...message);
    };
    const identities = await Promise.all(Array.from({ length: DEVICES }, () => face.aDevice()));
    const connected: ScriptedDevice[] = [];
    for (let from = 0; from < DEVICES; from += AT_ONCE)
      connected.push(...(await Promise.all(identities.slice(from, from + AT_ONCE).map((each) => face.connect(each)))));
    devices = connected;
    await Promise.all(devices.map((device) => device.hello(holdsNone())));
    const ids = identities.map(({ deviceId }) => deviceId);
    const areKnown = async (): Promise<boolean> => (await face.database.keySets.holders(ids)).length === DEVICES;
    await until(areKnown, 'what the devices hold', PATIENT);
    const areOnline = async (): Promise<boolean> =>
      (await Promise.all(ids.map((id) => face.database.devices.get(id)))).every(({ online }) => online);
    await until(areOnline, 'the devices to be online', PATIENT);
  }, 180_000);
  afterAll(() => face.stop(), 60_000);

  const holdsNone = (): DeviceStatus => ({ ...face.statusRunning(release), understands: TICKET_SKILLS, keySet: 0 });
  const countOf = ({ tickets }: ScriptedDevice): number => tickets.filter(({ type }) => type === 'key-set').length;

  async function store(version: number): Promise<void> {
    const { manifestKey, ticketKey } = face.keyRing;
    const [manifest, ticket] = [manifestKey!.publicJwk, ticketKey.publicJwk];
    const key = (x: string, ...uses: KeyUse[]): KeySet['keys'][number] => ({ x: fromBase64Url(x)!, uses });
    const set: KeySet = {
      ...{ product: PRODUCT, version, issuedAtMs: 1000, expiresAtMs: Date.now() + 3_600_000 },
      ...{ rootThreshold: 1, manifestThreshold: 1 },
      keys: [key(root.publicJwk.x, 'root'), key(manifest.x, 'manifest'), key(ticket.x, 'ticket')],
    };
    const signed = await signKeySet(set, [root]);
    await face.database.keySets.store(
      PRODUCT,
      { document: signed.keySet, version },
      {
        next: ({ signing }) => ({
          ...{ stored: { set, signed }, signedBy: [] },
          signing: signingOfKeySet(set, signing, { manifestKey: manifest, ticketKey: ticket }),
        }),
        further: () => new Map(),
      },
      aCommand(),
    );
    face.get(ProductKeySets).stored(PRODUCT);
  }

  /** Connects, says that it holds nothing, and disconnects, until it is told to stop. */
  async function comeAndGo(identity: DeviceIdentity, visits: { made: number; over: boolean }): Promise<void> {
    while (!visits.over) {
      try {
        const device = await face.connect(identity);
        await device.hello(holdsNone());
        await device.disconnect();
        visits.made += 1;
      } catch {
        // It came too often: the broker has it wait, and refuses what waits too long.
        await sleep(50);
      }
    }
  }

  it('comes to each of them once, so many at a time, however often another one comes and goes', async () => {
    const restless = await face.aDevice();
    const beganMs = performance.now();
    const visits = { made: 0, over: false };
    const coming = comeAndGo(restless, visits);
    await store(1);
    const wasSent = (): boolean => sent.some(({ device }) => device === restless.deviceId);
    await until(() => devices.every((device) => countOf(device) > 0), 'all of them to have it', PATIENT);
    await until(wasSent, 'the restless one to be sent it', PATIENT);
    const before = visits.made;
    await until(() => visits.made >= before + 10, 'further visits', PATIENT);
    visits.over = true;
    await coming;
    expect(devices.map(countOf)).toEqual(Array(DEVICES).fill(1));
    const atOnce = sent.map(
      ({ atMs }) => sent.filter((other) => other.atMs >= atMs && other.atMs < atMs + BETWEEN_TURNS_MS).length,
    );
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(TURN_DEVICES);
    const toRestless = sent.filter(({ device }) => device === restless.deviceId).length;
    expect(toRestless).toBeLessThanOrEqual(1 + Math.floor((performance.now() - beganMs) / AGAIN_MS));
  }, 180_000);
});
