import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createOperatorApp } from '@twinbank/operator-face';

import { AppModule } from './app.module.js';
import type { Composition } from './composition/composition.module.js';
import { descriptorLimit, placesFor } from './composition/descriptors.js';

/** Puts the application together, ready to listen. */
export function createApp(composition: Composition, deviceFace: Type): Promise<NestFastifyApplication> {
  const { config, logger } = composition;
  const connections = placesFor(descriptorLimit()).operators;
  return createOperatorApp(AppModule.of(composition, deviceFace), { logger, tls: config.http.tls, connections });
}
