import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { firmwareFile, firmwareFixture } from '@twinbank/firmware';
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
  type CountedImage,
  type Provisioning,
} from '@twinbank/fleet';
import { signingKeyFromSeed } from '@twinbank/keys';
import { decodePackage, encodePackage, signPackage, verifyContents } from '@twinbank/package';

import { ground } from './ground.js';
import { CONNECT_MAX_MS, NEW, OLD, QUICK_RETRY, startServer } from './story.js';

const TWINBANK = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));
const PART = 'STM32G484';
const PRODUCT = 'drive';
/** Has variables elsewhere than {@link NEW}, and another RAM layout than both releases before. */
const MOVED = '1.2.0-moved';
/** Where the descriptor names the entry of run-once code. */
const RUN_ONCE = 0x28;
const EACH = 2;
const OVER_MAX_MS = 60_000;

/** The program without its run-once code: what that would do is what the plan does. */
function withoutRunOnce(elf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(elf);
  bytes.writeUInt32LE(0, bytes.indexOf('TWBK') + RUN_ONCE);
  return bytes;
}

/** The same version, built once more by another compiler: no release of the server, and not the image of the plan. */
function rebuilt(version: string): CountedImage {
  const firmware = referenceFirmware(PART, version);
  const bytes = firmware.bytes.slice();
  bytes[bytes.length - 1]! ^= 1;
  return { ...firmware, bytes };
}

