import { rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';

import { deviceUrl, ensureAdminToken, OperatorTokensService } from '@twinbank/operator-face';
import { BrokerState } from '@twinbank/ports';

import { createApp } from './app.js';
import { compose, type Composition } from './composition/composition.js';
import type { Config } from './composition/config.js';
import { replaceSecretFile } from './composition/secret-file.js';

/** File in the data folder with the address of the running server; removed by a clean stop. */
const ADDRESS_FILE = 'server.json';
/** How long a stop waits for running requests. */
const DRAIN_MS = 10_000;

/** A listening server. */
export interface RunningServer {
  /** Where operators and devices connect, with the actual ports. */
  readonly http: string;
  readonly mqtt: string;
  readonly adminTokenFile: string;
  /** Resolves when the server must end, because another one has taken over its devices. */
  readonly lost: Promise<Error>;
  /** Accepts no more requests, finishes the running ones, and closes everything. */
  stop(): Promise<void>;
}

/** Starts a server. If a step fails, what was opened before it is closed again. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  let onLost!: (error: Error) => void;
  const lost = new Promise<Error>((resolve) => (onLost = resolve));
  const composition = await compose(config, logger, onLost);
  let app: NestFastifyApplication | undefined;
  try {
    app = await createApp(composition);
    // Written before anyone can ask whether the server is ready, because a client that waits for that reads the
    // file next.
    const adminTokenFile = await ensureAdminToken(config.dataDir, app.get(OperatorTokensService), replaceSecretFile);
    await app.listen(config.http.port, config.http.host);
    return { ...(await announce(app, composition, adminTokenFile)), lost };
  } catch (error) {
    await app?.close();
    await composition.close();
    throw error;
  }
}

async function announce(
  app: NestFastifyApplication,
  composition: Composition,
  adminTokenFile: string,
): Promise<Omit<RunningServer, 'lost'>> {
  const { config, logger } = composition;
  const http = httpUrl(config, app.getHttpServer().address() as AddressInfo);
  const mqtt = deviceUrl(config, app.get(BrokerState));
  const addressFile = join(config.dataDir, ADDRESS_FILE);
  // Whoever waits for it reads all of it or nothing.
  await writeFile(`${addressFile}.next`, `${JSON.stringify({ pid: process.pid, http, mqtt })}\n`);
  await rename(`${addressFile}.next`, addressFile);
  logger.info({ http, mqtt, database: composition.database.kind, adminTokenFile }, 'server is ready');
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    logger.info('server is stopping');
    await closeApp(app);
    await composition.close();
    await rm(addressFile, { force: true });
    logger.info('server has stopped');
  };
  return { http, mqtt, adminTokenFile, stop: () => (stopping ??= stop()) };
}

/** Closes the application; connections that are still busy after the drain time are cut. */
async function closeApp(app: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(
    () => (app.getHttpServer() as { closeAllConnections(): void }).closeAllConnections(),
    DRAIN_MS,
  );
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

function httpUrl(config: Config, { port }: AddressInfo): string {
  const { host, tls } = config.http;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${name}:${port}`;
}
