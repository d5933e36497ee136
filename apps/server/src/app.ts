import 'reflect-metadata';

import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ProblemFilter, requestValidation } from '@twinbank/http';

import { API_PREFIX } from './api-prefix.js';
import { AppModule } from './app.module.js';
import { nestLogger } from './composition/logging.js';
import type { Composition } from './composition/composition.module.js';
import { createHttpAdapter, prepareHttp } from './http-server.js';
import { serveOpenApi } from './openapi.js';

/** Puts the application together, ready to listen or to be injected requests. */
export async function createApp(composition: Composition, deviceFace: Type): Promise<NestFastifyApplication> {
  const { config, logger } = composition;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(composition, deviceFace),
    createHttpAdapter(logger, config.http.tls),
    { logger: nestLogger(logger.child({ context: 'nest' })), bodyParser: false, abortOnError: false },
  );
  await prepareHttp(app);
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health/*probe', `${API_PREFIX}/health/*probe`] });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(requestValidation());
  serveOpenApi(app);
  await app.init();
  return app;
}
