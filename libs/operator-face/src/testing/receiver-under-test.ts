import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A message that the receiver got. */
export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly data: { readonly id?: number; readonly data: Record<string, unknown> };
  };
}

type Answering = (response: ServerResponse, request: IncomingMessage) => void;

const TAKES: Answering = (response) => void response.writeHead(204).end();

/** A receiver of webhooks that speaks HTTPS on a loopback address, and answers each path as a test tells it. */
export class ReceiverUnderTest {
  readonly messages: ReceivedMessage[] = [];
  /** Requests that began, also those that were not answered. */
  began = 0;
  /** Connections over which TLS was spoken. */
  connections = 0;
  private readonly answers = new Map<string, Answering>();

  private constructor(
    private readonly server: Server,
    /** The certificate by which it is known. */
    readonly ca: string,
  ) {}

  static async start(): Promise<ReceiverUnderTest> {
    const { key, cert } = aCertificate();
    const server = createServer({ key, cert });
    const receiver = new ReceiverUnderTest(server, cert);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => receiver.take(request, response));
    server.on('secureConnection', () => (receiver.connections += 1));
    server.on('tlsClientError', () => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  /** The address of a path, by the name that the certificate has. */
  url(path: string, host = 'localhost'): string {
    return `https://${host}:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  /** Decides how a path answers. */
  answer(path: string, answering: Answering): void {
    this.answers.set(`/${path}`, answering);
  }

  /** Has a path answer with a gigabyte, as fast as it is read; returns how much of it was written so far. */
  pour(path: string): () => number {
    let written = 0;
    this.answer(path, (response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const pour = (): void => {
        while (!response.destroyed && written < 1e9) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pour);
        }
      };
      response.writeHead(200);
      pour();
    });
    return () => written;
  }

  /** What came to a path. */
  at(path: string): ReceivedMessage[] {
    return this.messages.filter((message) => message.path === `/${path}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    this.began += 1;
    const path = request.url ?? '';
    const chunks: Uint8Array[] = [];
    response.on('error', () => undefined);
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text) as ReceivedMessage['body'];
      this.messages.push({ path, headers: request.headers, text, body });
      (this.answers.get(path) ?? TAKES)(response, request);
    });
  }
}

function aCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'twinbank-receiver-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  try {
    execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
