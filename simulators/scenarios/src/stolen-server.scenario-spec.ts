import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceIds,
  OperatorClient,
  provision,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  ScriptedServer,
  type DeviceOutcome,
  type Provisioned,
} from '@twinbank/fleet';
import { decodeManifest, type Release } from '@twinbank/image';
import {
  createKeyRingText,
  parseKeyRing,
  readKeySetDocument,
  signKeySet,
  type KeyRing,
  type SigningKey,
} from '@twinbank/keys';
import { compactOf, decodePackage, packRelease, signPackage, type ReleasePackage } from '@twinbank/package';
import { fromBase64Url } from '@twinbank/primitives';
import { readJsonObject, type DeviceReport, type KeySet, type KeyUse, type SignedKeySet } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import { ground } from './ground.js';
import { NEW, OLD, runningVersions, startServer } from './story.js';
import { bring, holding, switchOn, type Field } from './testing/field.js';
import { fileOf, Machine } from './testing/machine.js';

const [PART, PRODUCT, NEXT, FORGED] = ['STM32G484', 'drive', '1.2.0', '6.6.6'] as const;
const DEVICES = 2;
const IMAGES = {
  [PRODUCT]: [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW), renamedFirmware(PART, NEW, NEXT)],
};
/** Above each ticket that the server sent. */
const AFTER = 1_000_000;
/** For a few devices, on a machine that may be busy. */
const PATIENT = { withinMs: 60_000, everyMs: 50 };

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** A thief with the database, the key ring and the broker of a server, and with a key that the team has replaced; not with those that hold. */
describe(`devices whose server was stolen (${ground.name})`, () => {
  const scratch = new Scratch();
  const heard: Record<string, unknown> = {};
  let wants = 0;
  let outcomes: readonly DeviceOutcome[];
  let after: readonly DeviceOutcome[];

  beforeAll(async () => {
    const text = createKeyRingText(random);
    const server = await startServer(scratch, { ...(await ground.settings(scratch)), KEY_RING: text });
    const client = new OperatorClient(server.url, server.token);
    const machine = new Machine(scratch, server);
    await machine.keys('root', 'a', 'b');
    await client.createProduct({ name: PRODUCT, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    await machine.done(
      ...['policy', 'new', PRODUCT, 'policy.json', '--keys', `a=${fileOf('a')}`, '--server-signs', 'no'],
      ...['--root-keys', fileOf('root')],
    );
    await machine.done('policy', 'send', 'policy.json');
    const ids = deviceIds(PRODUCT, randomBytes(4).toString('hex'), DEVICES);
    const made = await provision(client, { ids, product: PRODUCT, hardware: 'A' });
    const field: Field = { product: PRODUCT, part: PART, made, stateFolder: scratch.folder('field') };
    const fleet = await switchOn(scratch, field);
    const one = { roots: ['root'], rootThreshold: 1, manifestThreshold: 1 };
    const set1 = await machine.keySet(PRODUCT, 1, { ...one, manifest: ['a'] });
    await holding(client, PRODUCT, { version: 1, count: DEVICES });
    const old = await machine.release(PRODUCT, referenceFirmware(PART, NEW), PART, ['a']);
    await machine.done('releases', 'upload', PRODUCT, old);
    await bring(client, field, NEW);
    const set2 = await machine.keySet(PRODUCT, 2, { ...one, manifest: ['b'] });
    await holding(client, PRODUCT, { version: 2, count: DEVICES });
    const good = await machine.release(PRODUCT, renamedFirmware(PART, NEW, NEXT), PART, ['b']);
    // Signed by the team, and never good enough: below the counter that the devices have reached.
    const low = await machine.release(PRODUCT, { ...referenceFirmware(PART, OLD), version: OLD }, PART, ['b']);
    await fleet.finish({ images: IMAGES, allEnded: true });
    await server.stop();

    const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(machine.folder, file)));
    const ring = await parseKeyRing(text);
    const thief = await Thief.withEverythingOf(scratch, ring, field);
    const stolen = await switchOn(scratch, field, thief.server.url);
    heard['forged by the ring'] = await thief.orders(ring.manifestKey!);
    heard['forged by the key of tickets'] = await thief.orders(ring.ticketKey);
    heard['of a key that was replaced'] = await thief.ordersAgain(read(old));
    heard['below the counter'] = await thief.ordersAgain(read(low));
    const byRing = [ring.ticketKey, ring.manifestKey!];
    heard['set of the ring'] = await thief.sends(await signKeySet(setOf(9, ring.manifestKey!, ring), byRing));
    const [before, doctored] = [set1, set2].map(
      (file) => JSON.parse(Buffer.from(read(file)).toString()) as SignedKeySet,
    );
    heard['set of before'] = await thief.sends(before!);
    const { keySet } = await signKeySet(setOf(3, ring.manifestKey!, ring), []);
    heard['set with signatures of another'] = await thief.sends({ ...doctored!, keySet });
    wants = thief.server.wants;
    outcomes = (await stolen.finish({ images: IMAGES, allEnded: false })).outcomes;

    // The thief can do what a server may: order what the team has signed.
    const honest = await switchOn(scratch, field, thief.server.url);
    heard['of the team'] = await thief.ordersAgain(read(good));
    after = (await honest.finish({ images: IMAGES, allEnded: true })).outcomes;
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  const all = (one: unknown): unknown => Array(DEVICES).fill(one);

  it('refuse releases that the keys of the server sign, and those of a key that was replaced', () => {
    expect(heard).toMatchObject({
      'forged by the ring': all('signature_invalid'),
      'forged by the key of tickets': all('signature_invalid'),
      'of a key that was replaced': all('key_revoked'),
    });
  });

  it('refuse what the team signed before their counter was raised', () => {
    expect(heard).toMatchObject({ 'below the counter': all('counter_too_low') });
  });

  it('refuse key sets that are forged, rolled back, or have signatures of another', () => {
    expect(heard).toMatchObject({
      'set of the ring': all('key_set_unsigned'),
      'set of before': all('key_set_outdated'),
      'set with signatures of another': all('signature_invalid'),
    });
  });

  it('ask for no block meanwhile, run what they ran, and hold the keys that they held', () => {
    expect(wants).toBe(0);
    expect(outcomes.map(({ active, banks, keySet }) => [banks[active - 1]!.version, keySet])).toEqual(all([NEW, 2]));
  });

  it('can be brought what the team has signed, and nothing else', () => {
    expect(heard).toMatchObject({ 'of the team': all('done') });
    expect(after.map(({ wrong }) => wrong)).toEqual(all([]));
    expect(runningVersions(after)).toEqual(all(NEXT));
  });
});

/** Has the ring and the devices' names, and a broker of its own in place of theirs. */
class Thief {
  private constructor(
    readonly server: ScriptedServer,
    private readonly devices: readonly Provisioned[],
  ) {}

  static async withEverythingOf(scratch: Scratch, ring: KeyRing, { made }: Field): Promise<Thief> {
    const server = await ScriptedServer.start({ manifest: ring.manifestKey!, ticket: ring.ticketKey, after: AFTER });
    scratch.defer(() => server.stop());
    return new Thief(server, made.devices);
  }

  /** Orders a release of its own, by a manifest that a key of the ring signs; returns how each device ended that. */
  async orders(by: SigningKey): Promise<unknown> {
    const packed = packRelease({
      ...{ product: PRODUCT, version: FORGED, counter: 2, parts: [PART], hardware: ['A'], createdMs: 0 },
      code: renamedFirmware(PART, NEW, FORGED).bytes,
    });
    return this.ordersPackage(await signPackage(packed, by));
  }

  /** Orders a release that somebody signed before, in a new ticket. */
  ordersAgain(file: Uint8Array): Promise<unknown> {
    return this.ordersPackage(decodePackage(file));
  }

  /** Sends a key set; returns what each device says of it. */
  sends(signed: SignedKeySet): Promise<unknown> {
    const { version } = readKeySetDocument(signed);
    return this.eachAnswers(async ({ id }) => {
      this.server.send(id, { type: 'key-set', ...signed });
      return (report) => {
        const refused = report.type === 'hello' ? report.keySetRefused : undefined;
        return refused?.version === version ? refused.fault : undefined;
      };
    });
  }

  private ordersPackage(signed: ReleasePackage): Promise<unknown> {
    const manifestJws = compactOf(signed, signed.signatures[0]!);
    const manifest = decodeManifest(readJsonObject(signed.payload, signed.payload.length));
    const release = { manifest, stream: signed.stream } as Release;
    return this.eachAnswers(async (device) => {
      const job = await this.server.order(device, release, { policy: 'keep-previous', manifestJws });
      return (report) => (report.type === 'result' && report.job === job ? (report.fault ?? report.stage) : undefined);
    });
  }

  /** Asks each device for something, and waits for the answer of each. */
  private async eachAnswers(
    ask: (device: Provisioned) => Promise<(report: DeviceReport) => string | undefined>,
  ): Promise<readonly string[]> {
    const { reports } = this.server;
    const answers: string[] = [];
    for (const device of this.devices) {
      const isAnswer = await ask(device);
      const heard = (): string | undefined =>
        reports.flatMap(({ device: from, report }) => (from === device.id ? (isAnswer(report) ?? []) : []))[0];
      await until(() => heard() !== undefined, `${device.id} to answer`, PATIENT);
      answers.push(heard()!);
    }
    return answers;
  }
}

/** A key set of the thief's own: a key of the ring is its root, and may sign releases. */
function setOf(version: number, own: SigningKey, { ticketKey }: KeyRing): KeySet {
  const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
    x: fromBase64Url(publicJwk.x)!,
    uses,
  });
  return {
    ...{ product: PRODUCT, version, issuedAtMs: 0, expiresAtMs: Date.now() + 3_600_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1, keys: [key(own, 'root', 'manifest'), key(ticketKey, 'ticket')] },
  };
}
