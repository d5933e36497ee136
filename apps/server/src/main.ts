#!/usr/bin/env node
import { pino } from 'pino';

import { ConfigError, readConfig, type Config } from './composition/config.js';
import { descriptorShortage, descriptorLimit } from './composition/descriptors.js';
import { createLogger } from './composition/logging.js';
import { describeSettings } from './composition/settings.js';
import type { RunningServer } from './server.js';

/** If stopping takes longer, the process is ended by force. */
const STOP_MS_MAX = 20_000;

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\nRun with --help for all settings.\n`);
    return process.exit(2);
  }
}

async function run(): Promise<void> {
  const config = configOrExit();
  const shortage = descriptorShortage(descriptorLimit());
  if (shortage) {
    process.stderr.write(`${shortage}\n`);
    return process.exit(2);
  }
  const logger = createLogger(config.logLevel, pino.destination({ dest: 1, sync: true }));
  const fail = (error: unknown): never => {
    logger.fatal({ err: error }, 'the server ends');
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // Loaded only now, so that help and errors appear at once.
  const { startServer } = await import('./server.js');
  const server = await startServer(config, logger);
  process.stderr.write(
    `Twinbank is ready.\n  console    ${server.http}/\n  operators  ${server.http}/api/v1  (documentation: ${server.http}/docs)\n  devices    ${server.mqtt}\n  token      in ${server.adminTokenFile}\n`,
  );
  stopOnSignals(server);
  void server.lost.then(fail);
}

function stopOnSignals(server: RunningServer): void {
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    void server.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

if (process.argv.includes('--help')) {
  // Whoever reads it, such as head, may have enough.
  process.stdout.on('error', () => process.exit(0));
  process.stdout.write(describeSettings());
} else await run();
