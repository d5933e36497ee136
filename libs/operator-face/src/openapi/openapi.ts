import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { completeReasons } from './openapi-reasons.js';
import { completeResponses } from './openapi-problems.js';
import { completeSchemas } from './openapi-schemas.js';

/** Serves the documentation for people at /docs and for programs at /docs-json. */
export function serveOpenApi(app: INestApplication): void {
  const outline = new DocumentBuilder()
    .setTitle('Twinbank')
    .setDescription(
      'Live firmware updates for fleets of dual-bank microcontrollers. Every error answer is application/problem+json with a stable `code`.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .build();
  const document = (): OpenAPIObject => {
    const made = SwaggerModule.createDocument(app, outline);
    completeReasons(made);
    completeSchemas(made);
    completeResponses(made);
    return made;
  };
  SwaggerModule.setup('docs', app, document, { customSiteTitle: 'Twinbank', jsonDocumentUrl: 'docs-json' });
}
