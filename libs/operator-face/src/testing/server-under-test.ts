import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ClientConfig } from 'pg';
import { pino, type Logger } from 'pino';

import { MemoryBlobStore } from '@twinbank/blobs';
import type { Database } from '@twinbank/database';
import { TEST_DATABASES, type TestDatabase } from '@twinbank/database/testing/test-database';
import { createKeyRingText, parseKeyRing, signOperatorToken, type KeyRing, type OperatorScope } from '@twinbank/keys';
import { ResourcesModule } from '@twinbank/ports';
import { StoredReleasesModule } from '@twinbank/stored-releases';
import { until } from '@twinbank/testkit/until';

import { AuditRefusals } from '../audit/audit-refusals.js';
import { AuditSealer } from '../audit/audit-sealer.js';
import type { Certificate } from '../http/http-server.js';
import { createOperatorApp } from '../operator-app.js';
import type { OperatorSettings } from '../operator-settings.js';
import { OperatorFaceModule } from '../operator-face.module.js';
import { AnswersByDocument } from './answers-by-document.js';
import { FakeDeviceFaceModule } from './fake-device-face.js';

/**
 * How long a start may take: the first start of an installation creates a database, which takes seconds, and more on a
 * busy machine.
 */
export const SERVER_START_MS = 60_000;
const TOKEN_MS = 3_600_000;
/** Most connections at the same time, like on a server with plenty of file descriptors. */
const CONNECTIONS = 2048;

/** An answer with its JSON parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Loosely typed like JSON itself, because tests look at fields of many shapes. */
  readonly json: ReturnType<typeof JSON.parse>;
}

interface Parts {
  readonly keyRing: KeyRing;
  readonly opened: TestDatabase;
  readonly dataDir: string;
  readonly blobs: MemoryBlobStore;
  readonly tls: Certificate | undefined;
  readonly keep?: OperatorSettings['keep'];
  readonly settings?: SettingsOfTest;
  readonly log?: NodeJS.WritableStream;
}

/** Settings that a test gives the operator face. */
type SettingsOfTest = Partial<OperatorSettings>;

interface StartOptions {
  readonly tls?: Certificate;
  readonly open?: () => Promise<TestDatabase>;
  readonly keep?: OperatorSettings['keep'];
  readonly settings?: SettingsOfTest;
  /** Gets every line that the server logs; without it, only errors are written to stderr. */
  readonly log?: NodeJS.WritableStream;
}

@Module({})
class OperatorFaceUnderTest {}

/** The parts of a request. */
export type Sent = {
  body?: object | string | Uint8Array;
  scope?: OperatorScope | 'none';
  headers?: Record<string, string>;
  /** The address that the request comes from. */
  from?: string;
};

/**
 * The operator face over a real database, with a device face that only remembers its calls. Requests are injected
 * without a socket.
 */
export class ServerUnderTest {
  private documented: Promise<AnswersByDocument> | undefined;
  private readonly others: ServerUnderTest[] = [];
  private stopped = false;

  private constructor(
    readonly app: NestFastifyApplication,
    private readonly parts: Parts,
  ) {}

  /**
   * @param tls a certificate: the server then speaks only HTTPS
   * @param open opens its database
   */
  static async start({
    tls,
    keep,
    settings,
    log,
    open = TEST_DATABASES.at(-1)![1],
  }: StartOptions = {}): Promise<ServerUnderTest> {
    const opened = await open();
    const keyRing = await parseKeyRing(createKeyRingText((length) => new Uint8Array(randomBytes(length))));
    const logger = log
      ? pino({ level: 'trace' }, log)
      : pino({ level: 'error' }, pino.destination({ dest: 2, sync: true }));
    const chosen = { ...(keep && { keep }), ...(settings && { settings }) };
    return ServerUnderTest.serve({ keyRing, opened, blobs: new MemoryBlobStore(), tls, ...chosen }, logger);
  }

  /** Starts a second server on the same database, with the same keys. It is stopped with this one, if not before. */
  async beside(): Promise<ServerUnderTest> {
    const opened = { ...this.parts.opened, dispose: () => Promise.resolve() };
    const other = await ServerUnderTest.serve({ ...this.parts, opened, tls: undefined }, pino({ level: 'silent' }));
    this.others.push(other);
    return other;
  }

