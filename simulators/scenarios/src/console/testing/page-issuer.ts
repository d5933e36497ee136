import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { Scratch } from '@twinbank/fleet';

/** What people read on the button that leads to the issuer. */
export const LABEL = 'Example Inc.';
/** The name by which the issuer knows the server. */
const CLIENT = 'twinbank';
/** The login of somebody who is in no group. */
export const NOBODY = 'nora';
/** Who signs in at the issuer, by the name that they type there. */
const PERSON = { groups: ['ops'], name: 'Otto Smith', email: 'otto@example.org' };
const TOKEN_SECONDS = 300;

/** A sign-in between the page of the issuer and the request for its token. */
interface Granted {
  readonly login: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

/**
 * An identity provider with a page to sign in, as little as a browser needs: code with PKCE, one client without a secret, tokens by ES256.
 * What a certified one says, and what a hostile one may, is tried where the server's side of it is.
 */
export class PageIssuer {
  private readonly key: KeyObject;
  private readonly jwk: object;
  private readonly granted = new Map<string, Granted>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = privateKey;
    this.jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'ES256' };
  }

  /** Starts it on a free port of this machine. */
  static async start(): Promise<PageIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new PageIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void issuer.answer(request, response));
    return issuer;
  }

  /** Settings of a server at which people of this issuer sign in. It has a port of its own, because browsers are sent back to its address. */
  async settings(scratch: Scratch): Promise<Record<string, string>> {
    const port = await freePort();
    const roles = join(scratch.folder('issuer'), 'group-roles.json');
    writeFileSync(roles, JSON.stringify({ ops: ['operator'] }));
    const oidc = { OIDC_ISSUER: this.url, OIDC_CLIENT_ID: CLIENT, OIDC_LABEL: LABEL, OIDC_GROUP_ROLES_FILE: roles };
    return { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, ...oidc };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const json = (body: object): unknown =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') return void json(this.document());
    if (pathname === '/jwks') return void json({ keys: [this.jwk] });
    if (pathname === '/auth') return void response.setHeader('content-type', 'text/html').end(pageOf(searchParams));
    if (pathname === '/login') return this.login(searchParams, response);
    if (pathname !== '/token') return void response.writeHead(404).end();
    const said = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const token = this.tokenFor(said);
    if (token === undefined) return void response.writeHead(400).end();
    json({ access_token: 'at', token_type: 'Bearer', id_token: token });
  }

  /** Sends the browser back with a code. */
  private login(said: URLSearchParams, response: ServerResponse): void {
    const of = (name: string): string => said.get(name) ?? '';
    const code = randomBytes(16).toString('hex');
    const redirect = of('redirect_uri');
    this.granted.set(code, { login: of('login'), nonce: of('nonce'), challenge: of('code_challenge'), redirect });
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    back.searchParams.set('state', of('state'));
    response.writeHead(302, { location: back.href }).end();
  }

  /** An ID token for a code, once, and for whoever began the sign-in. */
  private tokenFor(said: URLSearchParams): string | undefined {
    const code = said.get('code') ?? '';
    const granted = this.granted.get(code);
    this.granted.delete(code);
    const challenge = createHash('sha256')
      .update(said.get('code_verifier') ?? '')
      .digest('base64url');
    if (granted?.challenge !== challenge || granted.redirect !== said.get('redirect_uri')) return undefined;
    const iat = Math.floor(Date.now() / 1000);
    const { login, nonce } = granted;
    const claims = { iss: this.url, aud: CLIENT, sub: login, preferred_username: login, nonce, ...PERSON };
    if (login === NOBODY) claims.groups = [];
    const parts = [
      { alg: 'ES256', kid: 'first' },
      { ...claims, iat, exp: iat + TOKEN_SECONDS },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(parts.join('.')), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `${parts.join('.')}.${signature.toString('base64url')}`;
  }

  private document(): object {
    const { url } = this;
    return {
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['none'],
    };
  }
}

/** A port that nothing uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A page that asks for a name, and passes on what the server said. */
function pageOf(said: URLSearchParams): string {
  const kept = [...said].map(([name, value]) => `<input type=hidden name="${name}" value="${encoded(value)}">`);
  return `<!doctype html><title>Example Inc.</title><form action=/login>${kept.join('')}<label>Login <input name=login></label><button>Sign in</button></form>`;
}

const encoded = (text: string): string => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
