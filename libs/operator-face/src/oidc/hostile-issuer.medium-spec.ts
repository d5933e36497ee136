import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import { until } from '@twinbank/testkit/until';

import { aPerson, BrowserUnderTest } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { ANSWER_BYTES_MAX } from './bounded-requests.js';
import { CLOCK_TOLERANCE_S } from './issuer.js';
import { HostileIssuer } from './testing/hostile-issuer.js';

const SECRET = 'a secret of the client, long enough for HS256';
const now = (): number => Math.floor(Date.now() / 1000);

describe('an issuer', () => {
  let issuer: HostileIssuer;
  let server: ServerUnderTest;
  const started: ServerUnderTest[] = [];
  const serverFor = async (url: string): Promise<ServerUnderTest> => {
    const oidc = {
      ...{ issuer: url, clientId: 'twinbank', clientSecret: SECRET, requestMs: 1500 },
      ...{ scopes: 'openid', groupsClaim: 'groups', label: 'x' },
    };
    started.push(await ServerUnderTest.start({ settings: { oidc, publicUrl: 'https://twinbank.example' } }));
    return started.at(-1)!;
  };
  beforeAll(async () => {
    issuer = await HostileIssuer.start();
    server = await serverFor(issuer.url);
  }, SERVER_START_MS);
  beforeEach(() => issuer.reset());
  afterAll(async () => {
    for (const one of started) await one.stop();
    await issuer.stop();
  });

  const begin = (at = server): Promise<Answer> => at.send('GET', 'session/oidc', { scope: 'none' });
  /** A whole sign-in: the issuer sends the browser back with a code at once. */
  const signIn = async (at = server): Promise<Answer> => {
    const start = await begin(at);
    if (start.status !== 302) return start;
    const { searchParams } = new URL(String(start.headers['location']));
    issuer.nonce = searchParams.get('nonce')!;
    const [cookie = ''] = String(start.headers['set-cookie']).split(';');
    const path = `session/oidc/callback?code=c&state=${searchParams.get('state')}`;
    return at.send('GET', path, { scope: 'none', headers: { cookie } });
  };
  const told = ({ status, json, headers }: Answer): unknown =>
    status === 302 ? 'in' : [json.code, json.facts?.rule ?? json.facts?.error, [headers['set-cookie']].flat().length];
  /** Refused, and the browser has no cookie but the one that is taken away. */
  const invalid = (rule: string): unknown => ['oidc_token_invalid', rule, 1];

  it('that behaves well signs people in', async () => expect(told(await signIn())).toBe('in'));

  it.each<[string, JWTPayload, string]>([
    ['another nonce', { nonce: 'x' }, 'claim'],
    ['no nonce', { nonce: undefined as never }, 'form'],
    ['another audience', { aud: 'other' }, 'claim'],
    ['another issuer', { iss: 'https://evil.example' }, 'claim'],
    ['no subject', { sub: undefined as never }, 'form'],
    ['a subject that is no text', { sub: 7 as never }, 'form'],
    ['no end', { exp: undefined as never }, 'form'],
    ['groups that are no names', { groups: { ops: true } }, 'groups'],
  ])('is not believed where its token has %s', async (_what, claims, rule) => {
    issuer.claims = claims;
    expect(told(await signIn())).toEqual(invalid(rule));
  });

  it('may have a clock that differs by a minute, and no more', async () => {
    issuer.claims = { iat: now() - 300, exp: now() - CLOCK_TOLERANCE_S + 20 };
    expect(told(await signIn())).toBe('in');
    issuer.claims = { iat: now() - 300, exp: now() - CLOCK_TOLERANCE_S - 5 };
    expect(told(await signIn())).toEqual(invalid('time'));
    issuer.claims = { nbf: now() + CLOCK_TOLERANCE_S - 20 };
    expect(told(await signIn())).toBe('in');
    issuer.claims = { nbf: now() + CLOCK_TOLERANCE_S + 60 };
    expect(told(await signIn())).toEqual(invalid('time'));
  });

  it.each<[string, (claims: JWTPayload) => Promise<string>, string]>([
    ['with nothing', (claims) => Promise.resolve(new UnsecuredJWT(claims).encode()), 'algorithm'],
    [
      'with the secret of the client',
      (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET)),
      'algorithm',
    ],
    [
      'with an algorithm that it did not announce',
      async (claims) =>
        new SignJWT(claims).setProtectedHeader({ alg: 'ES512' }).sign((await generateKeyPair('ES512')).privateKey),
      'algorithm',
    ],
    [
      'with a key that it does not show',
      async (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', kid: 'other' })
          .sign((await generateKeyPair('ES256')).privateKey),
      'signature',
    ],
    [
      'with another key under the same name',
      async (claims) =>
        new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign((await generateKeyPair('ES256')).privateKey),
      'signature',
    ],
  ])('is not believed where its token is signed %s', async (_what, sign, rule) => {
    issuer.sign = sign;
    expect(told(await signIn())).toEqual(invalid(rule));
  });

  it('may take a new key at any time', async () => {
    for (let round = 0; round < 3; round++) {
      await issuer.rotate();
      expect(told(await signIn())).toBe('in');
    }
  });

  it.each(['token', 'jwks'])('that hangs at %s is waited for a short while only', async (place) => {
    issuer.instead.set(place, () => undefined);
    expect(told(await signIn())).toEqual(['oidc_unavailable', undefined, 1]);
    issuer.instead.set(place, (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'));
    expect(told(await signIn())).toEqual(['oidc_unavailable', undefined, 1]);
  });

  it.each(['token', 'jwks'])('that answers a gigabyte at %s is cut off', async (place) => {
    let sent = 0;
    issuer.instead.set(place, (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const pour = (): void => {
        while (!response.destroyed && sent < 2 ** 30) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pour);
        }
      };
      pour();
    });
    expect(told(await signIn())).toEqual(['oidc_unavailable', undefined, 1]);
    expect(sent).toBeGreaterThan(ANSWER_BYTES_MAX);
    expect(sent).toBeLessThan(64 * ANSWER_BYTES_MAX);
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['an error', 500, {}, 'oops'],
    ['a page', 200, { 'content-type': 'text/html' }, '<html>'],
    ['no JSON', 200, { 'content-type': 'application/json' }, '{"access_token": "secret-in-junk'],
    ['a redirect', 302, { location: 'http://127.0.0.1:1/' }, ''],
    ['nothing', 204, {}, ''],
  ])('that answers %s to a code is unavailable', async (_what, status, headers, body) => {
    issuer.instead.set('token', (response) => response.writeHead(status, headers).end(body));
    expect(told(await signIn())).toEqual(['oidc_unavailable', undefined, 1]);
  });

  it('that does not know this server, or the code, is told apart', async () => {
    const json = { 'content-type': 'application/json' };
    issuer.instead.set('token', (response) => response.writeHead(401, json).end('{"error": "invalid_client"}'));
    expect(told(await signIn())).toEqual(['oidc_unavailable', 'invalid_client', 1]);
    issuer.instead.set('token', (response) => response.writeHead(400, json).end('{"error": "invalid_grant"}'));
    expect(told(await signIn())).toEqual(['oidc_refused', 'invalid_grant', 1]);
  });

  it.each<[string, (url: string) => Record<string, unknown>]>([
    ['that calls itself something else', () => ({ issuer: 'https://evil.example' })],
    ['that sends codes elsewhere without TLS', () => ({ token_endpoint: 'http://evil.example/token' })],
    ['that sends people elsewhere without TLS', () => ({ authorization_endpoint: 'http://evil.example/auth' })],
    ['whose page is a script', () => ({ authorization_endpoint: 'javascript:alert(1)' })],
    ['without keys', () => ({ jwks_uri: undefined })],
  ])('%s is not used', async (_what, document) => {
    const other = await HostileIssuer.start();
    other.document = document(other.url);
    try {
      const answer = await begin(await serverFor(other.url));
      expect(told(answer)).toEqual(['oidc_unavailable', undefined, 1]);
      expect(answer.headers['location']).toBeUndefined();
    } finally {
      await other.stop();
    }
  });

  it('that is down keeps no server from starting, and nobody with a password out; it is used once it is back', async () => {
    const down = await HostileIssuer.start();
    const { port, url } = down;
    await down.stop();
    const lonely = await serverFor(url);
    const answer = await begin(lonely);
    expect(answer).toMatchObject({
      status: 503,
      json: { code: 'oidc_unavailable', title: expect.stringMatching(/password/) },
    });
    expect(answer.headers['retry-after']).toBe('5');
    await aPerson(lonely, 'ann', []);
    expect((await new BrowserUnderTest(lonely).signIn('ann')).status).toBe(201);
    const back = await HostileIssuer.start(port);
    try {
      await until(async () => (await begin(lonely)).status === 302, 'the issuer', { everyMs: 200 });
    } finally {
      await back.stop();
    }
    // What it said of itself is still known: people are sent there, and find nobody.
    expect((await begin(lonely)).status).toBe(302);
  });
});
