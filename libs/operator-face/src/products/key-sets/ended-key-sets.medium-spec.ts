import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { NextKeySet } from '@twinbank/database';
import { aCommand } from '@twinbank/database/testing/test-database';
import { readKeySetDocument, signingOfKeySet } from '@twinbank/keys';

import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';
import { aKeySetFor, aRootedProduct } from '../../testing/team-keys.js';

describe('key sets that have ended', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('give no device keys once the newest one has ended, neither at the factory nor when it is moved', async () => {
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
});
