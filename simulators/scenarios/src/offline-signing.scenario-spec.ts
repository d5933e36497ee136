import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import {
  campaignsOver,
  deviceIds,
  Fleet,
  NO_FAULTS,
  OperatorClient,
  provision,
  referenceFirmware,
  Scratch,
  type CampaignStanding,
  type DeviceOutcome,
  type Provisioning,
  type TrustedJwks,
} from '@twinbank/fleet';
import { createKeyRingText, parseKeyRing, signingKeyFromSeed, withoutManifestKey } from '@twinbank/keys';
import { encodePackage, packRelease, signPackage } from '@twinbank/package';

import { ground } from './ground.js';
import { CONNECT_MAX_MS, NEW, OLD, QUICK_RETRY, runningVersions, startServer } from './story.js';

const PART = 'STM32G484';
const PRODUCT = 'drive';
const TEAM_DEVICES = 3;
const OVER_MAX_MS = 60_000;

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** A server that has no key for releases; two keys of a team that the server never sees; devices from the factory. */
describe(`releases that a team signs by itself (${ground.name})`, () => {
  const scratch = new Scratch();
  let client: OperatorClient;
  let made: Provisioning;
  let teamKids: string[];
  let unsigned: unknown;
  let otherProduct: unknown;
  let otherDevice: unknown;
  let once: unknown;
  let [mine, theirs]: CampaignStanding[] = [];
  let refusals: unknown;
  let [ours, strangers]: (readonly DeviceOutcome[])[] = [];

  const codeOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => undefined,
      (error: { code?: string; message?: string }) => error.code ?? error.message,
    );
  const fleetOf = async (devices: Provisioning['devices'], trust: TrustedJwks): Promise<Fleet> => {
    const seed = randomBytes(4).toString('hex');
    const products = [
      { name: PRODUCT, part: PART, allowUnencrypted: false, factory: referenceFirmware(PART, OLD) } as const,
    ];
    const settings = { mqttUrl: made.mqttUrl, password: 'token', seed, flashTime: 'skip', rates: NO_FAULTS } as const;
    const fleet = await Fleet.build({ ...settings, trust, products }, devices, 1);
    scratch.defer(() => fleet.kill());
    await fleet.connect(CONNECT_MAX_MS);
    return fleet;
  };
  const campaign = async (devices: Provisioning['devices']): Promise<CampaignStanding> => {
    const id = await client.startCampaign({
      ...{ name: `to ${NEW}`, product: PRODUCT, release: NEW, waves: [{ percent: 100 }], retry: QUICK_RETRY },
      selection: { deviceIds: devices.map(({ id: device }) => device) },
      thresholds: { errorPercent: 100 },
    } as never);
    return (await campaignsOver(client, [id], OVER_MAX_MS))[0]!;
  };

  beforeAll(async () => {
    // The ring as it was made first, whose manifest key the devices of before hold, and without that key.
    const ring = createKeyRingText(random);
    const settings = { ...(await ground.settings(scratch)), KEY_RING: withoutManifestKey(ring) };
    const server = await startServer(scratch, settings);
    client = new OperatorClient(server.url, server.token);
    const team = await Promise.all([signingKeyFromSeed(random(32)), signingKeyFromSeed(random(32))]);
    teamKids = team.map(({ kid }) => kid);
    for (const name of [PRODUCT, 'plain'])
      await client.createProduct({ name, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    const { bytes: image, counter } = referenceFirmware(PART, NEW);
    otherProduct = await codeOf(client.uploadRelease('plain', { version: NEW, counter, image }));
    const ownId = deviceIds('plain', randomBytes(4).toString('hex'), 1);
    otherDevice = await codeOf(provision(client, { ids: ownId, product: 'plain', hardware: 'A' }));
    const keys = team.map(({ publicJwk }, index) => ({ name: `team-${index}`, jwk: { ...publicJwk } }));
    await answerOf(
      client.rest.POST('/api/v1/products/{product}/signing', {
        params: { path: { product: PRODUCT } },
        body: { keys, threshold: 2, serverKey: false },
      }),
    );
    const ids = deviceIds(PRODUCT, randomBytes(4).toString('hex'), TEAM_DEVICES + 1);
    made = await provision(client, { ids, product: PRODUCT, hardware: 'A' });

    // On the team's machine.
    const packed = packRelease({
      ...{ product: PRODUCT, version: NEW, counter, parts: [PART], hardware: ['A'], code: image, createdMs: 0 },
    });
    const first = await signPackage(packed, team[0]!);
    const both = await signPackage(first, team[1]!);

    unsigned = await codeOf(client.uploadRelease(PRODUCT, { version: NEW, counter, image }));
    once = await codeOf(client.uploadPackage(PRODUCT, encodePackage(first)));
    await client.uploadPackage(PRODUCT, encodePackage(both));

    const [last, ...others] = made.devices;
    const servers = (await parseKeyRing(ring)).manifestKey!.publicJwk;
    const fleet = await fleetOf(others, made.keys);
    const stranger = await fleetOf([last!], { ...made.keys, manifestKeys: [servers] });
    mine = await campaign(others);
    theirs = await campaign([last!]);
    const params = { path: { id: theirs.id }, query: {} };
    const { items } = await answerOf(client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }));
    refusals = items.map(({ state, fault }) => [state, fault]);
    const images = { [PRODUCT]: [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW)] };
    ours = (await fleet.finish({ images, allEnded: true })).outcomes;
    strangers = (await stranger.finish({ images, allEnded: true })).outcomes;
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('are the only ones that such a server takes, and only with all their signatures', () => {
    expect([otherProduct, unsigned, once]).toEqual(['manifest_key_missing', 'release_unsigned', 'signatures_missing']);
  });

  it('are the only reason to make devices: one for which nobody could sign gets no keys', () => {
    expect(otherDevice).toMatch(/^manifest_key_missing: /);
  });

  it('are installed by devices that got the team’s keys at the factory', () => {
    expect(made.keys.manifestKeys.map(({ kid }) => kid)).toEqual(teamKids);
    expect([mine!.state, mine!.jobs?.succeeded]).toEqual(['finished', TEAM_DEVICES]);
    expect(runningVersions(ours!)).toEqual(Array(TEAM_DEVICES).fill(NEW));
  });

  it('are refused by a device that holds the server’s key alone, which goes on to run what it ran', () => {
    expect(theirs!.jobs?.succeeded).toBe(0);
    expect(refusals).toEqual([['rejected', 'signature_invalid']]);
    expect(runningVersions(strangers!)).toEqual([OLD]);
  });
});
