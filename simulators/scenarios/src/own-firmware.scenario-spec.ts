import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import {
  campaignsOver,
  deviceIds,
  Fleet,
  NO_FAULTS,
  OperatorClient,
  provision,
  Scratch,
  type CountedImage,
  type DeviceOutcome,
} from '@twinbank/fleet';
import { findingsOfFile } from '@twinbank/intake';

import { ground } from './ground.js';
import { CONNECT_MAX_MS, runningVersions, startServer } from './story.js';

const PART = 'STM32G484';
const PRODUCT = 'own';
const DEVICES = 3;
const OVER_MAX_MS = 60_000;
const BUILD = fileURLToPath(new URL('../../firmware/build/foreign/diff/', import.meta.url));

/** A program that knows nothing of Twinbank: its ELF file, and the image that it makes. */
function program(variant: string, version: string, counter: number): CountedImage & { readonly elf: Uint8Array } {
  const elf = new Uint8Array(readFileSync(`${BUILD}${variant}.elf`));
  return { version, counter, elf, bytes: findingsOfFile(elf, { part: PART, agent: 'own' }).image! };
}
const FACTORY = program('plain', '1.0.0', 1);
const SAME_SWAP_CODE = program('plain-other-code', '1.1.0', 2);
const OTHER_SWAP_CODE = program('plain-swap-section', '1.2.0', 3);
const ALL = [FACTORY, SAME_SWAP_CODE, OTHER_SWAP_CODE];
/** As plain bytes, of which nobody knows the variables. */
const BARE = { ...program('plain-added', '1.2.1', 3), swapSectionAt: '0x08000400+8' };

describe(`firmware without our descriptor (${ground.name})`, () => {
  const scratch = new Scratch();
  let client: OperatorClient;
  let verdicts: string[];
  let refused: unknown[];
  let swapped: readonly DeviceOutcome[];
  let jobs: (number | undefined)[];

  const verdict = async (version: string, other: string): Promise<string> => {
    const params = { path: { product: PRODUCT, version, other } };
    const call = client.rest.GET('/api/v1/products/{product}/releases/{version}/diff/{other}', { params });
    return (await answerOf(call)).verdict;
  };
  const campaign = (release: string, mode: 'live' | 'reset') =>
    client.startCampaign({
      name: `${mode} to ${release}`,
      product: PRODUCT,
      release,
      terms: { mode },
      waves: [{ percent: 100 }],
    });

  beforeAll(async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    client = new OperatorClient(server.url, server.token);
    await client.createProduct({
      ...{ name: PRODUCT, part: PART, finishPolicy: 'keep-previous', hardware: ['A'], agent: 'own' },
    });
    for (const { version, counter, elf: image } of ALL)
      await client.uploadRelease(PRODUCT, { version, counter, image, swapSectionAt: 'bank_swap' });
    const { version, counter, bytes, swapSectionAt } = BARE;
    await client.uploadRelease(PRODUCT, { version, counter, image: bytes, swapSectionAt });
    verdicts = [await verdict('1.0.0', '1.1.0'), await verdict('1.1.0', '1.2.0')];
    const seed = randomBytes(4).toString('hex');
    const made = await provision(client, { ids: deviceIds(PRODUCT, seed, DEVICES), product: PRODUCT, hardware: 'A' });
    const fleet = await Fleet.build(
      {
        ...{ mqttUrl: server.mqttUrl, password: 'token', seed, flashTime: 'skip', rates: NO_FAULTS, trust: made.keys },
        products: [{ name: PRODUCT, part: PART, allowUnencrypted: false, ownAgent: true, factory: FACTORY }],
      },
      made.devices,
      1,
    );
    scratch.defer(() => fleet.kill());
    await fleet.connect(CONNECT_MAX_MS);
    const live = await campaignsOver(client, [await campaign('1.1.0', 'live')], OVER_MAX_MS);
    refused = await Promise.all(
      [OTHER_SWAP_CODE, BARE].map((to) => campaign(to.version, 'live').catch((error: unknown) => error)),
    );
    const reset = await campaignsOver(client, [await campaign('1.2.0', 'reset')], OVER_MAX_MS);
    jobs = [...live, ...reset].map((standing) => standing.jobs?.succeeded);
    swapped = (await fleet.finish({ images: { [PRODUCT]: ALL }, allEnded: true })).outcomes;
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('is judged by what the upload says of it', () => {
    expect(verdicts).toEqual(['live', 'reset']);
  });

  it('goes live where its swap code is the same, and not where it is another, or nothing is known of the variables', () => {
    const empty = (reason: string) => ({
      code: 'campaign_empty',
      message: expect.stringContaining(`${DEVICES} × ${reason}`),
    });
    expect(refused).toMatchObject([empty('swap_section_differs'), empty('ram_layout_refused')]);
    expect(jobs).toEqual([DEVICES, DEVICES]);
  });

  it('goes by a reset too; every bank holds the bytes of a release', () => {
    expect(swapped.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(swapped)).toEqual(Array(DEVICES).fill('1.2.0'));
  });
});
