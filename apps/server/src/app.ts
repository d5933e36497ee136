import { fileURLToPath } from 'node:url';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createOperatorApp } from '@twinbank/operator-face';

import { AppModule } from './app.module.js';
import type { Composition } from './composition/composition.js';
import { descriptorLimit, placesFor } from './composition/descriptors.js';

/** Where the build leaves the console, seen from here, in the sources and in what is built of them. */
const CONSOLE_DIR = fileURLToPath(new URL('../../console/dist/site/', import.meta.url));

/** Builds the application, ready to listen. */
export function createApp(composition: Composition): Promise<NestFastifyApplication> {
  const { config, logger } = composition;
  const connections = placesFor(descriptorLimit()).operators;
  const { trustedProxies, corsOrigins } = config;
  return createOperatorApp(AppModule.of(composition), {
    ...{ logger, connections, trustedProxies, corsOrigins },
    tls: config.http.tls,
    consoleDir: CONSOLE_DIR,
  });
}
