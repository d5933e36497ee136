import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const ROOT = new URL('../../../../', import.meta.url);

/** If a test fails, regenerate the client: node tools/write-rest-client.mjs, on a built server. */
describe('the typed client', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('has the document that this server serves', async () => {
    const { json } = await server.send('GET', '/docs-json', { scope: 'none' });
    const committed = JSON.parse(readFileSync(new URL('libs/client/openapi.json', ROOT), 'utf8')) as unknown;
    expect(json).toEqual(committed);
  });

  it('has the types of its document', () => {
    const tool = fileURLToPath(new URL('tools/write-rest-client.mjs', ROOT));
    const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
  });
});
