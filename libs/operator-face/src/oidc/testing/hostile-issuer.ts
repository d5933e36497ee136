import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An issuer that says whatever a test tells it to. By default it behaves well. */
export class HostileIssuer {
  /** Changes to the claims of the next ID token, and to the document about the issuer. */
  claims: JWTPayload = {};
  document: Readonly<Record<string, unknown>> = {};
  /** Signs the next ID token, if not with the key that the issuer shows. */
  sign: ((claims: JWTPayload) => Promise<string>) | undefined;
  /** What it answers in place of what it should, by the last part of the path. */
  readonly instead = new Map<string, Answer>();
  nonce = '';
  private key!: { readonly kid: string; readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
  private keys = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(port = 0): Promise<HostileIssuer> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new HostileIssuer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await issuer.rotate();
    server.on('request', (request, response) => void issuer.answer(request, response));
    return issuer;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes a new key; the old one is not shown any longer. */
  async rotate(): Promise<void> {
    this.key = { kid: `key-${++this.keys}`, ...(await generateKeyPair('ES256')) };
  }

  /** Behaves well again. */
  reset(): void {
    [this.claims, this.document, this.sign] = [{}, {}, undefined];
    this.instead.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** The claims of a good ID token. */
  goodClaims(): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 300 };
    return { iss: this.url, aud: 'twinbank', sub: 'ann', nonce: this.nonce, groups: ['ops'], ...times };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const place = request.url!.split('/').at(-1)!;
    const instead = this.instead.get(place);
    if (instead !== undefined) return instead(response, request);
    const json = (body: object): unknown =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (place === 'openid-configuration') return void json(this.documentNow());
    if (place === 'jwks')
      return void json({
        keys: [{ ...(await exportJWK(this.key.publicKey)), kid: this.key.kid, use: 'sig', alg: 'ES256' }],
      });
    if (place !== 'token') return void response.writeHead(404).end();
    const claims = { ...this.goodClaims(), ...this.claims };
    const token = await (this.sign ?? ((given) => this.signed(given)))(claims);
    json({ access_token: 'at', token_type: 'Bearer', id_token: token });
  }

  private signed(claims: JWTPayload): Promise<string> {
    const { kid, privateKey } = this.key;
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
  }

  private documentNow(): object {
    const { url } = this;
    return {
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256', 'HS256', 'none'],
      ...this.document,
    };
  }
}
