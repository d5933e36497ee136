import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceIds,
  OperatorClient,
  provision,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  type CampaignStanding,
  type DeviceOutcome,
} from '@twinbank/fleet';
import { createKeyRingText, withoutManifestKey } from '@twinbank/keys';

import { ground } from './ground.js';
import { NEW, OLD, runningVersions, startServer } from './story.js';
import { bring, bringing, brought, explained, holding, leftOut, switchOn, type Field } from './testing/field.js';
import { Machine } from './testing/machine.js';

const [PART, PRODUCT, NEXT, LAST] = ['STM32G484', 'drive', '1.2.0', '1.3.0'] as const;
const DEVICES = 3;
const IMAGES = {
  [PRODUCT]: [
    ...[OLD, NEW].map((version) => referenceFirmware(PART, version)),
    ...[NEXT, LAST].map((version) => renamedFirmware(PART, NEW, version)),
  ],
};

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/**
 * A team whose keys no server has; two of its keys sign a release, one of P-256 and one of Ed25519, and that of P-256 is stolen. One device has an
 * agent from before P-256.
 */
describe(`keys that change in the field (${ground.name})`, () => {
  const scratch = new Scratch();
  let first: CampaignStanding;
  let byStolen: string | undefined;
  let stale: unknown;
  let [second, caughtUp]: CampaignStanding[] = [];
  let [ours, late]: (readonly DeviceOutcome[])[] = [];
  let lateBefore: readonly DeviceOutcome[];
  let awaited: unknown;
  const elder: { left?: unknown; standing?: CampaignStanding; outcomes?: readonly DeviceOutcome[]; id?: string } = {};

  beforeAll(async () => {
    const keyRing = withoutManifestKey(createKeyRingText(random));
    const server = await startServer(scratch, { ...(await ground.settings(scratch)), KEY_RING: keyRing });
    const client = new OperatorClient(server.url, server.token);
    const machine = new Machine(scratch, server);
    await machine.keys('root-1', 'root-2', 'witness');
    await machine.p256Keys('root-3', 'a', 'b');
    await client.createProduct({ name: PRODUCT, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    await machine.done(
      ...[
        'policy',
        'new',
        PRODUCT,
        'policy.json',
        '--keys',
        'a=a.key.json,witness=witness.key.json',
        '--threshold',
        '2',
      ],
      ...['--server-signs', 'no', '--root-keys', 'root-1.key.json,root-2.key.json', '--root-threshold', '2'],
    );
    await machine.done('policy', 'send', 'policy.json');
    const seed = randomBytes(4).toString('hex');
    const field = async (name: string, count: number): Promise<Field> => ({
      ...{ product: PRODUCT, part: PART, stateFolder: scratch.folder('field') },
      made: await provision(client, { ids: deviceIds(PRODUCT, seed + name, count), product: PRODUCT, hardware: 'A' }),
    });

    // Made before there was a set: it comes to them over MQTT. The late one is made afterwards, and has it from its factory.
    const devices = await field('ours', DEVICES);
    const fleet = await switchOn(scratch, devices);
    const old: Field = { ...(await field('elder', 1)), agentLacks: ['p256'] };
    elder.id = old.made.devices[0]!.id;
    const oldFleet = await switchOn(scratch, old);
    const two = { rootThreshold: 2, manifestThreshold: 2 };
    await machine.keySet(PRODUCT, 1, { ...two, roots: ['root-1', 'root-2'], manifest: ['a', 'witness'] });
    await holding(client, PRODUCT, { version: 1, count: DEVICES });
    const lateOne = await field('late', 1);
    const lateFleet = await switchOn(scratch, lateOne);
    await holding(client, PRODUCT, { version: 1, count: DEVICES + 1 });
    lateBefore = (await lateFleet.finish({ images: IMAGES, allEnded: true })).outcomes;

    const upload = (file: string): Promise<string | undefined> => machine.refusal('releases', 'upload', PRODUCT, file);
    const plain = referenceFirmware(PART, NEW);
    const [next, last] = [NEXT, LAST].map((version) => renamedFirmware(PART, NEW, version));
    expect(await upload(await machine.release(PRODUCT, plain, PART, ['a', 'witness']))).toBeUndefined();
    elder.left = await leftOut(client, NEW, devices, old);
    first = await bring(client, [devices, old], NEW);

    // Key a was stolen, and root-1 is given up along with it.
    const roots = ['root-2', 'root-3'];
    await machine.keySet(PRODUCT, 2, { ...two, roots, manifest: ['b', 'witness'], by: ['root-1', ...roots] });
    await holding(client, PRODUCT, { version: 2, count: DEVICES });
    byStolen = await upload(await machine.release(PRODUCT, next!, PART, ['a', 'witness']));
    stale = await bring(client, lateOne, NEW).catch((error: unknown) => error);
    expect(await upload(await machine.release(PRODUCT, next!, PART, ['b', 'witness']))).toBeUndefined();
    second = await bring(client, devices, NEXT);

    // Only the roots of set 2 sign the next one: who holds set 1 has to take both.
    await machine.keySet(PRODUCT, 3, { ...two, roots, manifest: ['b', 'witness'] });
    await holding(client, PRODUCT, { version: 3, count: DEVICES });
    const waiting = await bringing(client, lateOne, NEXT);
    awaited = await explained(client, waiting, lateOne, 'keys_awaited');
    const back = await switchOn(scratch, lateOne);
    caughtUp = await brought(client, waiting);
    await holding(client, PRODUCT, { version: 3, count: DEVICES + 1 });
    // The same two keys, the other one first: a device gets the first signature.
    expect(await upload(await machine.release(PRODUCT, last!, PART, ['witness', 'b']))).toBeUndefined();
    elder.standing = await bring(client, old, LAST);
    elder.outcomes = (await oldFleet.finish({ images: IMAGES, allEnded: true })).outcomes;
    ours = (await fleet.finish({ images: IMAGES, allEnded: true })).outcomes;
    late = (await back.finish({ images: IMAGES, allEnded: true })).outcomes;
  }, 300_000);

  afterAll(() => scratch.clear(), 60_000);

  it('sign what devices install, as long as their set names them', () => {
    expect([first.state, first.jobs?.succeeded]).toEqual(['finished', DEVICES]);
  });

  it('of P-256 sign nothing for a device whose agent does not check them: it is left out before anything begins, and named', () => {
    expect(elder.left).toEqual([{ reason: 'signature_unsupported', devices: 1, sample: [elder.id] }]);
    expect(first.jobs).toMatchObject({ succeeded: DEVICES, excluded: 1, rejected: 0, failed: 0 });
  });

  it('bring such a device a release whose first signature is of Ed25519, by the keys of its factory', () => {
    expect(elder.standing!.jobs?.succeeded).toBe(1);
    expect(elder.outcomes!.map(({ wrong, keySet, jobs }) => [wrong, keySet, jobs])).toEqual([[[], 0, 1]]);
    expect(runningVersions(elder.outcomes!)).toEqual([LAST]);
  });

  it('sign nothing once a set has left them out: the server takes no package, and offers no release of before', () => {
    expect(byStolen).toBe('signing_key_unknown');
    expect(stale).toMatchObject({ code: 'campaign_empty', message: expect.stringContaining('1 × key_revoked') });
  });

  it('are followed by others, with which releases go on to be installed live', () => {
    expect([second!.state, second!.jobs?.succeeded]).toEqual(['finished', DEVICES]);
    expect(ours!.map(({ wrong, keySet, swap }) => [wrong, keySet, swap !== undefined])).toEqual(
      Array(DEVICES).fill([[], 3, true]),
    );
    expect(runningVersions(ours!)).toEqual(Array(DEVICES).fill(NEXT));
  });

  it('reach a device that was away for two sets, for which its campaign waits meanwhile, and which then updates', () => {
    expect(awaited).toMatchObject({ standing: 'waiting', sentence: expect.stringContaining('is without that key') });
    expect(lateBefore.map(({ keySet }) => keySet)).toEqual([1]);
    expect(caughtUp!.jobs?.succeeded).toBe(1);
    expect(late!.map(({ wrong, keySet }) => [wrong, keySet])).toEqual([[[], 3]]);
    expect(runningVersions(late!)).toEqual([NEXT]);
  });
});
