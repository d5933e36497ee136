import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { jest } from '@jest/globals';
import Provider from 'oidc-provider';

import { CALLBACK_PATH } from '../issuer-exchange.js';

/** Where browsers find the server under test. */
export const PUBLIC_URL = 'https://twinbank.example';
export const CLIENT = { id: 'twinbank', secret: 'a-client-secret-that-is-never-logged' };

/** What the issuer says of a person. */
export type Account = Readonly<Record<string, unknown>>;

/** An OpenID provider (`oidc-provider`, certified) on a free port of this machine. */
export class RealIssuer {
  readonly accounts = new Map<string, Account>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<RealIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new RealIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    // It warns that its pages for signing in are made for tests.
    const quiet = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    server.on('request', issuer.provider().callback());
    quiet.mockRestore();
    return issuer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /**
   * A browser that opens the address and signs in at the issuer. Returns where the issuer sends it back to.
   *
   * @param login as which account, or undefined for somebody who gives up
   */
  async visit(address: string, login: string | undefined): Promise<URL> {
    const cookies = new Map<string, string>();
    const ask = async (url: string, form?: Record<string, string>): Promise<Response> => {
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return response;
    };
    let at = address;
    let response = await ask(at);
    for (let step = 0; step < 12; step++) {
      const to = response.headers.get('location');
      if (to !== null) {
        at = new URL(to, at).href;
        if (at.startsWith(PUBLIC_URL)) return new URL(at);
        response = await ask(at);
        continue;
      }
      const page = await response.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      if (prompt === undefined) throw new Error(`the issuer shows ${response.status} ${page.slice(0, 500)}`);
      if (login === undefined) response = await ask(`${at}/abort`);
      else response = await ask(at, { prompt, login, password: 'x' });
    }
    throw new Error('the issuer sends the browser around in circles');
  }

  private provider(): Provider {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new Provider(this.url, {
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${PUBLIC_URL}${CALLBACK_PATH}`] },
        { client_id: 'other', client_secret: 'x'.repeat(32), redirect_uris: [`${PUBLIC_URL}${CALLBACK_PATH}`] },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'first' } as never] },
      cookies: { keys: ['a key for tests'] },
      claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups'] },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.accounts.get(id) }) }),
      ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    });
  }
}
