import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SIGN_IN_LIMITS } from '@twinbank/access';
import { until } from '@twinbank/testkit/until';

import { aPerson, BrowserUnderTest, PASSWORD } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const CONSOLE = 'https://console.example.org';
const PROXY = '10.1.2.3';
const TRUSTED = ['10.0.0.0/8', '2001:db8:5::/48'];

describe('the address of a request', () => {
  let server: ServerUnderTest;
  let bare: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ settings: { trustedProxies: TRUSTED } });
    bare = await ServerUnderTest.start();
    for (const one of [server, bare]) await aPerson(one, 'ann', [{ role: 'viewer' }]);
  }, 2 * SERVER_START_MS);
  afterAll(async () => {
    await server.stop();
    await bare.stop();
  });

  /** The address that the audit log and the session have of a sign-in. */
  const seen = async (from: string, forwarded: string, at = server): Promise<string> => {
    const browser = new BrowserUnderTest(at, from);
    const headers = { 'x-forwarded-for': forwarded };
    const { status, json } = await browser.send('POST', 'session', {
      headers,
      body: { name: 'ann', password: PASSWORD },
    });
    expect(status).toBe(201);
    const sessions = (await browser.send('GET', 'users/ann/sessions')).json.items as { id: string; address: string }[];
    await at.seal();
    const entries = await at.send('GET', `audit?object=users/ann/sessions/${json.session}`);
    const { address } = sessions.find(({ id }) => id === json.session)!;
    expect(entries.json.items[0].actor.address).toBe(address);
    return address;
  };

  it.each([
    ['what a trusted proxy says', PROXY, '192.0.2.7', '192.0.2.7'],
    ['what the first of several trusted proxies says', PROXY, '192.0.2.7, 10.9.9.9', '192.0.2.7'],
    ['never what the client says to a trusted proxy', PROXY, '203.0.113.1, 192.0.2.7', '192.0.2.7'],
    ['never what somebody says who is no trusted proxy', '198.51.100.4', '192.0.2.7', '198.51.100.4'],
    ['the proxy where the header says no address', PROXY, 'unknown', PROXY],
    ['the proxy where the header is junk behind an address', PROXY, "192.0.2.7, '; --", PROXY],
    ['an address without its port', PROXY, '192.0.2.7:51234', '192.0.2.7'],
    ['of IPv6, too', '2001:db8:5::1', '2001:db8:77::9', '2001:db8:77::9'],
  ])('is %s', async (_what, from, forwarded, address) => {
    expect(await seen(from, forwarded)).toBe(address);
  });

  it('is that of the connection where no proxy is trusted, whatever a forged header says', async () => {
    expect(await seen(PROXY, '192.0.2.7', bare)).toBe(PROXY);
    expect(await seen('127.0.0.1', '192.0.2.7', bare)).toBe('127.0.0.1');
  });

  it('counts failures for the client behind a trusted proxy, so that others behind it can sign in', async () => {
    const fails = (client: string, password: string): Promise<Answer> =>
      new BrowserUnderTest(server, PROXY).send('POST', 'session', {
        headers: { 'x-forwarded-for': client },
        body: { name: 'ann', password },
      });
    for (let failed = 0; failed <= SIGN_IN_LIMITS.pair.free; failed++)
      await fails('192.0.2.66', 'not the right one 42');
    expect((await fails('192.0.2.66', PASSWORD)).json.code).toBe('identity_locked');
    expect((await fails('192.0.2.67', PASSWORD)).status).toBe(201);
    await until(async () => {
      await server.seal();
      const { items } = (await server.send('GET', 'audit?outcome=refused')).json as {
        items: { actor: { address: string } }[];
      };
      return items.some(({ actor }) => actor.address === '192.0.2.66');
    }, 'the refusal of the client');
  });
});

describe('a page of another origin', () => {
  let server: ServerUnderTest;
  let closed: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ settings: { corsOrigins: [CONSOLE] } });
    closed = await ServerUnderTest.start();
    await aPerson(server, 'ann', [{ role: 'admin' }]);
  }, 2 * SERVER_START_MS);
  afterAll(async () => {
    await server.stop();
    await closed.stop();
  });

  const corsOf = ({ headers }: Pick<Answer, 'headers'>): string[] =>
    Object.keys(headers).filter((name) => name.startsWith('access-control'));
  const preflight = (at: ServerUnderTest, origin: string, path = '/api/v1/products') =>
    at.app.inject({
      method: 'OPTIONS',
      url: path,
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-csrf-token' },
    });

  it('may read nothing unless a setting names its origin', async () => {
    expect(corsOf(await closed.send('GET', 'products', { headers: { origin: CONSOLE } }))).toEqual([]);
    const { statusCode, headers } = await preflight(closed, CONSOLE);
    expect([statusCode, corsOf({ headers })]).toEqual([204, []]);
    expect(headers['allow']).toContain('POST');
  });

  it('may read answers and refusals if its origin is named exactly, with credentials and never by *', async () => {
    for (const [path, scope] of [
      ['products', 'admin'],
      ['products', 'none'],
      ['nowhere', 'admin'],
    ] as const) {
      const { headers } = await server.send('GET', path, { scope, headers: { origin: CONSOLE } });
      expect(headers).toMatchObject({
        'access-control-allow-origin': CONSOLE,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      });
    }
    const { statusCode, headers } = await preflight(server, CONSOLE);
    expect([statusCode, headers['access-control-allow-origin']]).toEqual([204, CONSOLE]);
    expect(String(headers['access-control-allow-headers']).split(', ')).toEqual(
      expect.arrayContaining(['x-csrf-token', 'authorization', 'content-type', 'twinbank-reason', 'idempotency-key']),
    );
    expect(String(headers['access-control-allow-methods']).split(', ')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PATCH', 'DELETE']),
    );
  });

  it.each([
    'null',
    '*',
    'http://console.example.org',
    `${CONSOLE}:8443`,
    `${CONSOLE}.evil.example`,
    'https://evil.example',
  ])('may read nothing from %s', async (origin) => {
    const answer = await server.send('GET', 'products', { headers: { origin } });
    expect([corsOf(answer), answer.headers['vary']]).toEqual([[], 'Origin']);
    expect(corsOf(await preflight(server, origin))).toEqual([]);
  });

  it('that is named changes things under a session with the header of the session only; another one never does', async () => {
    const browser = new BrowserUnderTest(server);
    await browser.signIn('ann');
    const change = (headers: Record<string, string>): Promise<Answer> =>
      browser.send('POST', 'projects', { body: { name: 'made-there' }, headers });
    expect((await change({ origin: 'https://evil.example' })).json.code).toBe('request_forged');
    expect((await change({ origin: CONSOLE, 'x-csrf-token': 'x' })).json.code).toBe('request_forged');
    expect((await change({ origin: CONSOLE, 'sec-fetch-site': 'same-site' })).status).toBe(201);
  });
});
