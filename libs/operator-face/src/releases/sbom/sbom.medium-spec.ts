import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { aForm } from '../../testing/forms.js';
import { anImage } from '../../testing/an-image.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';

const TYPE = 'application/vnd.cyclonedx+json';
const PART = 'STM32G484';

describe('the SBOM of a release', () => {
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(() => another());

  /** Another product with a release. */
  async function another(): Promise<void> {
    product = `bill-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: PART, hardware: ['A'] } });
    await uploaded('1.0.0');
  }

  const image = anImage(PART);
  const uploaded = (version: string): Promise<Answer> =>
    server.send('POST', `products/${product}/releases`, aForm({ version, counter: 1 }, { image }));
  const bom = (more: object = {}): string =>
    JSON.stringify({
      ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
      ...{ components: [{ type: 'library', name: 'mbedtls', version: '3.5.0' }] },
      ...more,
    });
  const store = (
    body: string,
    { version = '1.0.0', scope = 'operate' }: { version?: string; scope?: 'operate' | 'read' } = {},
  ) =>
    server.send('POST', `products/${product}/releases/${version}/sbom`, {
      ...{ body, scope },
      headers: { 'content-type': TYPE },
    });
  const read = (version = '1.0.0'): Promise<Answer> =>
    server.send('GET', `products/${product}/releases/${version}/sbom`, { scope: 'read' });
  const row = () => server.database.releases.get(product, '1.0.0');

  it('is kept as it came, encrypted, and told with the release', async () => {
    const file = bom({ serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79' });
    const said = { specVersion: '1.6', components: 1, sha256: toHex(sha256(utf8(file))), length: file.length };
    expect(await store(file)).toMatchObject({ status: 201, json: { version: '1.0.0', sbom: said } });
    expect(await read()).toMatchObject({ status: 200, text: file, headers: { 'content-type': TYPE } });
    expect((await server.send('GET', `products/${product}/releases/1.0.0`)).json.sbom).toEqual({
      ...said,
      signed: false,
    });
    expect((await server.blobs.get((await row()).sbomKey!))!.subarray(16)).toEqual(utf8(file));
  });

  it('is found by its components, with and without version, within the product', async () => {
    await uploaded('1.1.0');
    await store(bom());
    await store(bom({ components: [{ type: 'library', name: 'mbedtls', version: '3.6.0' }] }), { version: '1.1.0' });
    const found = async (filter: string): Promise<string[]> =>
      (await server.send('GET', `products/${product}/releases?filter=${encodeURIComponent(filter)}`)).json.items.map(
        ({ version }: { version: string }) => version,
      );
    expect(await found('component==mbedtls')).toEqual(['1.1.0', '1.0.0']);
    expect(await found('component==mbedtls@3.5.0')).toEqual(['1.0.0']);
    expect(await found('component==mbedtls@3.*')).toEqual(['1.1.0', '1.0.0']);
    expect(await found('component==newlib')).toEqual([]);
  });

  it('is found in all products, too, as far as one sees them', async () => {
    await store(bom());
    const other = product;
    await another();
    await store(bom());
    const found = async (filter: string): Promise<string[]> =>
      (await server.send('GET', `releases?filter=${encodeURIComponent(filter)}`)).json.items.map(
        (release: { product: string; version: string }) => `${release.product} ${release.version}`,
      );
    expect(await found(`component==mbedtls@3.5.0;product=in=(${other},${product})`)).toEqual([
      `${product} 1.0.0`,
      `${other} 1.0.0`,
    ]);
    expect(await found(`component==mbedtls;project==default;product==${other}`)).toEqual([`${other} 1.0.0`]);
    expect(await found('component==mbedtls@9')).toEqual([]);
  });

  it('is kept once, and replaced by another one, whose blob before is given up', async () => {
    await store(bom());
    const before = (await row()).sbomKey!;
    expect((await store(bom())).status).toBe(200);
    expect((await row()).sbomKey).toBe(before);
    expect((await store(bom({ version: 2 }))).status).toBe(201);
    expect(await server.database.releases.namesBlob(before)).toBe(false);
    expect(await server.database.releases.namesBlob((await row()).sbomKey!)).toBe(true);
    expect(await server.database.releases.leftBlobs(Date.now() + 1000, 1000)).toContain(before);
    expect((await read()).text).toBe(bom({ version: 2 }));
  });

  it('is in the log with its digest', async () => {
    await store(bom());
    const { json } = await server.send('GET', 'events/log?limit=1000');
    expect(json.items).toContainEqual(
      expect.objectContaining({
        kind: 'release_changed',
        data: { product, version: '1.0.0', labels: [], sbom: toHex(sha256(utf8(bom()))) },
      }),
    );
  });

  it('describes this release, if it says which', async () => {
    const of = (content: string) => bom({ metadata: { component: { hashes: [{ alg: 'SHA-256', content }] } } });
    expect(await store(of('ab'.repeat(32)))).toMatchObject({ status: 422, json: { code: 'sbom_mismatch' } });
    expect((await store(of(toHex(sha256(image))))).status).toBe(201);
  });

  it.each([
    ['no JSON', '{', 422, 'sbom_invalid'],
    ['SPDX', '{"spdxVersion":"SPDX-2.3"}', 422, 'sbom_invalid'],
    ['longer than is taken', ' '.repeat(1024 * 1024 + 1), 413, 'message_too_large'],
  ])('that is %s is refused, and nothing is kept', async (_, body, status, code) => {
    expect(await store(body)).toMatchObject({ status, json: { code } });
    expect((await row()).sbom).toBeUndefined();
    expect(await read()).toMatchObject({ status: 404, json: { code: 'sbom_unknown' } });
  });

  it('is sent as what it is, and to where it belongs', async () => {
    const path = `products/${product}/releases/1.0.0/sbom`;
    expect(await server.send('POST', path, { body: JSON.parse(bom()) as object })).toMatchObject({
      json: { code: 'media_type_unsupported' },
    });
    const elsewhere = { body: bom(), headers: { 'content-type': TYPE } };
    expect(await server.send('POST', 'products', elsewhere)).toMatchObject({
      json: { code: 'media_type_unsupported' },
    });
    expect(await store(bom(), { version: '9.9.9' })).toMatchObject({ status: 404, json: { code: 'release_unknown' } });
    expect((await store(bom(), { scope: 'read' })).status).toBe(403);
  });

  it('counts in the quota of its project, and is refused where there is no room', async () => {
    const usage = async (): Promise<number> =>
      (await server.send('GET', 'projects/default')).json.used.storageBytes as number;
    const before = await usage();
    await store(bom());
    expect(await usage()).toBe(before + bom().length + 16);
    const revise = (quotas: object) => server.send('PATCH', 'projects/default', { body: { quotas } });
    expect((await revise({ storageBytes: 1 })).status).toBe(200);
    expect(await store(bom({ version: 3 }))).toMatchObject({ json: { code: 'quota_exceeded' } });
    expect((await revise({})).status).toBe(200);
    expect((await read()).text).toBe(bom());
  });

  it('that comes back from the store as another one is not given out, and can be sent again', async () => {
    await store(bom());
    const stored = await server.blobs.get((await row()).sbomKey!);
    const damaged = stored!.map((byte, at) => (at === stored!.length - 1 ? byte ^ 1 : byte));
    const get = jest.spyOn(server.blobs, 'get').mockResolvedValue(damaged);
    try {
      expect(await read()).toMatchObject({ status: 503, json: { code: 'sbom_unreadable' } });
      expect((await store(bom())).status).toBe(201);
    } finally {
      get.mockRestore();
    }
    expect((await read()).text).toBe(bom());
  });

  it('that the store has lost is said so, and can be sent again', async () => {
    await store(bom());
    await server.blobs.setAside((await row()).sbomKey!);
    expect(await read()).toMatchObject({ status: 503, json: { code: 'sbom_unreadable' } });
    expect((await store(bom())).status).toBe(201);
    expect((await read()).text).toBe(bom());
  });
});
