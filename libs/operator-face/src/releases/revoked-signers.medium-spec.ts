import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { signingKeyFromSeed, signKeySet, type SigningKey } from '@twinbank/keys';
import { encodePackage, PACKAGE_MEDIA_TYPE, packRelease, signPackage } from '@twinbank/package';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeyUse } from '@twinbank/protocol';

import { withDescriptor } from '../testing/a-descriptor.js';
import { anImage } from '../testing/an-image.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { aKeySetFor, aRootedProduct, rootKey } from '../testing/team-keys.js';
import { aForm } from '../testing/forms.js';

const PART = 'STM32G484';
const IMAGE = withDescriptor(anImage(PART), { version: '1.1.0', counter: 2 });
const HOUR_MS = 3_600_000;

describe('releases of which a signer was taken away', () => {
  let server: ServerUnderTest;
  let root: SigningKey;
  let team: SigningKey[];
  beforeAll(async () => {
    root = await rootKey();
    team = await Promise.all([1, 2, 3].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte))));
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  /** Stores a key set that names these keys of the team for releases, of which two have to sign. */
  const store = async (product: string, version: number, named: readonly number[]): Promise<number> => {
    const key = ({ publicJwk }: SigningKey, use: KeyUse) => ({ x: fromBase64Url(publicJwk.x)!, uses: [use] });
    const set = {
      ...{ product, version, issuedAtMs: 1000, expiresAtMs: Date.now() + HOUR_MS },
      ...{ rootThreshold: 1, manifestThreshold: 2 },
      keys: [
        key(root, 'root'),
        ...named.map((at) => key(team[at]!, 'manifest')),
        key(server.keyRing.ticketKey, 'ticket'),
      ],
    };
    const body = await signKeySet(set, [root]);
    return (await server.send('POST', `products/${product}/key-sets`, { body })).status;
  };
  const told = async (product: string): Promise<unknown[]> => [
    (await server.send('GET', `products/${product}/releases/1.1.0`)).json.keyRevoked,
    (await server.send('GET', `products/${product}/releases`)).json.items[0].keyRevoked,
    (await server.send('GET', `releases?filter=product==${product}`)).json.items[0].keyRevoked,
  ];

  it('say so wherever they are shown, from the key set on that took it away to one that names it again', async () => {
    const product = 'twice';
    await aRootedProduct(server, product);
    expect(await store(product, 1, [0, 1])).toBe(201);
    const inputs = { product, version: '1.1.0', counter: 2, hardware: ['A'], code: IMAGE, createdMs: 0 };
    const packed = packRelease({ ...inputs, parts: [PART] });
    const both = await signPackage(await signPackage(packed, team[0]!), team[1]!);
    const uploaded = await server.send('POST', `products/${product}/releases`, {
      body: Buffer.from(encodePackage(both)),
      headers: { 'content-type': PACKAGE_MEDIA_TYPE },
    });
    expect([uploaded.status, uploaded.json.keyRevoked]).toEqual([201, undefined]);
    expect(await told(product)).toEqual([undefined, undefined, undefined]);
    expect(await store(product, 2, [0, 2])).toBe(201);
    const sentence = `the release is signed by ${team[1]!.kid}, too, which key set 2 does not name; without it 1 of 2 signatures are left`;
    expect(await told(product)).toEqual([sentence, sentence, sentence]);
    const body = { notes: 'still' };
    expect((await server.send('PATCH', `products/${product}/releases/1.1.0`, { body })).json.keyRevoked).toBe(sentence);
    expect(await store(product, 3, [0, 1, 2])).toBe(201);
    expect(await told(product)).toEqual([undefined, undefined, undefined]);
  });

  it('say so too where the server itself had signed them', async () => {
    const product = 'by-server';
    const first = await aRootedProduct(server, product);
    expect((await server.send('POST', `products/${product}/key-sets`, { body: first })).status).toBe(201);
    const form = aForm({ version: '1.1.0', counter: 2 }, { image: IMAGE });
    expect((await server.send('POST', `products/${product}/releases`, form)).status).toBe(201);
    expect(await told(product)).toEqual([undefined, undefined, undefined]);
    expect(await store(product, 2, [0, 1])).toBe(201);
    const { kid } = server.keyRing.manifestKey!;
    for (const sentence of await told(product))
      expect(sentence).toBe(`the release is signed by ${kid}, which key set 2 does not name`);
    const again = { body: await aKeySetFor(server, product, 3) };
    expect((await server.send('POST', `products/${product}/key-sets`, again)).status).toBe(201);
    expect(await told(product)).toEqual([undefined, undefined, undefined]);
  });
});
