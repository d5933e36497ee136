import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { routesOf } from '../testing/routes.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { RESERVED_DEVICE_IDS } from './reserved-ids.js';

/** Kinds that get a number or a random id from the server, which no word of a route can equal. */
const NUMBERED = new Set(['campaigns', 'jobs', 'tokens']);

describe('words of the routes', () => {
  let server: ServerUnderTest;
  let words: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const paths = (await routesOf(server)).map(({ path }) => path.split('/'));
    const named = new Map<string, Set<string>>();
    for (const one of paths)
      for (const [at, part] of one.entries()) {
        const kind = one[at - 1];
        if (!part.startsWith('{') || kind === undefined) continue;
        const before = one.slice(0, at).join('/');
        const beside = paths.filter((path) => path.slice(0, at).join('/') === before).flatMap((path) => path[at] ?? []);
        named.set(kind, new Set([...(named.get(kind) ?? []), ...beside.filter((word) => !word.startsWith('{'))]));
      }
    words = new Map([...named].map(([kind, found]) => [kind, [...found].sort()]));
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('that stand where a name would are those that no device may have, and no other kind has any', () => {
    expect(words.size).toBeGreaterThan(4);
    const taken = [...words].filter(([kind, found]) => found.length > 0 && !NUMBERED.has(kind));
    expect(taken).toEqual([['devices', [...RESERVED_DEVICE_IDS].sort()]]);
  });

  it('are refused as ids of devices, and harm no other line', async () => {
    await server.send('POST', 'products', { body: { name: 'motor', part: 'STM32G484', hardware: ['A'] } });
    const ids = [...words.get('devices')!, 'bulky'];
    const { text } = await server.send('POST', 'devices/bulk', {
      body: ids.map((id) => `${JSON.stringify({ id, product: 'motor', hardware: 'A' })}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const lines = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as { code?: string; created?: number });
    expect(lines.map(({ code }) => code)).toEqual([
      ...words.get('devices')!.map(() => 'name_reserved'),
      undefined,
      undefined,
    ]);
    expect(lines.at(-1)).toMatchObject({ created: 1 });
  });
});
