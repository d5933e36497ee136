import { answerOf } from '@twinbank/client';
import {
  askUntil,
  deviceIds,
  Fleet,
  NO_FAULTS,
  provision,
  referenceFirmware,
  renamedFirmware,
  type CountedImage,
  type Scratch,
} from '@twinbank/fleet';
import { signingKeyFromSeed, signKeySet, type SigningKey } from '@twinbank/keys';
import { encodePackage, namedDocument, packRelease, SBOM_MEDIA_TYPE, signPackage } from '@twinbank/package';
import { fromBase64Url, utf8 } from '@twinbank/primitives';
import type { KeyUse } from '@twinbank/protocol';

import { CONNECT_MAX_MS, NEW, OLD, type Story } from '../story.js';

/** A product that a team signs by itself, and whose first devices come to their end. */
export const VALVES = { product: 'valve', part: 'STM32G484', revoked: NEW, signed: '1.2.0' } as const;
const SEED_BYTES = 32;
const YEAR_MS = 365 * 24 * 3600 * 1000;
const FORGOTTEN_MAX_MS = 60_000;
const NOTES = 'Closes in 40 ms, and says when it cannot.';

/** A device that is disposed of, and one that was switched off before its disposal was ordered. */
export interface EndedDevices {
  readonly disposed: string;
  readonly disposing: string;
}

/** Makes the product, and brings two of its devices to their end. */
export async function endedValves(scratch: Scratch, { client, server }: Story, seed: string): Promise<EndedDevices> {
  const { product, part } = VALVES;
  await client.createProduct({ name: product, part, finishPolicy: 'keep-previous', hardware: ['A'] });
  const [disposed, disposing] = deviceIds(product, seed, 2) as [string, string];
  const made = await provision(client, { ids: [disposed, disposing], product, hardware: 'A' });
  const products = [{ name: product, part, allowUnencrypted: false, factory: referenceFirmware(part, OLD) }];
  const settings = { mqttUrl: server.mqttUrl, password: 'token', seed, flashTime: 'skip', rates: NO_FAULTS } as const;
  const fleet = await Fleet.build({ ...settings, trust: made.keys, products }, made.devices, 1);
  scratch.defer(() => fleet.kill());
  await fleet.connect(CONNECT_MAX_MS);
  const device = async (id: string) => answerOf(client.rest.GET('/api/v1/devices/{id}', { params: { path: { id } } }));
  const dispose = (id: string, reason: string): Promise<unknown> => {
    const body = { confirm: id, reason };
    return answerOf(client.rest.POST('/api/v1/devices/{id}/disposal', { params: { path: { id } }, body }));
  };
  for (const id of [disposed, disposing])
    await askUntil(async () => (await device(id)).status !== undefined, 'it has reported', CONNECT_MAX_MS);
  await dispose(disposed, 'scrapped after the flood, ticket 4711');
  await fleet.until((tally) => tally.disposed === 1, { timeoutMs: FORGOTTEN_MAX_MS, what: 'keys forgotten' });
  fleet.kill();
  await askUntil(async () => !(await device(disposing)).online, 'it is switched off', CONNECT_MAX_MS);
  await dispose(disposing, 'sold with the building, ticket 4712');
  return { disposed, disposing };
}

/**
 * Signs two releases of the product where its team keeps its keys, each with two signatures, notes and an SBOM. The second key set takes a key away
 * that has signed the first of them.
 */
export async function signedValves({ client }: Pick<Story, 'client'>): Promise<void> {
  const { product, part, signed } = VALVES;
  const [root, ada, bob, cleo] = await Promise.all(
    [21, 22, 23, 24].map((seed) => signingKeyFromSeed(new Uint8Array(SEED_BYTES).fill(seed))),
  );
  const team = { 'release-desk': ada!, 'safety-office': bob!, 'new-safety-office': cleo! };
  await answerOf(
    client.rest.POST('/api/v1/products/{product}/signing', {
      params: { path: { product } },
      body: {
        keys: Object.entries(team).map(([name, { publicJwk }]) => ({ name, jwk: { ...publicJwk } })),
        ...{ threshold: 2, serverKey: false },
        ...{ rootKeys: [{ ...root!.publicJwk }], rootThreshold: 1 },
      },
    }),
  );
  await storeKeySet(client, { version: 1, root: root!, named: [ada!, bob!] });
  const first = { ...referenceFirmware(part, NEW), by: [ada!, bob!] };
  await uploadSigned(client, first);
  await storeKeySet(client, { version: 2, root: root!, named: [ada!, cleo!] });
  await uploadSigned(client, { ...renamedFirmware(part, NEW, signed), by: [ada!, cleo!] });
}

interface Set {
  readonly version: number;
  readonly root: SigningKey;
  /** Who signs releases. */
  readonly named: readonly SigningKey[];
}

async function storeKeySet({ rest }: Story['client'], { version, root, named }: Set): Promise<void> {
  const { product } = VALVES;
  const { ticketKey } = await answerOf(rest.GET('/api/v1/server-keys'));
  const key = (x: string, ...uses: KeyUse[]) => ({ x: fromBase64Url(x)!, uses });
  const keys = [
    key(root.publicJwk.x, 'root'),
    ...named.map(({ publicJwk }) => key(publicJwk.x, 'manifest')),
    key(ticketKey.x, 'ticket'),
  ];
  const times = { issuedAtMs: Date.now(), expiresAtMs: Date.now() + YEAR_MS };
  const set = { product, version, ...times, rootThreshold: 1, manifestThreshold: 2, keys };
  const { keySet, signatures } = await signKeySet(set, [root]);
  const body = { keySet, signatures: signatures.map((one) => ({ ...one })) };
  await answerOf(rest.POST('/api/v1/products/{product}/key-sets', { params: { path: { product } }, body }));
}

interface SignedImage extends CountedImage {
  readonly by: readonly SigningKey[];
}

async function uploadSigned(client: Story['client'], { version, counter, bytes, by }: SignedImage): Promise<void> {
  const { product, part } = VALVES;
  const components = [{ type: 'library', name: 'mbedtls', version: '3.6.1' }];
  const sbom = utf8(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
  let release = packRelease({
    ...{ product, version, counter, parts: [part], hardware: ['A'], code: bytes, createdMs: Date.now() },
    documents: [namedDocument('sbom', sbom), namedDocument('notes', utf8(NOTES))],
  });
  for (const key of by) release = await signPackage(release, key);
  await client.uploadPackage(product, encodePackage(release));
  const params = { path: { product, version } };
  const body = { notes: NOTES };
  await answerOf(client.rest.PATCH('/api/v1/products/{product}/releases/{version}', { params, body }));
  await answerOf(
    client.rest.POST('/api/v1/products/{product}/releases/{version}/sbom', {
      ...{ params, body: new Blob([sbom as Uint8Array<ArrayBuffer>]), bodySerializer: (file: Blob) => file },
      headers: { 'content-type': SBOM_MEDIA_TYPE },
    }),
  );
}