  private static async serve(parts: Omit<Parts, 'dataDir'>, logger: Logger): Promise<ServerUnderTest> {
    const { keyRing, blobs, opened, tls, keep, settings } = parts;
    const dataDir = await mkdtemp(join(tmpdir(), 'twinbank-server-'));
    const root = {
      module: OperatorFaceUnderTest,
      imports: [
        ResourcesModule.of({ logger, keyRing, blobs, database: opened.database }),
        StoredReleasesModule,
        { module: FakeDeviceFaceModule, global: true },
        OperatorFaceModule.of({ dataDir, blobsDir: join(dataDir, 'blobs'), ...(keep && { keep }), ...settings }),
      ],
    };
    const app = await createOperatorApp(root, { logger, tls, connections: CONNECTIONS, ...settings });
    return new ServerUnderTest(app, { ...parts, dataDir });
  }

  get database(): Database {
    return this.parts.opened.database;
  }

  /** For changes to the database that no part of the server makes. */
  get connection(): ClientConfig {
    return this.parts.opened.connection;
  }

  get keyRing(): KeyRing {
    return this.parts.keyRing;
  }

  get blobs(): MemoryBlobStore {
    return this.parts.blobs;
  }

  get<T>(provider: new (...args: never[]) => T): T {
    return this.app.get(provider, { strict: false });
  }

  token(scope: OperatorScope, lifetimeMs = TOKEN_MS): Promise<string> {
    return signOperatorToken({
      key: this.keyRing.operatorKey,
      operator: { name: `test-${scope}`, scopes: [scope] },
      nowMs: Date.now(),
      lifetimeMs,
    });
  }

  /** Sends a request. Objects are sent as JSON; unless told otherwise, with an administrator's token. */
  async send(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    { body, scope = 'admin', headers = {}, from = '127.0.0.1' }: Sent = {},
  ): Promise<Answer> {
    const authorization = scope === 'none' ? {} : { authorization: `Bearer ${await this.token(scope)}` };
    const { type, payload } = payloadOf(body);
    const response = await this.app.inject({
      method,
      remoteAddress: from,
      url: path.startsWith('/') ? path : `/api/v1/${path}`,
      headers: { ...authorization, ...type, ...headers },
      ...(payload !== undefined && { payload }),
    });
    const json = jsonOf(response);
    const answered = { status: response.statusCode, type: String(response.headers['content-type']), json };
    (await this.answers()).check(method, response.raw.req.url ?? '', answered);
    return { status: response.statusCode, headers: response.headers, text: response.body, json };
  }

  /** What this server's document says of answers. Every answer to `send` is held against it. */
  private answers(): Promise<AnswersByDocument> {
    this.documented ??= this.app
      .inject({ method: 'GET', url: '/docs-json' })
      .then((response) => AnswersByDocument.of(response.body));
    return this.documented;
  }

  /**
   * Seals the entries that wait in the audit log. From then on, this server seals only when told to: otherwise its timer
   * could be holding the place of the one who seals, and the entries would be sealed a little later.
   */
  async seal(): Promise<void> {
    await this.get(AuditRefusals).flush();
    const sealer = this.get(AuditSealer);
    await sealer.onApplicationShutdown();
    await until(async () => {
      if (!(await this.database.auditLog.hasUnsealed())) return true;
      await sealer.look();
      return false;
    }, 'the sealed audit log');
  }

  /** Listens on a free port, for tests that need a socket. */
  async listen(): Promise<string> {
    await this.app.listen(0, '127.0.0.1');
    const scheme = this.parts.tls ? 'https' : 'http';
    return `${scheme}://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
  }

  /** Stops it, if it was not stopped yet. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    for (const other of this.others) await other.stop();
    await this.app.close();
    await this.parts.opened.dispose();
    await rm(this.parts.dataDir, { recursive: true, force: true });
  }
}

function payloadOf(body: Sent['body']): { type: Record<string, string>; payload?: string | Buffer } {
  if (body === undefined) return { type: {} };
  if (typeof body === 'string') return { type: {}, payload: body };
  if (body instanceof Uint8Array) return { type: {}, payload: Buffer.from(body) };
  return { type: { 'content-type': 'application/json' }, payload: JSON.stringify(body) };
}

/** The parsed JSON of an answer; undefined if it is not JSON. */
function jsonOf({ headers, body }: { headers: Readonly<Record<string, unknown>>; body: string }): unknown {
  return /^application\/(problem\+)?json/.test(String(headers['content-type'])) && body !== ''
    ? JSON.parse(body)
    : undefined;
}
