import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { paddedImage } from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import { toHex } from '@twinbank/primitives';
import { intelHexOf } from '@twinbank/testkit/intel-hex';
import { sRecordsOf } from '@twinbank/testkit/s-record';

import { aForm, type Form } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const built = (path: string): URL => new URL(`../../../../simulators/firmware/build/${path}`, import.meta.url);
const REAL_IMAGE = built('g4/twinbank-g4-1.1.0.bin');
const REAL_ELF = built('g4/twinbank-g4-1.1.0.elf');

describe('releases from files with addresses', () => {
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `motor-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: 'STM32G484', hardware: ['A'] } });
  });

  const upload = (form: Form): Promise<Answer> => server.send('POST', `products/${product}/releases`, form);
  const form = (fields: Record<string, string | number>, image: Uint8Array): Form => aForm(fields, { image });
  const kept = async (): Promise<number> =>
    (await server.send('GET', `products/${product}/releases`)).json.items.length as number;

  it.each([
    ['Intel HEX', intelHexOf],
    ['S-record', sRecordsOf],
  ])('are made from an %s file, with the same image as from the plain bytes', async (_format, written) => {
    const file = written(readFileSync(REAL_IMAGE), 0x08000000);
    const { json } = await upload(form({ version: '1.1.0', counter: 2 }, file));
    const plain = paddedImage(readFileSync(REAL_IMAGE));
    expect(json).toMatchObject({
      image: { length: plain.length, sha256: toHex(sha256(plain)) },
      file: { length: file.length, sha256: toHex(sha256(file)) },
    });
  });

  it('are made from an ELF file, with the same image as from the plain bytes, and tell how it was built', async () => {
    const file = readFileSync(REAL_ELF);
    const { json } = await upload(form({ version: '1.1.0', counter: 2 }, file));
    const plain = paddedImage(readFileSync(REAL_IMAGE));
    expect(json).toMatchObject({
      image: { length: plain.length, sha256: toHex(sha256(plain)) },
      file: { length: file.length, sha256: toHex(sha256(file)) },
      findings: [{ code: 'elf_debug_info', detail: 'DWARF 5' }],
    });
    const again = await upload(form({ version: '1.1.0', counter: 2 }, readFileSync(REAL_IMAGE)));
    expect(again).toMatchObject({ status: 200, json: { manifestDigest: json.manifestDigest } });
  });

  it('may be as long as 20 MB of debug information make them', async () => {
    const elf = readFileSync(REAL_ELF);
    const { status, json } = await upload(
      form({ version: '1.1.0', counter: 2 }, Buffer.concat([elf, Buffer.alloc(20_000_000)])),
    );
    expect([status, json.file.length]).toEqual([201, elf.length + 20_000_000]);
    expect(json.image.sha256).toBe(toHex(sha256(paddedImage(readFileSync(REAL_IMAGE)))));
  });

  it('are held against the version that the image says at a symbol', async () => {
    const file = readFileSync(REAL_ELF);
    const ordered = (versionAt: string) => upload(form({ version: '1.1.0', counter: 2, versionAt }, file));
    expect(await ordered('nothing_here')).toMatchObject({ status: 422, json: { code: 'place_unknown' } });
    expect(await ordered('bank_swap')).toMatchObject({ status: 422, json: { code: 'image_mismatch' } });
    expect(await kept()).toBe(0);
    // The version in the descriptor of the reference firmware.
    const found = { code: 'version_found', detail: '0x08000210+16 says 1.1.0' };
    expect((await ordered('0x08000210+16')).json.findings).toContainEqual(found);
  });

  it('say what a file with addresses leaves out', async () => {
    const text = intelHexOf(readFileSync(REAL_IMAGE), 0x08000000).toString().split('\n');
    // The last record of data is the end of the image; the one before it is left out.
    const last = text.findLastIndex((line) => line.startsWith(':10'));
    const { json } = await upload(
      form({ version: '1.1.0', counter: 2 }, Buffer.from(text.toSpliced(last - 1, 1).join('\n'))),
    );
    expect(json.findings).toContainEqual({
      code: 'gaps_filled',
      detail: expect.stringMatching(/leaves out 16 bytes in 1 place/),
    });
  });
});
