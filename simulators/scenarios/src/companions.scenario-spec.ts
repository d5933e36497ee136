import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf, type components } from '@twinbank/client';
import {
  campaignsOver,
  deviceIds,
  Fleet,
  NO_FAULTS,
  OperatorClient,
  provision,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  type CampaignStanding,
  type CountedImage,
  type DeviceOutcome,
  type FaultRates,
} from '@twinbank/fleet';
import { imageWith } from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import { seededRng, toHex } from '@twinbank/primitives';
import { until } from '@twinbank/testkit/until';

import { ground } from './ground.js';
import { CONNECT_MAX_MS, NEW, OLD, QUICK_RETRY, runningVersions, startServer } from './story.js';

const [PART, PRODUCT, WITHOUT_CHIPS] = ['STM32G484', 'gateway', '1.2.0'] as const;
const [WITH, BARE] = [3, 2] as const;
const CHIPS = [
  { target: 'radio', slotBytes: 16_384 },
  { target: 'charger', slotBytes: 4096 },
];
const FIRMWARE = { radio: seededRng('radio').bytes(12_000), charger: seededRng('charger').bytes(900) };
const DIGEST = (target: keyof typeof FIRMWARE): string => toHex(sha256(FIRMWARE[target]));
const OVER_MAX_MS = 120_000;
const PATIENT = { withinMs: 60_000, everyMs: 100 };

/** The reference firmware with firmware for both chips behind its program, as `twinbank pack` writes it. */
function withChips(): CountedImage {
  const { version, counter, bytes } = referenceFirmware(PART, NEW);
  const extras = CHIPS.map(({ target }) => ({
    ...{ type: 'companion' as const, target },
    bytes: FIRMWARE[target as keyof typeof FIRMWARE],
  }));
  return { version, counter, bytes: imageWith(bytes, extras) };
}
const BROUGHT = withChips();
/** A later one, which says nothing of the chips. */
const SILENT = renamedFirmware(PART, NEW, WITHOUT_CHIPS);

