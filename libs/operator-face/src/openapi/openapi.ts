import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import type { OperationInput } from '@twinbank/http';

import { completeLists } from '../lists/list-documentation.js';
import { completeReports } from '../reports/report-documentation.js';
import { completeKeys, isOnceUnderKey, showsSecret, takesKey } from './openapi-idempotency.js';
import { completeEvents } from './openapi-events.js';
import { completeLines } from './openapi-lines.js';
import { completePackages } from './openapi-packages.js';
import { completeReasons } from './openapi-reasons.js';
import { completeResponses } from './openapi-problems.js';
import { completeRevisions, isConditional } from './openapi-revisions.js';
import { completeSchemas } from './openapi-schemas.js';

type OperationObject = Pick<NonNullable<OpenAPIObject['paths'][string]['get']>, 'parameters' | 'requestBody'>;
type ParameterObject = { readonly name: string; readonly in: string };

/** What the application knows of an operation from its document. */
interface OperationOfDocument extends OperationInput {
  readonly isOnceUnderKey: boolean;
  readonly showsSecret: boolean;
}

/** Serves the documentation for people at /docs and the OpenAPI document at /docs-json; returns the document. */
export function serveOpenApi(app: INestApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setTitle('Twinbank')
    .setDescription(
      'Live firmware updates for fleets of dual-bank microcontrollers. Every error answer is application/problem+json with a stable `code`.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addServer('/')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .addCookieAuth('twinbank', {
      type: 'apiKey',
      in: 'cookie',
      description: 'The session of a browser; over TLS it is named __Host-twinbank.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, outline);
  completeReasons(document);
  completeRevisions(document);
  completeKeys(document);
  completePackages(document);
  completeLines(document);
  completeSchemas(document);
  completeLists(document);
  completeReports(document);
  completeResponses(document);
  completeEvents(document);
  markPublic(document);
  SwaggerModule.setup('docs', app, document, { customSiteTitle: 'Twinbank', jsonDocumentUrl: 'docs-json' });
  return document;
}

/** Says of operations that need no token that this is so: the document names no security for them, which could be an omission. */
function markPublic({ paths }: OpenAPIObject): void {
  for (const item of Object.values(paths))
    for (const operation of Object.values(item as Record<string, { security?: unknown[] }>)) operation.security ??= [];
}

/** The extension of the OpenAPI document that marks an operation which ignores query parameters that it does not know. */
export const OPEN_QUERY_EXTENSION = 'x-open-query';

/** The inputs of each operation of the document, apart from its path. */
export function inputsOf(document: OpenAPIObject): OperationOfDocument[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OperationObject>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      query: Object.hasOwn(operation, OPEN_QUERY_EXTENSION)
        ? 'any'
        : new Set(
            ((operation.parameters ?? []) as readonly ParameterObject[])
              .filter((one) => one.in === 'query')
              .map(({ name }) => name),
          ),
      body: Object.keys((operation.requestBody as { readonly content?: object } | undefined)?.content ?? {})[0],
      conditional: isConditional(operation),
      keyed: takesKey(operation),
      isOnceUnderKey: isOnceUnderKey(operation),
      showsSecret: showsSecret(document, operation),
    })),
  );
}
