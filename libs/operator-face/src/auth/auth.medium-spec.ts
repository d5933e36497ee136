import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { signDeviceToken, signOperatorToken } from '@twinbank/keys';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { ADMIN_TOKEN_FILE, ensureAdminToken } from './admin-token.js';
import { OperatorTokensService } from './operator-tokens.service.js';

describe('operators', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const withToken = (token: string): Promise<{ status: number; json: { code: string } }> =>
    server.send('GET', 'products', { scope: 'none', headers: { authorization: `Bearer ${token}` } });
  const operator = { name: 'x', scopes: ['read' as const] };

  it('without a token are unauthorized, and told which kind they need', async () => {
    const answer = await server.send('GET', 'products', { scope: 'none' });
    expect(answer).toMatchObject({
      status: 401,
      json: { code: 'unauthorized' },
      headers: { 'www-authenticate': 'Bearer realm="twinbank"' },
    });
    for (const authorization of ['Basic eDp5', 'Bearer', 'Bearer a b']) {
      expect(await server.send('GET', 'products', { scope: 'none', headers: { authorization } })).toMatchObject({
        status: 401,
        json: { code: 'unauthorized' },
      });
    }
  });

  it('with a token of another key are token_invalid', async () => {
    const token = await signOperatorToken({ key: new Uint8Array(32), operator, nowMs: Date.now(), lifetimeMs: 1e6 });
    expect(await withToken(token)).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
    expect(await withToken('junk')).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
  });

  it('with a token past its end are token_expired', async () => {
    const token = await signOperatorToken({
      key: server.keyRing.operatorKey,
      operator,
      nowMs: Date.now() - 1e7,
      lifetimeMs: 1e6,
    });
    expect(await withToken(token)).toMatchObject({ status: 401, json: { code: 'token_expired' } });
  });

  it('cannot be devices: a device token is token_invalid', async () => {
    const token = await signDeviceToken({
      authKey: server.keyRing.operatorKey,
      deviceId: 'd',
      nowMs: Date.now(),
      lifetimeMs: 1e6,
    });
    expect(await withToken(token)).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
  });

  it('with a broker’s token may ask nothing else', async () => {
    expect(await server.send('GET', 'products', { scope: 'broker' })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });

  it('get tokens from an administrator, with the roles and the end that were ordered', async () => {
    const { status, json } = await server.send('POST', 'tokens', {
      body: { name: 'build', roles: ['releaser'], days: 2 },
    });
    expect(status).toBe(201);
    expect(Date.parse(json.expires as string) - Date.now()).toBeGreaterThan(1.9 * 86_400_000);
    expect((await withToken(json.token as string)).status).toBe(200);
    expect(
      await server.send('POST', 'products', {
        scope: 'none',
        headers: { authorization: `Bearer ${json.token}` },
        body: {},
      }),
    ).toMatchObject({ status: 403 });
    expect(
      await server.send('POST', 'tokens', { scope: 'operate', body: { name: 'x', roles: ['admin'], days: 1 } }),
    ).toMatchObject({ status: 403 });
  });

  it.each([
    { roles: [] },
    { roles: ['root'] },
    { roles: ['viewer', 'viewer'] },
    { scopes: ['read'] },
    { project: 'A' },
    { days: 0 },
    { days: 1000 },
    { name: 'a b' },
  ])('are refused the token %j', async (defect) => {
    expect(
      await server.send('POST', 'tokens', { body: { name: 'build', roles: ['viewer'], days: 1, ...defect } }),
    ).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });

  it('find the first token in a file that only its owner may read; it is made anew only where it no longer works', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twinbank-token-'));
    const tokens = server.get(OperatorTokensService);
    const keepSecret = (path: string, text: string): Promise<void> => writeFile(path, text, { mode: 0o600 });
    const path = await ensureAdminToken(folder, tokens, keepSecret);
    expect(path).toBe(join(folder, ADMIN_TOKEN_FILE));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const first = await readFile(path, 'utf8');
    expect((await withToken(first.trim())).status).toBe(200);
    await ensureAdminToken(folder, tokens, keepSecret);
    expect(await readFile(path, 'utf8')).toBe(first);
    await writeFile(path, 'token of a key ring that is gone');
    await ensureAdminToken(folder, tokens, keepSecret);
    expect((await withToken((await readFile(path, 'utf8')).trim())).status).toBe(200);
    await rm(folder, { recursive: true });
  });
});
