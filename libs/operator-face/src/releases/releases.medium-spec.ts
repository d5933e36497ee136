import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { decodeManifest, paddedImage } from '@twinbank/image';
import { JWS_TYPES, sha256, TrustedKeys, verifyJws } from '@twinbank/keys';
import { PARTS } from '@twinbank/parts';
import { toHex, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { elfOf } from '@twinbank/testkit/elf-file';
import { sRecordsOf } from '@twinbank/testkit/s-record';

import { anImage, anImageTooLarge } from '../testing/an-image.js';
import { aForm, cutAfter, type Form } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const PART = 'STM32G484';
const built = (path: string): string =>
  fileURLToPath(new URL(`../../../../simulators/firmware/build/${path}`, import.meta.url));
const REAL_IMAGE = built('g4/twinbank-g4-1.1.0.bin');
const REAL_ELF = built('g4/twinbank-g4-1.1.0.elf');
const IN_RAM = { name: '.fast', address: 0x20000000, bytes: Buffer.alloc(600) };
const BEHIND_BOOT_LOADER = built('foreign/g4-behind-boot-loader.bin');

describe('releases', () => {
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `motor-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: PART, hardware: ['A', 'B'] } });
  });

  const upload = (form: Form, scope: 'operate' | 'read' = 'operate'): Promise<Answer> =>
    server.send('POST', `products/${product}/releases`, { ...form, scope });
  const image = anImage(PART);
  const form = (fields: Record<string, string | number | string[]> = {}, bytes = image): Form =>
    aForm({ version: '1.0.0', counter: 1, ...fields }, { image: bytes });
  const kept = async (): Promise<number> =>
    (await server.send('GET', `products/${product}/releases`)).json.items.length as number;

  it('are made from an uploaded image: signed, stored, shown', async () => {
    const { status, headers, json } = await upload(form());
    expect({ status, headers, ...json }).toMatchObject({
      status: 201,
      headers: { location: expect.stringMatching(/^\/api\/v1\/products\/[^/]+\/releases\/1\.[0-9.]+$/) },
      product,
      version: '1.0.0',
      counter: 1,
      state: 'available',
      hardware: ['A', 'B'],
      image: { length: image.length, sha256: toHex(sha256(image)) },
      blockSize: 4096,
      blocks: 2,
      streamLength: image.length + 64,
    });
    const payload = verifyJws({
      compact: json.manifestJws as string,
      keys: new TrustedKeys([server.keyRing.manifestKey!.publicJwk]),
      type: JWS_TYPES.manifest,
      maxBytes: 100_000,
    });
    const manifest = decodeManifest(payload);
    expect(manifest).toMatchObject({ product, version: '1.0.0', counter: 1, parts: [PART], hardware: ['A', 'B'] });
    expect(json.manifest).toEqual(payload);
    expect(json.manifestDigest).toBe(toHex(sha256(utf8(json.manifestJws as string))));
    const stored = (await server.database.releases.get(product, '1.0.0')).blobKey;
    expect((await server.blobs.get(stored))?.subarray(64)).toEqual(image);
    expect(await server.send('GET', `products/${product}/releases/1.0.0`)).toMatchObject({ status: 200, json });
  });

  it('carry what the descriptor of the reference firmware says', async () => {
    const { status, json } = await upload(
      aForm({ version: '1.1.0', counter: 2, product }, { image: await readFile(REAL_IMAGE) }),
    );
    expect(status).toBe(201);
    expect(json.manifest).toMatchObject({ swapSection: { offset: 0x400 }, ramLayout: expect.any(Number) });
  });

  it('tell the file as `sha256sum` does, beside the padded image that devices report', async () => {
    const file = image.subarray(0, 4000);
    const { json } = await upload(form({}, file));
    expect(json).toMatchObject({
      file: { length: 4000, sha256: toHex(sha256(file)) },
      image: { length: 4032, sha256: toHex(sha256(paddedImage(file))) },
    });
    expect((await server.send('GET', `products/${product}/releases/1.0.0`)).json).toEqual(json);
  });

  it('tell how they can be swapped in, and what inspection found', async () => {
    expect((await upload(form())).json).toMatchObject({
      modes: ['reset'],
      ramLayout: 0,
      parts: [PART],
      findings: [{ code: 'no_swap_section' }],
    });
    const { json } = await upload(aForm({ version: '1.1.0', counter: 2 }, { image: await readFile(REAL_IMAGE) }));
    expect(json).toMatchObject({ modes: ['live', 'reset'], ramLayout: 2, findings: [] });
  });

  it('whose image carries no descriptor are refused, but where the product has an agent of its own, and are for mode reset then', async () => {
    const foreign = anImage(PART, { descriptor: false });
    expect(await upload(form({}, foreign))).toMatchObject({ status: 422, json: { code: 'image_without_agent' } });
    expect(await kept()).toBe(0);
    await server.send('POST', 'products', {
      body: { name: `${product}-own`, part: PART, hardware: ['A'], agent: 'own' },
    });
    const { status, json } = await server.send('POST', `products/${product}-own/releases`, form({}, foreign));
    expect({ status, ...json }).toMatchObject({ status: 201, modes: ['reset'], findings: [{ code: 'no_descriptor' }] });
    expect(json).not.toHaveProperty('ramLayout');
  });

  it('without a descriptor name their copies of interrupt code, which the manifest has as sections then', async () => {
    const own = `${product}-own`;
    await server.send('POST', 'products', { body: { name: own, part: PART, hardware: ['A'], agent: 'own' } });
    const elf = await readFile(built('g4/twinbank-g4-1.1.0.elf'));
    elf.writeUInt32LE(0, elf.indexOf('TWBK'));
    const named = (isrCopiesAt: string) =>
      server.send('POST', `products/${own}/releases`, form({ swapSectionAt: '.swap', isrCopiesAt }, elf));
    expect((await named('.isr_a')).json).toMatchObject({ code: 'place_unknown' });
    const { status, json } = await named('.isr_a,.isr_b');
    expect({ status, ...json }).toMatchObject({
      ...{ status: 201, modes: ['live', 'reset'] },
      manifest: {
        sections: [
          { type: 'code' },
          { type: 'ram-code', address: 0x10000000, length: 944 },
          { type: 'ram-code', address: 0x10000800, length: 944 },
        ],
      },
    });
    expect(json.findings.filter(({ code }: { code: string }) => code === 'isr_copy_found')).toHaveLength(2);
  });

  it('may be for some hardware revisions and in larger blocks', async () => {
    expect((await upload(form({ hardware: ['B'], blockSize: 16384 }))).json).toMatchObject({
      hardware: ['B'],
      blockSize: 16384,
    });
  });

  it('may be for a range of hardware revisions, which is written out before it is signed', async () => {
    const { status, json } = await upload(form({ hardware: ['B..'] }));
    expect({ status, hardware: json.hardware, manifest: json.manifest }).toMatchObject({
      ...{ status: 201, hardware: ['B'], manifest: { hardware: ['B'] } },
    });
    expect((await upload(form({ hardware: ['B'] }))).status).toBe(200);
    expect(await upload(form({ version: '1.1.0', hardware: ['C..F'] }))).toMatchObject({
      ...{ status: 400, json: { code: 'request_invalid', facts: { field: 'hardware' } } },
    });
  });

  it('are listed newest first, in pages', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await upload(form({ version }));
    const first = (await server.send('GET', `products/${product}/releases?limit=2`)).json;
    expect(first.items.map((release: { version: string }) => release.version)).toEqual(['1.2.0', '1.1.0']);
    const second = (await server.send('GET', `products/${product}/releases?limit=2&after=${first.next}`)).json;
    expect(second.items.map((release: { version: string }) => release.version)).toEqual(['1.0.0']);
    expect(second.next).toBeUndefined();
  });

  it('are withdrawn once, and stay withdrawn', async () => {
    await upload(form());
    for (let i = 0; i < 2; i++)
      expect(
        await server.send('POST', `products/${product}/releases/1.0.0/withdraw`, { scope: 'operate' }),
      ).toMatchObject({ status: 200, json: { state: 'withdrawn' } });
    const { json } = await server.send('GET', 'events/log?limit=1000');
    const withdrawals = json.items.filter(
      (event: { kind: string; data: { product?: string } }) =>
        event.kind === 'release_withdrawn' && event.data.product === product,
    );
    expect(withdrawals).toHaveLength(1);
  });

  it('have notes and labels, which are no part of what is signed', async () => {
    await upload(form());
    const path = `products/${product}/releases/1.0.0`;
    const before = (await server.send('GET', path)).json;
    expect(before).toMatchObject({ labels: [] });
    const body = { notes: 'Fixes the valve.\nAnd the fan.', labels: ['stable', 'q4'] };
    expect(await server.send('PATCH', path, { body, scope: 'operate' })).toMatchObject({ status: 200, json: body });
    expect((await server.send('GET', path)).json).toEqual({
      ...before,
      ...body,
      notesSigned: false,
      revision: expect.any(String),
    });
    expect((await server.send('PATCH', path, { body: { notes: null } })).json).not.toHaveProperty('notes');
    expect((await server.send('PATCH', path, { body: { labels: [] } })).json).toMatchObject({ labels: [] });
    for (const wrong of [{ labels: ['a b'] }, { labels: ['a', 'a'] }, { notes: 'x'.repeat(10_001) }, { counter: 7 }])
      expect(await server.send('PATCH', path, { body: wrong })).toMatchObject({ status: 400 });
    expect(await server.send('PATCH', path, { body, scope: 'read' })).toMatchObject({ status: 403 });
    expect((await upload(form())).status).toBe(200);
  });

  it('that nobody made are release_unknown', async () => {
    expect(await server.send('GET', `products/${product}/releases/9.9.9`)).toMatchObject({
      status: 404,
      json: { code: 'release_unknown' },
    });
    expect(await server.send('POST', `products/${product}/releases/9.9.9/withdraw`)).toMatchObject({
      status: 404,
      json: { code: 'release_unknown' },
    });
  });

  it('of a product that nobody made are product_unknown', async () => {
    expect(await server.send('POST', 'products/ghost/releases', form())).toMatchObject({
      status: 404,
      json: { code: 'product_unknown' },
    });
    expect(await server.send('GET', 'products/ghost/releases')).toMatchObject({
      status: 404,
      json: { code: 'product_unknown' },
    });
  });

  it('are made once for each version: release_exists, and the first stays as it is', async () => {
    const first = await upload(form());
    expect(await upload(form({}, anImage(PART, { filler: 1 })))).toMatchObject({
      status: 409,
      json: { code: 'release_exists' },
    });
    expect((await server.send('GET', `products/${product}/releases/1.0.0`)).json).toEqual(first.json);
  });

  it('are found by the same upload again, which says that nothing was made', async () => {
    const { json } = await upload(form());
    const stored = server.blobs.keys().length;
    expect(await upload(form())).toMatchObject({ status: 200, json });
    expect(server.blobs.keys()).toHaveLength(stored);
  });

  it('uploaded twice at the same moment are made once, and the loser is told so or given the first', async () => {
    const answers = await Promise.all([upload(form()), upload(form())]);
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    expect([200, 409]).toContain(answers.find(({ status }) => status !== 201)?.status);
    expect(server.blobs.keys()).toContain((await server.database.releases.get(product, '1.0.0')).blobKey);
    expect(await kept()).toBe(1);
  });

  it.each<[string, number, string, () => Form]>([
    ['empty', 400, 'image_empty', () => form({}, new Uint8Array(0))],
    ['one byte longer than a bank has room for', 413, 'image_too_large', () => form({}, anImageTooLarge(PART))],
    [
      'three times as long as a bank',
      413,
      'image_too_large',
      () => form({}, new Uint8Array(PARTS[PART].bankBytes * 3)),
    ],
    ['without a stack in RAM', 422, 'image_not_bootable', () => form({}, anImage(PART, { stackPointer: 0 }))],
    ['noise', 422, 'image_not_bootable', () => form({}, new Uint8Array(4096).fill(0xee))],
    ['an ELF file cut in two', 400, 'elf_truncated', () => form({}, readFileSync(REAL_ELF).subarray(0, 90_000))],
    [
      'an ELF file for another machine',
      422,
      'elf_foreign',
      () => form({}, Buffer.from(readFileSync(REAL_ELF)).fill(243, 18, 19)),
    ],
    ['an ELF file of code for RAM', 422, 'image_linked_elsewhere', () => form({}, elfOf([IN_RAM]).bytes)],
    [
      'an ELF file longer than is read',
      413,
      'image_too_large',
      () => form({}, Buffer.concat([readFileSync(REAL_ELF), Buffer.alloc(24 * 1024 * 1024)])),
    ],
    [
      'an S-record file without an end',
      400,
      's_record_invalid',
      () => form({}, Buffer.from('S30500000000FA\r\n'.repeat(20_000))),
    ],
    [
      'an S-record file for bank 2',
      422,
      'image_linked_elsewhere',
      () => form({}, Buffer.from(sRecordsOf(Buffer.alloc(600), 0x08040000))),
    ],
    [
      'an Intel HEX file without an end',
      400,
      'intel_hex_invalid',
      () => form({}, Buffer.from(':020000040800F2\r\n'.repeat(20_000))),
    ],
    [
      'an Intel HEX file longer than any of a bank',
      413,
      'image_too_large',
      () => form({}, Buffer.from(':020000040800F2\r\n'.repeat(200_000))),
    ],
    [
      'an Intel HEX file for bank 2',
      422,
      'image_linked_elsewhere',
      () => form({}, Buffer.from(':020000040804EE\n:0400000001020304F2\n:00000001FF\n')),
    ],
    [
      'linked for behind a boot loader',
      422,
      'image_linked_elsewhere',
      () => form({}, readFileSync(BEHIND_BOOT_LOADER)),
    ],
    ['encrypted already', 422, 'image_wrong_format', () => form({}, randomBytes(20_000))],
    ['cut off within the image', 400, 'upload_incomplete', () => cutAfter(form(), 2000)],
    ['cut off within a field', 400, 'upload_incomplete', () => cutAfter(form(), 70)],
    ['cut off just before the end', 400, 'upload_incomplete', () => cutAfter(form(), form().body.length - 10)],
    ['missing', 400, 'request_invalid', () => aForm({ version: '1.0.0', counter: 1 }, {})],
    ['in another field', 400, 'request_invalid', () => aForm({ version: '1.0.0', counter: 1 }, { picture: image })],
    [
      'there twice',
      400,
      'request_invalid',
      () => ({ ...form(), body: Buffer.concat([aForm({}, { image }).body.subarray(0, -37), form().body]) }),
    ],
  ])('whose image is %s are refused, and nothing is kept', async (_what, status, code, make) => {
    expect(await upload(make())).toMatchObject({ status, json: { code } });
    expect(await kept()).toBe(0);
  });

  it.each<[string, Record<string, string | number | string[]>, RegExp]>([
    ['no version', { version: '' }, /version/],
    ['a version that is none', { version: 'latest' }, /version/],
    ['a counter that is none', { counter: 'one' }, /counter/],
    ['a negative counter', { counter: -1 }, /counter/],
    ['hardware that the product lacks', { hardware: ['Z'] }, /hardware revision Z/],
    ['a block size that is no power of two', { blockSize: 5000 }, /blockSize/],
    ['the tag of another product', { product: 'other' }, /tagged for other/],
    ['an unknown field', { colour: 'red' }, /unknown field colour/],
  ])('with %s are request_invalid', async (_what, fields, refusal) => {
    const { status, json } = await upload(form(fields));
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'request_invalid' });
    expect(json.detail).toMatch(refusal);
    expect(await kept()).toBe(0);
  });

  it('whose version in the image is another are image_mismatch', async () => {
    const bytes = await readFile(REAL_IMAGE);
    expect(await upload(aForm({ version: '1.2.0', counter: 2 }, { image: bytes }))).toMatchObject({
      status: 422,
      json: { code: 'image_mismatch' },
    });
    expect(await upload(aForm({ version: '1.1.0', counter: 3 }, { image: bytes }))).toMatchObject({
      status: 422,
      json: { code: 'image_mismatch' },
    });
    expect(await kept()).toBe(0);
  });

  it('cannot go below the security counter of what was released: counter_too_low', async () => {
    await upload(form({ counter: 5 }));
    expect(await upload(form({ version: '2.0.0', counter: 4 }))).toMatchObject({
      status: 409,
      json: { code: 'counter_too_low', facts: { counter: 5 } },
    });
    expect((await upload(form({ version: '2.0.0', counter: 5 }))).status).toBe(201);
  });

  it('leave no image where they are refused after it was stored, by what came between', async () => {
    const before = server.blobs.keys();
    const { releases } = server.database;
    releases.create = () => Promise.reject(faultOf('counter_too_low', 'another upload was quicker'));
    const { json } = await upload(form({ version: '3.0.0' }));
    Reflect.deleteProperty(releases, 'create');
    expect(json).toMatchObject({ code: 'counter_too_low' });
    expect(server.blobs.keys()).toEqual(before);
  });

  it('are refused with storage_full (507) while there is no room for their image or their row, and made once there is', async () => {
    const before = server.blobs.keys();
    const full = faultOf('storage_full', 'the disk is full');
    for (const lack of [jest.spyOn(server.blobs, 'put'), jest.spyOn(server.database.releases, 'create')]) {
      lack.mockRejectedValue(full);
      const refused = await upload(form({ version: '4.0.0' }));
      lack.mockRestore();
      expect(refused).toMatchObject({ status: 507, json: { code: 'storage_full', detail: 'the disk is full' } });
      expect([await kept(), server.blobs.keys()]).toEqual([0, before]);
    }
    expect((await upload(form({ version: '4.0.0' }))).status).toBe(201);
  });

  it('are uploaded as forms: anything else is media_type_unsupported', async () => {
    const answer = await server.send('POST', `products/${product}/releases`, { body: { version: '1.0.0' } });
    expect(answer).toMatchObject({ status: 415, json: { code: 'media_type_unsupported' } });
  });

  it('are uploaded by those who may operate', async () => {
    expect(await upload(form(), 'read')).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  });
});
