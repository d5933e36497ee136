import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { NextKeySet } from '@twinbank/database';
import { aCommand } from '@twinbank/database/testing/test-database';
import { readKeySetDocument, signingOfKeySet } from '@twinbank/keys';

import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';
import { aKeySetFor, aRootedProduct } from '../../testing/team-keys.js';

describe('key sets that end', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('give no device keys once the newest one has, neither at the factory nor when it is moved', async () => {
    const [product, before] = ['ended', 'before'];
    await aRootedProduct(server, product);
    await server.send('POST', 'products', { body: { name: before, part: 'STM32G484', hardware: ['A'] } });
    const signed = await aKeySetFor(server, product, 7, Date.now() - 1);
    const set = readKeySetDocument(signed);
    const { manifestKey, ticketKey: own } = server.keyRing;
    const keys = { manifestKey: manifestKey!.publicJwk, ticketKey: own.publicJwk };
    const next: NextKeySet = ({ signing: held }) => ({
      ...{ stored: { set, signed }, signing: signingOfKeySet(set, held, keys), signedBy: [] },
    });
    const rules = { next, further: () => new Map() };
    await server.database.keySets.store(product, { document: signed.keySet, version: 7 }, rules, aCommand());
    const provision = async (id: string, of: string): Promise<Record<string, unknown>[]> => {
      const body = `${JSON.stringify({ id, product: of, hardware: 'A' })}\n`;
      const headers = { 'content-type': 'application/x-ndjson' };
      const { text } = await server.send('POST', 'devices/bulk', { body, headers });
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const refused = { code: 'key_set_expired', detail: expect.stringContaining('make and upload a newer one') };
    const lines = await provision(`${product}-new`, product);
    expect(lines).toContainEqual(expect.objectContaining({ type: 'fault', ...refused }));
    expect(lines.at(-1)).toMatchObject({ created: 0, refused: 1 });
    const id = `${before}-old`;
    await provision(id, before);
    await server.send('POST', `devices/${id}/deactivate`);
    const move = (): Promise<Answer> => server.send('POST', `devices/${id}/move`, { body: { product, hardware: 'A' } });
    expect(await move()).toMatchObject({ status: 409, json: refused });
    expect((await server.send('GET', `devices/${id}`)).json.product).toBe(before);
    // A fresh set, and both go on.
    const body = await aKeySetFor(server, product, 8);
    expect(await server.send('POST', `products/${product}/key-sets`, { body })).toMatchObject({ status: 201 });
    expect((await provision(`${product}-new`, product)).at(-1)).toMatchObject({ created: 1 });
    expect(await move()).toMatchObject({ status: 200 });
  });

  it('are listed once for each product, the newest, what ends first before the others, with the devices that hold it', async () => {
    const [soon, late] = ['soon', 'late'];
    await aRootedProduct(server, soon);
    await aRootedProduct(server, late);
    const store = async (product: string, version: number, endsInMs: number): Promise<void> => {
      const body = await aKeySetFor(server, product, version, Date.now() + endsInMs);
      expect((await server.send('POST', `products/${product}/key-sets`, { body })).status).toBe(201);
    };
    await store(late, 1, 8_000_000);
    await store(late, 2, 9_000_000);
    await store(soon, 1, 5_000_000);
    const line = (name: string): string =>
      `${JSON.stringify({ id: `${late}-${name}`, product: late, hardware: 'A' })}\n`;
    const headers = { 'content-type': 'application/x-ndjson' };
    await server.send('POST', 'devices/bulk', { body: ['a', 'b', 'c', 'd'].map(line).join(''), headers });
    const runs = { active: 1, fbMode: 0, bfb2: 0, confirmed: true, counter: 1, reset: 'power-on' } as const;
    const banks = [
      { bank: 1, state: 'empty' },
      { bank: 2, state: 'empty' },
    ] as const;
    const says = (device: string, keySet: number): Promise<void> => {
      const status = { ...runs, banks, product: late, part: 'STM32G484', hardware: 'A', keySet } as const;
      const deviceId = `${late}-${device}`;
      return server.database.devices.applyStatuses([{ deviceId, seenAtMs: Date.now(), status }]);
    };
    await Promise.all([says('a', 2), says('b', 1), says('c', 0)]);
    const { json } = await server.send('GET', `key-sets?filter=product=in=(${soon},${late})&total=true`);
    expect([json.total, json.items]).toMatchObject([
      2,
      [
        { product: soon, version: 1, holding: 0, behind: 0, countsAreExact: true },
        { product: late, version: 2, holding: 1, behind: 2, countsAreExact: true },
      ],
    ]);
  });
});