describe(`a release with firmware for other chips on the board (${ground.name})`, () => {
  const scratch = new Scratch();
  let client: OperatorClient;
  let draft: components['schemas']['CampaignAnswer'];
  let first: CampaignStanding;
  let second: CampaignStanding;
  let jobs: components['schemas']['JobPage']['items'];
  let failedAttempts: unknown[];
  const heard: Record<string, unknown[]> = {};
  let bareIds: readonly string[];
  let outcomes: readonly DeviceOutcome[];
  let bareOutcomes: readonly DeviceOutcome[];

  /** Devices of the product, with these chips and this trouble. */
  async function fleetOf(mqttUrl: string, count: number, more: { chips?: typeof CHIPS; rates?: Partial<FaultRates> }) {
    const seed = randomBytes(4).toString('hex');
    const made = await provision(client, { ids: deviceIds(PRODUCT, seed, count), product: PRODUCT, hardware: 'A' });
    const { chips, rates } = more;
    const products = [
      {
        name: PRODUCT,
        part: PART,
        allowUnencrypted: false,
        factory: referenceFirmware(PART, OLD),
        ...(chips && { chips }),
      },
    ] as const;
    const settings = {
      mqttUrl,
      password: 'token',
      seed,
      flashTime: 'skip',
      rates: { ...NO_FAULTS, ...rates },
    } as const;
    const fleet = await Fleet.build({ ...settings, trust: made.keys, products }, made.devices, 1);
    scratch.defer(() => fleet.kill());
    await fleet.connect(CONNECT_MAX_MS);
    return { fleet, ids: made.devices.map(({ id }) => id) };
  }

  /** What the server says of the chips of a device. */
  const chipsOf = async (id: string): Promise<unknown> => {
    const { status } = await answerOf(client.rest.GET('/api/v1/devices/{id}', { params: { path: { id } } }));
    return status?.companions?.map(({ target, state }) => `${target} ${state}`);
  };
  /** The codes with which attempts of a device failed. */
  const failuresOf = async (id: string): Promise<unknown[]> => {
    const params = { path: { id }, query: {} };
    const { items } = await answerOf(client.rest.GET('/api/v1/devices/{id}/events', { params }));
    return items.filter(({ kind }) => kind === 'attempt_failed').map(({ data }) => data['fault']);
  };
  const run = async (release: string): Promise<CampaignStanding> => {
    const body = { name: `to ${release}`, product: PRODUCT, release, waves: [{ percent: 100 }], retry: QUICK_RETRY };
    draft = await answerOf(client.rest.POST('/api/v1/campaigns', { body }));
    await answerOf(client.rest.POST('/api/v1/campaigns/{id}/start', { params: { path: { id: draft.id } } }));
    return (await campaignsOver(client, [draft.id], OVER_MAX_MS))[0]!;
  };

  beforeAll(async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    client = new OperatorClient(server.url, server.token);
    await client.createProduct({ name: PRODUCT, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    for (const { version, counter, bytes: image } of [BROUGHT, SILENT])
      await client.uploadRelease(PRODUCT, { version, counter, image });
    const able = await fleetOf(server.mqttUrl, WITH, { chips: CHIPS, rates: { chipRefuse: 1 } });
    const bare = await fleetOf(server.mqttUrl, BARE, {});
    bareIds = bare.ids;
    await until(async () => (await chipsOf(able.ids.at(-1)!)) !== undefined, 'the chips to be told', PATIENT);
    heard['before'] = await Promise.all(able.ids.map(chipsOf));
    first = await run(NEW);
    const created = draft;
    const params = { path: { id: created.id }, query: {} };
    jobs = (await answerOf(client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
    failedAttempts = (await Promise.all(able.ids.map(failuresOf))).flat();
    await until(
      async () => (await Promise.all(able.ids.map(chipsOf))).every((chips) => String(chips).includes('current')),
      'the chips to run what the image brought',
      PATIENT,
    );
    heard['after'] = await Promise.all(able.ids.map(chipsOf));
    second = await run(WITHOUT_CHIPS);
    draft = created;
    const images = { [PRODUCT]: [referenceFirmware(PART, OLD), BROUGHT, SILENT] };
    outcomes = (await able.fleet.finish({ images, allEnded: true })).outcomes;
    bareOutcomes = (await bare.fleet.finish({ images, allEnded: true })).outcomes;
  }, 300_000);

  afterAll(() => scratch.clear(), 60_000);

  it('leaves out the devices without the chips, by name', () => {
    const [reason, sample] = ['companion_unknown', expect.arrayContaining([...bareIds])];
    expect(draft).toMatchObject({ eligible: WITH, excluded: [{ reason, devices: BARE, sample }] });
    expect(first.jobs).toMatchObject({ succeeded: WITH, excluded: BARE });
    const excluded = jobs.filter(({ state }) => state === 'excluded');
    expect(excluded.map(({ device, fault }) => [device, fault]).sort()).toEqual(
      bareIds.map((id) => [id, 'companion_unknown']).sort(),
    );
  });

  it('says by its name that a chip took nothing, and brings it at the next try', () => {
    expect(failedAttempts).toEqual(Array(WITH).fill('companion_failed'));
    const done = jobs.filter(({ state }) => state === 'succeeded');
    expect(done.map(({ attempts }) => attempts)).toEqual(Array(WITH).fill(2));
    expect(outcomes.map(({ faultsMet }) => faultsMet.chipsRefused)).toEqual(Array(WITH).fill(4));
  });

  it('shows of each device how its chips stand to the image that runs', () => {
    expect(heard).toEqual({
      before: Array(WITH).fill(['radio unnamed', 'charger unnamed']),
      after: Array(WITH).fill(['radio current', 'charger current']),
    });
  });

  it('is replaced by one that says nothing of the chips, for all; the chips keep what they run', () => {
    expect(second.jobs?.succeeded).toBe(WITH + BARE);
    expect([...outcomes, ...bareOutcomes].flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(runningVersions([...outcomes, ...bareOutcomes])).toEqual(Array(WITH + BARE).fill(WITHOUT_CHIPS));
    const chips = CHIPS.map(({ target }) => ({ target, runs: DIGEST(target as keyof typeof FIRMWARE) }));
    expect(outcomes.map((outcome) => outcome.chips)).toEqual(Array(WITH).fill(chips));
    expect(bareOutcomes.every((outcome) => outcome.chips === undefined)).toBe(true);
  });
});
