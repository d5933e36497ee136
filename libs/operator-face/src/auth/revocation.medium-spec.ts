import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { Role } from '@twinbank/access';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OPERATOR } from '@twinbank/database/testing/test-database';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { ensureAdminToken } from './admin-token.js';
import { OperatorTokensService } from './operator-tokens.service.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('operators’ tokens', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  interface Issued {
    readonly id: string;
    readonly token: string;
  }
  /**
   * Makes a token. Requests here are sent with an administrator's token without an id, as the first servers issued it,
   * unless a test says otherwise.
   */
  const issue = async (name: string, role: Role = 'viewer'): Promise<Issued> =>
    (await server.send('POST', 'tokens', { body: { name, roles: [role], days: 1 } })).json as Issued;
  const asks = (token: string, to: ServerUnderTest = server, path = 'products'): Promise<Answer> =>
    to.send('GET', path, { scope: 'none', headers: { authorization: `Bearer ${token}` } });
  const revoke = (id: string, query = ''): Promise<Answer> => server.send('DELETE', `tokens/${id}${query}`);

  it('are made with an id under which they are found, and only their hash is kept', async () => {
    const { status, headers, json } = await server.send('POST', 'tokens', {
      body: { name: 'build', roles: ['releaser'], days: 2 },
    });
    expect([status, headers['location']]).toEqual([201, `/api/v1/tokens/${json.id}`]);
    const shown = await server.send('GET', headers['location'] as string);
    expect(shown.json).toEqual({
      id: json.id,
      name: 'build',
      roles: ['releaser'],
      state: 'active',
      current: false,
      created: expect.any(String),
      createdBy: 'test-admin',
      expires: expect.any(String),
    });
    expect(JSON.stringify(await server.database.operatorTokens.find([json.id as string]))).not.toContain(json.token);
  });

  it('are listed newest first, in pages, with their last use, and to administrators only', async () => {
    const made = [await issue('page-1'), await issue('page-2', 'installation-admin'), await issue('page-3')];
    const { json: page } = await asks(made[1]!.token, server, 'tokens?limit=2');
    expect(page.items.map(({ id, current }: { id: string; current: boolean }) => [id, current])).toEqual([
      [made[2]!.id, false],
      [made[1]!.id, true],
    ]);
    expect((await server.send('GET', `tokens?limit=1&after=${page.next}`)).json.items[0].id).toBe(made[0]!.id);
    while ((await server.send('GET', `tokens/${made[1]!.id}`)).json.lastUsed === undefined) await sleep(20);
    expect((await server.send('GET', `tokens/${made[0]!.id}`)).json).not.toHaveProperty('lastUsed');
    for (const scope of ['read', 'operate', 'broker'] as const)
      expect((await server.send('GET', 'tokens', { scope })).status).toBe(403);
    await revoke(made[1]!.id, '?force=true');
  });

  it('are revoked at once, for good, and once more changes nothing', async () => {
    const { id, token } = await issue('leaked');
    expect((await asks(token)).status).toBe(200);
    const first = await revoke(id);
    expect(first).toMatchObject({
      status: 200,
      json: { id, state: 'revoked', revokedBy: 'test-admin', revoked: expect.any(String) },
    });
    expect(await asks(token)).toMatchObject({
      status: 401,
      json: { code: 'token_revoked' },
      headers: { 'www-authenticate': 'Bearer realm="twinbank"' },
    });
    expect(await revoke(id)).toMatchObject({ status: 200, json: first.json });
    const { json: log } = await server.send('GET', 'events/log?limit=1000');
    expect(
      log.items
        .filter(({ data }: { data: { id?: string } }) => data.id === id)
        .map(({ kind, data }: { kind: string; data: object }) => [kind, data]),
    ).toEqual([
      ['token_issued', { id, name: 'leaked', roles: ['viewer'], by: 'test-admin' }],
      ['token_revoked', { id, name: 'leaked', by: 'test-admin' }],
    ]);
  });

  it.each([UNKNOWN, 'x', '%00', 'a%2Fb'])('that nobody made are token_unknown: %s', async (id) => {
    for (const method of ['GET', 'DELETE'] as const)
      expect(await server.send(method, `tokens/${id}`)).toMatchObject({ status: 404, json: { code: 'token_unknown' } });
  });

  it('of another database are refused, though their check sum fits', async () => {
    const tokens = server.get(OperatorTokensService);
    const found = jest.spyOn(server.database.operatorTokens, 'byHash').mockResolvedValue([]);
    const { token } = await tokens.issue({ name: 'x', roles: ['viewer'], days: 1 }, OPERATOR);
    expect(await asks(token)).toMatchObject({ status: 401, json: { code: 'token_revoked' } });
    found.mockRestore();
  });

  it('cannot be read for once: the next request asks again', async () => {
    const { token } = await issue('unlucky');
    const failing = jest
      .spyOn(server.database.operatorTokens, 'byHash')
      .mockRejectedValueOnce(new Error('no database'));
    expect((await asks(token)).status).toBe(500);
    expect((await asks(token)).status).toBe(200);
    failing.mockRestore();
  });

  describe('beside another server', () => {
    let other: ServerUnderTest;
    beforeEach(async () => {
      other = await server.beside();
    }, SERVER_START_MS);
    afterEach(() => other.stop());

    it('are good at both; revoked at one, they are refused at the other by its first request a second later', async () => {
      const { id, token } = await issue('shared');
      // The clock stands: whatever takes how long here, no more time passes than these lines say.
      const startMs = Date.now();
      const now = jest.spyOn(other.app.get<Clock>(CLOCK, { strict: false }), 'nowMs').mockReturnValue(startMs);
      const read = jest.spyOn(other.database.operatorTokens, 'byHash');
      const reads = async (
        atMs: number,
      ): Promise<readonly [status: number, code: string | undefined, reads: number]> => {
        now.mockReturnValue(startMs + atMs);
        read.mockClear();
        const { status, json } = await asks(token, other);
        return [status, json.code, read.mock.calls.length];
      };
      try {
        expect(await reads(0)).toEqual([200, undefined, 1]);
        await revoke(id);
        expect((await asks(token)).status).toBe(401);
        // Within a second, the other server relies on what it read; after it, it reads again before it answers.
        expect(await reads(999)).toEqual([200, undefined, 0]);
        expect(await reads(1000)).toEqual([401, 'token_revoked', 1]);
      } finally {
        now.mockRestore();
        read.mockRestore();
      }
    });

    it('end the streams of events under them, wherever those are read', async () => {
      const { id, token } = await issue('watcher');
      const lasting = await issue('lasting');
      const [here, there] = [await server.listen(), await other.listen()];
      const stream = async (url: string, bearer: string): Promise<Response> =>
        fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${bearer}` } });
      const [first, second, third] = [
        await stream(here, token),
        await stream(there, token),
        await stream(there, lasting.token),
      ];
      const ended = (response: Response): Promise<string> =>
        response.text().then(
          () => 'ended',
          () => 'ended',
        );
      const all = [ended(first), ended(second)];
      const lives = ended(third);
      await revoke(id);
      expect(await Promise.all(all)).toEqual(['ended', 'ended']);
      expect(await Promise.race([lives, sleep(1, 'lives')])).toBe('lives');
      await revoke(lasting.id);
      expect(await lives).toBe('ended');
    }, 30_000);
  });

  describe('of administrators', () => {
    it('can all be revoked but the last; that one only by who says so', async () => {
      const [first, second] = [
        await issue('boss-1', 'installation-admin'),
        await issue('boss-2', 'installation-admin'),
      ];
      const { json: list } = await server.send('GET', 'tokens?limit=1000');
      for (const { id, name, roles, state } of list.items)
        if (roles[0] === 'installation-admin' && state === 'active' && !name.startsWith('boss')) await revoke(id);
      expect((await revoke(first.id)).status).toBe(200);
      expect(await revoke(second.id)).toMatchObject({
        status: 409,
        json: { code: 'token_last_admin', detail: expect.stringContaining('force=true') },
      });
      expect((await asks(second.token)).status).toBe(200);
      expect(await revoke(second.id, '?force=maybe')).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
      expect((await revoke(second.id, '?force=true')).status).toBe(200);
      expect((await asks(second.token)).status).toBe(401);
    });

    it('cannot both go where two revoke each other at once', async () => {
      const pair = [await issue('duel-1', 'installation-admin'), await issue('duel-2', 'installation-admin')];
      const answers = await Promise.all(pair.map(({ id }) => revoke(id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('are made anew by the start of a server where the one in its folder was revoked, or could not be', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'twinbank-token-'));
      const tokens = server.get(OperatorTokensService);
      const keepSecret = (path: string, text: string): Promise<void> => writeFile(path, text, { mode: 0o600 });
      const kept = async (): Promise<string> =>
        (await readFile(await ensureAdminToken(folder, tokens, keepSecret), 'utf8')).trim();
      const first = await kept();
      expect(await kept()).toBe(first);
      const { tokenId } = await tokens.verify(first);
      await revoke(tokenId!, '?force=true');
      const second = await kept();
      expect([(await asks(first)).status, (await asks(second)).status]).toEqual([401, 200]);
      const old = await server.token('admin');
      await writeFile(join(folder, 'admin-token'), old);
      expect(await kept()).not.toBe(old);
      expect((await asks(old)).status).toBe(200);
      await rm(folder, { recursive: true });
    });
  });
});
