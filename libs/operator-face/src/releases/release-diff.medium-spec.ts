import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { faultOf } from '@twinbank/protocol';

import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const built = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../simulators/firmware/build/${name}`, import.meta.url)));

describe('two releases', () => {
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => void (server = await ServerUnderTest.start()), SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `compared-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: 'STM32G484', hardware: ['A'] } });
  });

  const upload = (version: string, counter: number, image: Uint8Array): Promise<Answer> =>
    server.send('POST', `products/${product}/releases`, aForm({ version, counter }, { image }));
  const diff = (from: string, to: string): Promise<Answer> =>
    server.send('GET', `products/${product}/releases/${from}/diff/${to}`, { scope: 'read' });
  const codes = ({ json }: Answer): string[] => json.findings.map(({ code }: { code: string }) => code);

  it('made of ELF files are compared by what was kept of those, whoever may look at releases', async () => {
    await upload('1.0.0', 1, built('g4/twinbank-g4-1.0.0.elf'));
    await upload('1.1.0', 2, built('g4/twinbank-g4-1.1.0.elf'));
    const found = await diff('1.0.0', '1.1.0');
    expect(found).toMatchObject({
      status: 200,
      json: {
        ...{ from: '1.0.0', to: '1.1.0', verdict: 'live-run-once', severity: 2 },
        variables: [{ name: 'gain_schedule', kind: 'added', severity: 2, to: { address: 0x20001800, bytes: 8 } }],
        plan: { needsCode: false, steps: [{ do: 'initialise', name: 'gain_schedule' }] },
      },
    });
    expect(found.json.plan.code).toContain('void run_once_from_1_0_0(void)');
    expect(await diff('1.1.0', '1.0.0')).toMatchObject({ json: { verdict: 'refused' } });
    const stored = server.blobs.keys();
    expect(stored.length).toBe(4);
    // What is kept has initial values, so it is no more readable than an image.
    for (const key of stored) expect(Buffer.from((await server.blobs.get(key))!).includes('gain_schedule')).toBe(false);
  });

  it('of which one came without an ELF file are compared by less, and it is said', async () => {
    await upload('1.0.0', 1, built('g4/twinbank-g4-1.0.0.bin'));
    await upload('1.1.0', 2, built('g4/twinbank-g4-1.1.0.elf'));
    const found = await diff('1.0.0', '1.1.0');
    expect([found.json.verdict, found.json.knows, found.json.severity]).toEqual([
      'live-run-once',
      'nothing',
      undefined,
    ]);
    expect(codes(found)).toEqual(['ram_layout_changed', 'variables_unknown']);
    const { factsKey } = (await server.database.releases.get(product, '1.1.0')) as { factsKey?: string };
    expect((await server.database.releases.get(product, '1.0.0')).factsKey).toBeUndefined();
    await server.blobs.setAside(factsKey!);
    const lost = await diff('1.1.0', '1.1.0');
    expect(lost).toMatchObject({ status: 200, json: { verdict: 'live', knows: 'nothing' } });
    expect(codes(lost)).toEqual(['facts_unreadable']);
  });

  it('of two products may be made of one ELF file at once', async () => {
    const elf = built('g4/twinbank-g4-1.1.0.elf');
    const other = `${product}-too`;
    await server.send('POST', 'products', { body: { name: other, part: 'STM32G484', hardware: ['A'] } });
    const form = { version: '1.1.0', counter: 2 };
    const made = await Promise.all(
      [product, other].map((name) => server.send('POST', `products/${name}/releases`, aForm(form, { image: elf }))),
    );
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const keys = await Promise.all(
      [product, other].map(async (name) => (await server.database.releases.get(name, '1.1.0')).factsKey),
    );
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(await server.blobs.has(key!)).toBe(true);
  });

  it('leave nothing behind where what is known of the program finds no room', async () => {
    const before = server.blobs.keys();
    const put = server.blobs.put.bind(server.blobs);
    const full = jest.spyOn(server.blobs, 'put').mockImplementation((content, limits) => {
      if (full.mock.calls.length > 1) return Promise.reject(faultOf('storage_full'));
      return put(content, limits);
    });
    expect(await upload('1.1.0', 2, built('g4/twinbank-g4-1.1.0.elf'))).toMatchObject({
      json: { code: 'storage_full' },
    });
    expect([full.mock.calls.length, server.blobs.keys()]).toEqual([2, before]);
    full.mockRestore();
  });

  it('that are not there, or whose image is gone, are said so', async () => {
    await upload('1.0.0', 1, built('g4/twinbank-g4-1.0.0.bin'));
    expect(await diff('1.0.0', '9.9.9')).toMatchObject({ status: 404, json: { code: 'release_unknown' } });
    expect(await server.send('GET', `products/none/releases/1.0.0/diff/1.0.0`)).toMatchObject({ status: 404 });
    await server.blobs.setAside((await server.database.releases.get(product, '1.0.0')).blobKey);
    expect(await diff('1.0.0', '1.0.0')).toMatchObject({ json: { code: 'image_unreadable' } });
  });
});
