import 'reflect-metadata';

import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { IdempotencyKeys } from '@twinbank/database';
import { DocumentedInput, ProblemFilter, requestValidation } from '@twinbank/http';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { AuditRefusals } from './audit/audit-refusals.js';
import { serveConsole } from './console/serve-console.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { API_PREFIX } from './http/api-prefix.js';
import { createHttpAdapter, prepareHttp, type Certificate } from './http/http-server.js';
import { RevisionInterceptor } from './http/only-at.js';
import { nestLogger } from './http/nest-logger.js';
import type { OperatorSettings } from './operator-settings.js';
import { inputsOf, serveOpenApi } from './openapi/openapi.js';

/** Options of the HTTP application. */
export interface OperatorAppOptions extends Pick<OperatorSettings, 'trustedProxies' | 'corsOrigins'> {
  readonly logger: Logger;
  readonly tls?: Certificate | undefined;
  /** Most connections of operators at the same time; if there are more, idle ones are closed. */
  readonly connections: number;
  /** Folder of the built console, which is served where no route answers; without it none is meant to be there. */
  readonly consoleDir?: string | undefined;
}

/**
 * Creates the HTTP application of a server, ready to listen, or to get requests by `inject`.
 *
 * @param root a module that imports `OperatorFaceModule` and what it needs
 */
export async function createOperatorApp(
  root: DynamicModule,
  { logger, tls, connections, trustedProxies, corsOrigins, consoleDir }: OperatorAppOptions,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    createHttpAdapter(logger, { tls, trustedProxies }),
    { logger: nestLogger(logger.child({ context: 'nest' })), bodyParser: false, abortOnError: false },
  );
  await prepareHttp(app, connections, { corsOrigins });
  serveConsole(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, { folder: consoleDir, logger });
  const refusals = app.get(AuditRefusals, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', async (request, reply) => refusals.note(request, reply.statusCode));
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health/*probe', `${API_PREFIX}/health/*probe`] });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(requestValidation());
  const inputs = inputsOf(serveOpenApi(app));
  const once = inputs.filter(({ isOnceUnderKey }) => isOnceUnderKey);
  app.useGlobalInterceptors(
    new DocumentedInput(inputs),
    new RevisionInterceptor(),
    new IdempotencyInterceptor({
      keys: app.get(IdempotencyKeys, { strict: false }),
      clock: app.get<Clock>(CLOCK, { strict: false }),
      routes: new Map(once.map(({ method, url, showsSecret }) => [`${method} ${url}`, { showsSecret }])),
    }),
  );
  await app.init();
  return app;
}
