import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { buildRelease, encodeManifest, encodePlans, type PayloadInput, type SwapStep } from '@twinbank/image';
import { signingKeyFromSeed, type SigningKey } from '@twinbank/keys';
import {
  encodePackage,
  PACKAGE_MEDIA_TYPE,
  packRelease,
  signPackage,
  type PackInputs,
  type ReleasePackage,
} from '@twinbank/package';
import { utf8 } from '@twinbank/primitives';

import { withDescriptor } from '../testing/a-descriptor.js';
import { anImage } from '../testing/an-image.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { signedChange } from '../testing/team-keys.js';

const PART = 'STM32G484';
const FROM = new Uint8Array(32).fill(7);
const MOVE: SwapStep = { do: 'move', from: 0x20003000, to: 0x20003010, length: 4 };
const STEPS: SwapStep[] = [
  MOVE,
  { do: 'carry', from: 0x20003004, to: 0x20003008, length: 4 },
  { do: 'carry', from: 0x20003008, to: 0x20003004, length: 4 },
  { do: 'initialise', to: 0x20003020, length: 4, bytes: Uint8Array.of(1, 2) },
];
const plan = (...steps: readonly SwapStep[]): PayloadInput => ({
  ...{ type: 'plan', bytes: encodePlans([{ from: [FROM], steps }]) },
});
type Json = Record<string, unknown>;
/** The steps of the only plan of a manifest, changed. */
const withSteps =
  (edit: (steps: readonly Json[]) => readonly Json[]) =>
  (manifest: Json): Json => {
    const [one] = manifest['plans'] as { steps: Json[] }[];
    return { ...manifest, plans: [{ ...one, steps: edit(one!.steps) }] };
  };

describe('a package with a plan for live swaps', () => {
  let server: ServerUnderTest;
  let key: SigningKey;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    key = await signingKeyFromSeed(new Uint8Array(32).fill(1));
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `planned-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: PART, hardware: ['A'] } });
    const named = [{ name: 'team', jwk: key.publicJwk }];
    const body = await signedChange(server, product, { keys: named, threshold: 1, serverKey: false }, [key]);
    expect((await server.send('POST', `products/${product}/signing`, { body })).status).toBe(200);
  });

  const code = withDescriptor(anImage(PART), { version: '1.1.0', counter: 2 });
  const inputs = (extras: readonly PayloadInput[]): PackInputs => ({
    ...{ product, version: '1.1.0', counter: 2, parts: [PART], hardware: ['A'], code, extras, createdMs: 0 },
  });
  const upload = async (release: ReleasePackage): Promise<Answer> =>
    server.send('POST', `products/${product}/releases`, {
      body: Buffer.from(encodePackage(await signPackage(release, key))),
      headers: { 'content-type': PACKAGE_MEDIA_TYPE },
    });
  /** A package that no packer of ours makes: built without its checks, of which the manifest then says something else. */
  const forged = (extras: readonly PayloadInput[], edit: (manifest: Json) => Json = (same) => same): ReleasePackage => {
    const { manifest, stream } = buildRelease({ ...inputs(extras), plaintextSalt: new Uint8Array(64) });
    const json = JSON.parse(JSON.stringify(encodeManifest(manifest))) as Json;
    return { signatures: [], payload: utf8(JSON.stringify(edit(json))), stream };
  };

  it('is taken, and its steps are told with the release, in their order', async () => {
    expect(await upload(packRelease(inputs([plan(...STEPS)])))).toMatchObject({ status: 201 });
    const { json } = await server.send('GET', `products/${product}/releases/1.1.0`);
    expect(json.manifest.plans).toEqual([
      {
        from: ['07'.repeat(32)],
        steps: [
          { do: 'move', from: 0x20003000, to: 0x20003010, length: 4 },
          { do: 'carry', from: 0x20003004, to: 0x20003008, length: 4 },
          { do: 'carry', from: 0x20003008, to: 0x20003004, length: 4 },
          { do: 'initialise', to: 0x20003020, length: 4, bytes: '0102' },
        ],
      },
    ]);
    expect(json.manifest.sections).toContainEqual(expect.objectContaining({ type: 'plan' }));
  });

  const stack = new DataView(code.buffer, code.byteOffset).getUint32(0, true);
  const told = (...steps: Json[]) => withSteps(() => steps);
  const MOVED: Json = { ...MOVE };
  const ZEROS: Json = { do: 'initialise', to: 0x20003000, length: 4, bytes: '' };
  const RUN_ONCE = 0x08000401;
  const START: PayloadInput = { type: 'ram-init', address: 0x20003010, bytes: new Uint8Array(4) };

  it.each<[string, string, string, () => ReleasePackage]>([
    ['says other steps than its image', 'plan_invalid', 'other plans', () => forged([plan(...STEPS)], told(MOVED))],
    [
      'says another order',
      'plan_invalid',
      'other plans',
      () =>
        forged(
          [plan(...STEPS)],
          withSteps((all) => [...all].reverse()),
        ),
    ],
    [
      'overwrites what it has yet to move',
      'manifest_malformed',
      'is overwritten before it is moved',
      () => forged([plan(...STEPS)], told(ZEROS, MOVED)),
    ],
    [
      'carries more than an agent has room for',
      'manifest_malformed',
      'carries 513 bytes',
      () => forged([plan(MOVE)], told({ ...MOVED, do: 'carry', to: 0x20004000, length: 513 })),
    ],
    [
      'has a step that there is not',
      'manifest_malformed',
      'do must be one of',
      () => forged([plan(MOVE)], told({ ...MOVED, do: 'jump' })),
    ],
    [
      'is in the image alone',
      'manifest_malformed',
      'has plans if the image carries them',
      () => forged([plan(MOVE)], ({ plans: _, ...rest }) => rest),
    ],
    [
      'is in the manifest alone',
      'manifest_malformed',
      'has plans if the image carries them',
      () => forged([], (manifest) => ({ ...manifest, plans: [{ from: ['07'.repeat(32)], steps: [] }] })),
    ],
    [
      'is beside run-once code',
      'manifest_malformed',
      'plans or run-once code',
      () => forged([plan(MOVE)], (manifest) => ({ ...manifest, postUpdateEntry: RUN_ONCE })),
    ],
    ['moves to no RAM', 'plan_misplaced', 'outside the RAM', () => forged([plan({ ...MOVE, to: 0x40000000 })])],
    [
      'carries from no RAM',
      'plan_misplaced',
      'outside the RAM',
      () => forged([plan({ do: 'carry', from: 0x08000000, to: 0x20003010, length: 4 })]),
    ],
    ['writes to its stack', 'plan_misplaced', 'upon the stack', () => forged([plan({ ...MOVE, to: stack - 8 })])],
    ['writes where a start value belongs', 'plan_misplaced', 'upon', () => forged([START, plan(MOVE)])],
  ])('that %s is refused with %s, and nothing is kept', async (_, refusal, detail, release) => {
    const { status, json } = await upload(release());
    expect([status, json.code, json.detail]).toEqual([422, refusal, expect.stringContaining(detail)]);
    expect((await server.send('GET', `products/${product}/releases`)).json.items).toEqual([]);
  });
});
