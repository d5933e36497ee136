import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { SERVER, type Role } from '@twinbank/access';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { OperatorTokensService } from './operator-tokens.service.js';

describe('API tokens', () => {
  let server: ServerUnderTest;
  let service: OperatorTokensService;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    service = server.get(OperatorTokensService);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const issue = (...roles: Role[]): Promise<{ id: string; token: string }> =>
    service.issue({ name: roles.join('-'), roles, days: 1 }, SERVER);
  const by = (token: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> =>
    server.send(method, path, { scope: 'none', headers: { authorization: `Bearer ${token}` }, ...(body && { body }) });
  const asks = (token: string): Promise<Answer> => by(token, 'GET', 'products');

  it('are good to their last character, and with nothing behind it', async () => {
    const { token } = await issue('viewer');
    expect((await asks(token)).status).toBe(200);
    for (const other of [
      `${token}0`,
      `${token}=`,
      `${token}.`,
      token.slice(0, -1),
      token.toLowerCase(),
      `tbk_${token}`,
    ])
      expect([other, (await asks(other)).json]).toMatchObject([other, { code: 'token_invalid' }]);
    for (const other of [`${token} x`, `${token},${token}`])
      expect([other, (await asks(other)).json]).toMatchObject([other, { code: 'unauthorized' }]);
  });

  it('cost one statement a second at most, however often they are used', async () => {
    const { token } = await issue('viewer');
    const read = jest.spyOn(server.database.operatorTokens, 'byHash');
    const startMs = performance.now();
    for (let times = 0; times < 20; times++) await asks(token);
    expect(read.mock.calls.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startMs) / 1000));
    read.mockRestore();
  });

  it('allow no more than their maker may do: an operator makes none, and an administrator of projects none of the installation', async () => {
    const operator = await issue('operator', 'releaser', 'factory', 'approver');
    expect(await by(operator.token, 'POST', 'tokens', { name: 'x', roles: ['viewer'], days: 1 })).toMatchObject({
      status: 403,
      json: { code: 'forbidden', facts: { action: 'token.manage' } },
    });
    const admin = await issue('admin');
    for (const [role, action] of [
      ['installation-admin', 'user.read'],
      ['broker', 'broker.ask'],
    ])
      expect(await by(admin.token, 'POST', 'tokens', { name: 'x', roles: [role], days: 1 })).toMatchObject({
        status: 403,
        json: { code: 'forbidden', facts: { action } },
      });
    expect((await by(admin.token, 'POST', 'tokens', { name: 'x', roles: ['admin', 'factory'], days: 1 })).status).toBe(
      201,
    );
  });

  it('are not rotated, either, by whoever may do less than they', async () => {
    const [admin, boss] = [await issue('admin'), await issue('installation-admin')];
    expect(await by(admin.token, 'POST', `tokens/${boss.id}/rotate`, { days: 1 })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect((await asks(boss.token)).status).toBe(200);
  });

  it('are rotated: the old one goes on beside the new one for the overlap, and both are in the list', async () => {
    const { id, token } = await issue('releaser');
    const rotated = await server.send('POST', `tokens/${id}/rotate`, { body: { days: 2, overlapSeconds: 3600 } });
    expect([rotated.status, rotated.headers['location']]).toEqual([201, `/api/v1/tokens/${rotated.json.id}`]);
    expect([(await asks(token)).status, (await asks(rotated.json.token as string)).status]).toEqual([200, 200]);
    const { json: old } = await server.send('GET', `tokens/${id}`);
    const leftMs = Date.parse(old.expires as string) - Date.now();
    expect(leftMs > 3_500_000 && leftMs <= 3_600_000).toBe(true);
    expect((await server.send('GET', `tokens/${rotated.json.id}`)).json).toMatchObject({
      name: 'releaser',
      roles: ['releaser'],
      replaces: id,
    });
  });

  it('end at once where they are rotated without an overlap, and are not rotated again', async () => {
    const { id, token } = await issue('viewer');
    expect((await asks(token)).status).toBe(200);
    await server.send('POST', `tokens/${id}/rotate`, { body: { days: 1, overlapSeconds: 0 } });
    expect(await asks(token)).toMatchObject({ status: 401, json: { code: 'token_expired' } });
    expect(await server.send('POST', `tokens/${id}/rotate`, { body: { days: 1 } })).toMatchObject({
      status: 409,
      json: { code: 'token_ended' },
    });
  });

  it('do not end later by being rotated than they would have', async () => {
    const { id } = await issue('viewer');
    const before = (await server.send('GET', `tokens/${id}`)).json.expires as string;
    await server.send('POST', `tokens/${id}/rotate`, { body: { days: 1, overlapSeconds: 30 * 24 * 3600 } });
    expect((await server.send('GET', `tokens/${id}`)).json.expires).toBe(before);
  });

  it('take the place of those that earlier servers signed, which a setting refuses', async () => {
    const signed = await server.token('admin');
    expect((await asks(signed)).status).toBe(200);
    const settings = server.app.get<OperatorSettings>(OPERATOR_SETTINGS, { strict: false }) as {
      signedTokens?: string;
    };
    settings.signedTokens = 'refuse';
    expect(await asks(signed)).toMatchObject({ status: 401, json: { code: 'token_outdated' } });
    expect((await asks((await issue('viewer')).token)).status).toBe(200);
    settings.signedTokens = 'accept';
  });
});