/** A team packs a release with a plan for one image and signs it; its devices run that image, the same version built anew, and the one before. */
describe(`a release with a plan for one image (${ground.name})`, () => {
  const scratch = new Scratch();
  let client: OperatorClient;
  let [named, anew, before]: (readonly string[])[] = [];
  let [live, reset]: CampaignStanding[] = [];
  let jobs: unknown;
  let [afterLive, afterReset]: Record<string, unknown>[] = [];
  let wrong: readonly (readonly string[])[];

  const fleetOf = async (made: Provisioning, factory: CountedImage): Promise<Fleet> => {
    const seed = randomBytes(4).toString('hex');
    const products = [{ name: PRODUCT, part: PART, allowUnencrypted: false, factory } as const];
    const settings = { mqttUrl: made.mqttUrl, password: 'token', seed, flashTime: 'skip', rates: NO_FAULTS } as const;
    const fleet = await Fleet.build({ ...settings, trust: made.keys, products }, made.devices, 1);
    scratch.defer(() => fleet.kill());
    await fleet.connect(CONNECT_MAX_MS);
    return fleet;
  };
  const campaign = async (mode: 'live' | 'reset'): Promise<CampaignStanding> => {
    const id = await client.startCampaign({
      ...{ name: mode, product: PRODUCT, release: MOVED, waves: [{ percent: 100 }], retry: QUICK_RETRY },
      terms: { mode },
    } as never);
    return (await campaignsOver(client, [id], OVER_MAX_MS))[0]!;
  };
  /** Which version each device runs, and by which reset it came to run it last. */
  const standing = async (): Promise<Record<string, unknown>> => {
    const told = await Promise.all(
      [...named!, ...anew!, ...before!].map(async (id) => {
        const { running, status } = await answerOf(
          client.rest.GET('/api/v1/devices/{id}', { params: { path: { id } } }),
        );
        return [id, `${running?.version} after ${status?.reset}`] as const;
      }),
    );
    return Object.fromEntries(told);
  };
  const all = (ids: readonly string[], said: unknown): Record<string, unknown> =>
    Object.fromEntries(ids.map((id) => [id, said]));

  beforeAll(async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    client = new OperatorClient(server.url, server.token);
    const team = await signingKeyFromSeed(new Uint8Array(randomBytes(32)));
    await client.createProduct({ name: PRODUCT, part: PART, finishPolicy: 'keep-previous', hardware: ['A'] });
    for (const version of [OLD, NEW]) {
      const { counter, bytes: image } = referenceFirmware(PART, version);
      await client.uploadRelease(PRODUCT, { version, counter, image });
    }
    const keys = [{ name: 'team', jwk: { ...team.publicJwk } }];
    const params = { path: { product: PRODUCT } };
    const body = { keys, threshold: 1, serverKey: false };
    await answerOf(client.rest.POST('/api/v1/products/{product}/signing', { params, body }));

    // On the team's machine.
    const folder = scratch.folder('plan');
    const [elf, file] = [join(folder, 'moved.elf'), join(folder, 'moved.twp')];
    writeFileSync(elf, withoutRunOnce(readFileSync(firmwareFixture('g4', MOVED))));
    const words = ['pack', elf, '--out', file, '--product', PRODUCT, '--version', MOVED, '--counter', '2'];
    const from = ['--plan-from', fileURLToPath(firmwareFile('g4', NEW, 'elf'))];
    await promisify(execFile)(process.execPath, [TWINBANK, ...words, '--part', PART, '--hardware', 'A', ...from], {
      env: { PATH: process.env['PATH'] },
    });
    const signed = await signPackage(decodePackage(readFileSync(file)), team);
    await client.uploadPackage(PRODUCT, encodePackage(signed));
    const packed = { version: MOVED, bytes: verifyContents(signed).code };

    const made = async (factory: CountedImage): Promise<[readonly string[], Fleet]> => {
      const ids = deviceIds(PRODUCT, randomBytes(4).toString('hex'), EACH);
      return [ids, await fleetOf(await provision(client, { ids, product: PRODUCT, hardware: 'A' }), factory)];
    };
    const groups = [
      await made(referenceFirmware(PART, NEW)),
      await made(rebuilt(NEW)),
      await made(referenceFirmware(PART, OLD)),
    ];
    [named, anew, before] = groups.map(([ids]) => ids);
    live = await campaign('live');
    const call = client.rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id: live.id }, query: {} } });
    const said = (await answerOf(call)).items.map(({ device, state, fault }) => [
      device,
      fault === undefined ? state : `${state}: ${fault}`,
    ]);
    jobs = Object.fromEntries(said);
    afterLive = await standing();
    reset = await campaign('reset');
    afterReset = await standing();
    const images = { [PRODUCT]: [referenceFirmware(PART, NEW), rebuilt(NEW), referenceFirmware(PART, OLD), packed] };
    const ends = await Promise.all(groups.map(([, fleet]) => fleet.finish({ images, allEnded: true })));
    wrong = ends.flatMap(({ outcomes }) => outcomes.map((outcome) => outcome.wrong));
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('is swapped in live where exactly that image runs, without a reset', () => {
    expect([live!.state, live!.jobs?.succeeded]).toEqual(['finished', EACH]);
    expect(afterLive).toMatchObject(all(named!, `${MOVED} after power-on`));
  });

  it('leaves out whoever runs another release, before anything is sent', () => {
    expect(live!.excluded).toMatchObject([{ reason: 'ram_layout_refused', devices: EACH }]);
    expect(jobs).toMatchObject(all(before!, 'excluded: ram_layout_refused'));
    expect(afterLive).toMatchObject(all(before!, `${OLD} after power-on`));
  });

  it('is refused by devices that run another build of the same version, which only they know', () => {
    expect(jobs).toMatchObject({ ...all(named!, 'succeeded'), ...all(anew!, 'rejected: ram_layout_refused') });
    expect(afterLive).toMatchObject(all(anew!, `${NEW} after power-on`));
  });

  it('comes to all others by a reset, which needs no plan; every bank holds what it should', () => {
    expect([reset!.state, reset!.jobs?.succeeded]).toEqual(['finished', 2 * EACH]);
    expect(afterReset).toEqual({
      ...all(named!, `${MOVED} after power-on`),
      ...all([...anew!, ...before!], `${MOVED} after software`),
    });
    expect(wrong).toEqual(Array(3 * EACH).fill([]));
  });
});
