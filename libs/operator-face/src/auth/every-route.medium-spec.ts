import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ACTION_NAMES, actionsOf, ROLE_NAMES, ROLES_OF_SCOPES, SERVER, type Role } from '@twinbank/access';
import { OPERATOR_SCOPES } from '@twinbank/keys';

import { call, routesOf, type Route } from '../testing/routes.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { OperatorTokensService } from './operator-tokens.service.js';

/**
 * Sends a request to every route of the document, for objects that do not exist: whoever has the right gets past the
 * guard, and then finds nothing.
 */
describe('every route', () => {
  let server: ServerUnderTest;
  let routes: readonly Route[];
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    routes = await routesOf(server);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const guarded = (): readonly Route[] => routes.filter(({ action }) => action !== undefined);
  const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

  it('says which action it is, but for the probes and the ways in; and every action but re-keying in the field has a route', () => {
    expect(routes.filter(({ action, signedIn }) => action === undefined && !signedIn).map(nameOf)).toEqual([
      'POST /api/v1/session',
      'POST /api/v1/passwords',
      'GET /api/v1/session/ways',
      'GET /api/v1/session/oidc',
      'GET /api/v1/session/oidc/callback',
      'GET /health/live',
      'GET /api/v1/health/live',
      'GET /health/ready',
      'GET /api/v1/health/ready',
    ]);
    const asked = new Set(routes.map(({ action }) => action));
    // Whether a device that is re-keyed may be active is asked under the lock of its row: device-keys/rekey.medium-spec.
    const without = ACTION_NAMES.filter((action) => !asked.has(action));
    expect(without).toEqual(['device.rekey.active']);
  });

  it('is closed without a token', async () => {
    for (const route of routes.filter(({ action, signedIn }) => action !== undefined || signedIn))
      expect([nameOf(route), (await call(server, route, { scope: 'none' })).status]).toEqual([nameOf(route), 401]);
  });

  const statuses = async (authorization: string): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const route of guarded())
      found[nameOf(route)] = (await call(server, route, { scope: 'none', headers: { authorization } })).status;
    return found;
  };
  const expectOpen = (found: Record<string, number>, open: (route: Route) => boolean): void => {
    for (const route of guarded()) {
      const status = found[nameOf(route)]!;
      expect([nameOf(route), status === 403, status < 500 && status !== 401]).toEqual([
        nameOf(route),
        !open(route),
        true,
      ]);
    }
  };

  it.each(ROLE_NAMES)('is open to the role %s where the table says so, and nowhere else', async (role: Role) => {
    const { token } = await server.get(OperatorTokensService).issue({ name: role, roles: [role], days: 1 }, SERVER);
    expectOpen(await statuses(`Bearer ${token}`), ({ action }) => actionsOf(role).includes(action!));
  });

  it.each(ROLE_NAMES)(
    'that is for everybody who shows who they are shows others to %s only as the table says',
    async (role: Role) => {
      const { token } = await server.get(OperatorTokensService).issue({ name: role, roles: [role], days: 1 }, SERVER);
      const open = routes.filter(({ signedIn }) => signedIn);
      expect(open.map(nameOf)).toEqual([
        'GET /api/v1/users/{user}/sessions',
        'DELETE /api/v1/users/{user}/sessions',
        'DELETE /api/v1/users/{user}/sessions/{id}',
        'GET /api/v1/session',
        'DELETE /api/v1/session',
        'POST /api/v1/session/password',
      ]);
      for (const route of open) {
        const { json } = await call(server, route, { scope: 'none', headers: { authorization: `Bearer ${token}` } });
        const action = route.method === 'GET' ? 'user.read' : 'user.manage';
        const ofOthers = actionsOf(role).includes(action) ? 'user_unknown' : 'forbidden';
        const expected: Record<string, string | undefined> = {
          'GET /api/v1/session': undefined,
          'DELETE /api/v1/session': 'session_missing',
          'POST /api/v1/session/password': 'request_invalid',
        };
        expect([nameOf(route), json.code]).toEqual([
          nameOf(route),
          nameOf(route) in expected ? expected[nameOf(route)] : ofOthers,
        ]);
      }
    },
  );

  it.each(OPERATOR_SCOPES)('is open to a token that an earlier server signed for %s as it was then', async (scope) => {
    const allowed = new Set(ROLES_OF_SCOPES[scope].flatMap((role) => [...actionsOf(role)]));
    expectOpen(await statuses(`Bearer ${await server.token(scope)}`), ({ action }) => allowed.has(action!));
  });
});
