import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import {
  deviceIds,
  OperatorClient,
  provision,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  ScriptedServer,
  type CampaignStanding,
  type DeviceOutcome,
} from '@twinbank/fleet';
import { decodeManifest, type Release } from '@twinbank/image';
import { parseKeyRing, type KeyRing, type SigningKey } from '@twinbank/keys';
import { compactOf, decodePackage } from '@twinbank/package';
import { readJsonObject } from '@twinbank/protocol';

import { ground } from './ground.js';
import { NEW, OLD, runningVersions, startServer } from './story.js';
import { bring, holding, switchOn, type Field } from './testing/field.js';
import { fileOf, Machine } from './testing/machine.js';

const TOOL = fileURLToPath(new URL('../../../tools/rotate-key-ring.mjs', import.meta.url));
const [PART, PRODUCT, PLAIN, NEXT, LAST] = ['STM32G484', 'drive', 'plain', '1.2.0', '1.3.0'] as const;
/** Above each ticket that the server sent. */
const AFTER = 1_000_000;
const DEVICES = 2;

/** The recipe of docs/keys.md; beside its product one without root keys, whose devices know the first key for tickets and no other. */
describe(`a server whose key for tickets is replaced (${ground.name})`, () => {
  const scratch = new Scratch();
  let kids: readonly string[];
  let told: string;
  let served: readonly string[];
  let [between, after, plainly]: CampaignStanding[] = [];
  let outcomes: readonly DeviceOutcome[];
  let plainOutcomes: readonly DeviceOutcome[];
  let byOldKey: readonly (string | undefined)[];
  let byNewKey: readonly (string | undefined)[];

  /** Somebody who has a key for tickets, and the broker of the devices, orders what the team has signed; how each device ended that. */
  async function orders(field: Field, ticket: SigningKey, [file, after]: readonly [Uint8Array, number]) {
    const scripted = await ScriptedServer.start({ manifest: ticket, ticket, after });
    scratch.defer(() => scripted.stop());
    const fleet = await switchOn(scratch, field, scripted.url);
    const signed = decodePackage(file);
    const manifest = decodeManifest(readJsonObject(signed.payload, signed.payload.length));
    const [release, manifestJws] = [
      { manifest, stream: signed.stream } as Release,
      compactOf(signed, signed.signatures[0]!),
    ];
    const ends: (string | undefined)[] = [];
    for (const device of field.made.devices) {
      await scripted.order(device, release, { policy: 'keep-previous', manifestJws });
      const { stage, fault } = await scripted.result(device.id);
      ends.push(fault ?? stage);
    }
    const images = { [PRODUCT]: [NEW, NEXT, LAST].map((version) => renamedFirmware(PART, NEW, version)) };
    const { outcomes: ended } = await fleet.finish({ images, allEnded: false });
    return { ends, versions: runningVersions(ended), wants: scripted.wants };
  }
  let untouched: { readonly versions: readonly string[]; readonly wants: number };

  beforeAll(async () => {
    const ringFile = join(scratch.folder('ring'), 'key-ring.json');
    let server = await startServer(scratch, { ...(await ground.settings(scratch)), KEY_RING_FILE: ringFile });
    const client = new OperatorClient(server.url, server.token);
    const machine = new Machine(scratch, server);
    await machine.keys('root', 'team');
    const made = async (name: string, count: number): Promise<Field> => {
      const ids = deviceIds(name, randomBytes(4).toString('hex'), count);
      const devices = await provision(client, { ids, product: name, hardware: 'A' });
      return { product: name, part: PART, made: devices, stateFolder: scratch.folder('field') };
    };
    for (const name of [PRODUCT, PLAIN])
      await client.createProduct({ name, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    await machine.done(
      ...['policy', 'new', PRODUCT, 'policy.json', '--keys', `team=${fileOf('team')}`, '--server-signs', 'no'],
      ...['--root-keys', fileOf('root')],
    );
    await machine.done('policy', 'send', 'policy.json');
    const [field, plain] = [await made(PRODUCT, DEVICES), await made(PLAIN, 1)];
    const [fleet, plainFleet] = [await switchOn(scratch, field), await switchOn(scratch, plain)];
    const one = { roots: ['root'], rootThreshold: 1, manifest: ['team'], manifestThreshold: 1 };
    await machine.keySet(PRODUCT, 1, one);
    await holding(client, PRODUCT, { version: 1, count: DEVICES });

    told = spawnSync(process.execPath, [TOOL, '--next-ticket-key', ringFile], { encoding: 'utf8' }).stdout;
    server = await server.restart();
    scratch.defer(() => server.stop());
    const ring: KeyRing = await parseKeyRing(readFileSync(ringFile, 'utf8'));
    kids = ring.ticketKeys.map(({ kid }) => kid);
    served = (await answerOf(client.rest.GET('/api/v1/server-keys', {}))).ticketKeys.map(({ kid }) => kid!);
    const [first, second] = [referenceFirmware(PART, NEW), renamedFirmware(PART, NEW, NEXT)];
    for (const image of [first, second])
      await machine.done('releases', 'upload', PRODUCT, await machine.release(PRODUCT, image, PART, ['team']));
    await machine.keySet(PRODUCT, 2, { ...one, ticket: ['server'] });
    await holding(client, PRODUCT, { version: 2, count: DEVICES });
    between = await bring(client, field, NEW);
    await machine.keySet(PRODUCT, 3, { ...one, ticket: ['server-newest'] });
    await holding(client, PRODUCT, { version: 3, count: DEVICES });
    after = await bring(client, field, NEXT);

    const { version, counter, bytes: image } = first;
    await client.uploadRelease(PLAIN, { version, counter, image });
    plainly = await bring(client, plain, NEW);
    const images = {
      [PRODUCT]: [referenceFirmware(PART, OLD), first, second],
      [PLAIN]: [referenceFirmware(PART, OLD), first],
    };
    outcomes = (await fleet.finish({ images, allEnded: true })).outcomes;
    plainOutcomes = (await plainFleet.finish({ images, allEnded: true })).outcomes;

    const last = await machine.release(PRODUCT, renamedFirmware(PART, NEW, LAST), PART, ['team']);
    const file = new Uint8Array(readFileSync(join(machine.folder, last)));
    const old = await orders(field, ring.ticketKeys[0]!, [file, AFTER]);
    [byOldKey, untouched] = [old.ends, old];
    byNewKey = (await orders(field, ring.ticketKeys[1]!, [file, 2 * AFTER])).ends;
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('has the next one beside it, in the ring and in what it tells of its keys', () => {
    expect(kids).toHaveLength(2);
    expect([served, told]).toEqual([kids, expect.stringContaining(kids[1]!)]);
  });

  it('goes on updating while the devices know both, and with the next one alone', () => {
    expect([between!, after!].map(({ state, jobs }) => [state, jobs?.succeeded])).toEqual(
      Array(2).fill(['finished', DEVICES]),
    );
    expect(outcomes.map(({ wrong, keySet }) => [wrong, keySet])).toEqual(Array(DEVICES).fill([[], 3]));
    expect(runningVersions(outcomes)).toEqual(Array(DEVICES).fill(NEXT));
  });

  it('leaves a thief of the old key nothing: devices refuse its tickets by their name, and ask for no block', () => {
    expect(byOldKey).toEqual(Array(DEVICES).fill('key_revoked'));
    expect(untouched).toMatchObject({ versions: Array(DEVICES).fill(NEXT), wants: 0 });
    // The same order is carried out where the key that holds signs it.
    expect(byNewKey).toEqual(Array(DEVICES).fill('done'));
  });

  it('does not lose devices without root keys, which know the first one alone', () => {
    expect(plainly!.jobs?.succeeded).toBe(1);
    expect(plainOutcomes.map(({ wrong, keySet }) => [wrong, keySet])).toEqual([[[], undefined]]);
    expect(runningVersions(plainOutcomes)).toEqual([NEW]);
  });
});
