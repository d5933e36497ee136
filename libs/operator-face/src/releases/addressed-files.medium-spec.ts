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

/** The map that GNU ld would have written with the reference firmware, if its variables had been these. */
const mapOf = (variables: string, textBytes = '0x400'): Uint8Array =>
  Buffer.from(`Memory Configuration

Linker script and memory map

.text           0x08000000      ${textBytes}
 .text.head     0x08000000      0x210 main.o
 .rodata.firmware_version
                0x08000210       0x10 main.o

.bss            0x20000000       0x20
${variables}`);

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

  it('may come with the map of their linker: plain bytes have names by it, of places and variables', async () => {
    const withMap = (version: string, map: Uint8Array) =>
      upload(
        aForm(
          { version, counter: version === '1.0.0' ? 1 : 2, versionAt: 'firmware_version' },
          { map, image: readFileSync(built(`g4/twinbank-g4-${version}.bin`)) },
        ),
      );
    const counts = (address: string) =>
      ` .bss.count     0x20000000        0x4 a/config.o\n .bss.count     ${address}        0x4 b/config.o\n`;
    const first = await withMap('1.0.0', mapOf(counts('0x20000004')));
    expect(first.json.findings).toEqual(
      expect.arrayContaining([
        { code: 'map_read', detail: 'GNU ld: 2 sections in memory, 0 symbols, 0 input sections left out' },
        { code: 'version_found', detail: 'firmware_version says 1.0.0' },
      ]),
    );
    expect((await withMap('1.1.0', mapOf(counts('0x20000008')))).status).toBe(201);
    const diff = (await server.send('GET', `products/${product}/releases/1.0.0/diff/1.1.0`)).json;
    expect([diff.knows, diff.variables]).toEqual([
      'symbols',
      [
        expect.objectContaining({
          kind: 'moved',
          name: 'config.o:count',
          to: expect.objectContaining({ address: 0x20000008 }),
        }),
      ],
    ]);
  });

  it('are refused with a map of another build, one that is none, too long, or there twice; nothing is kept', async () => {
    const image = readFileSync(REAL_IMAGE);
    const refused = async (files: Record<string, Uint8Array>) => {
      const { status, json } = await upload(aForm({ version: '1.1.0', counter: 2 }, files));
      return [status, json.code, json.facts?.line];
    };
    expect(await refused({ map: mapOf('', '0x100000'), image })).toEqual([422, 'map_mismatch', 5]);
    expect(await refused({ image, map: Buffer.from('no map\n') })).toEqual([422, 'map_invalid', undefined]);
    expect(await refused({ image, map: new Uint8Array(8 * 1024 * 1024 + 1) })).toEqual([
      413,
      'map_too_large',
      undefined,
    ]);
    expect(await refused({ map: mapOf('') })).toEqual([400, 'request_invalid', undefined]);
    expect(await refused({ image, map: mapOf(''), other: mapOf('') })).toEqual([400, 'request_invalid', undefined]);
    expect(await kept()).toBe(0);
  });
});
