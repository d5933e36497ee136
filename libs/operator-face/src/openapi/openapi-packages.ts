import type { OpenAPIObject } from '@nestjs/swagger';

import { PACKAGE_MEDIA_TYPE } from '@twinbank/package';

import { API_PREFIX } from '../http/api-prefix.js';

const UPLOAD = `/${API_PREFIX}/products/{product}/releases`;

/** Adds the second thing that an upload may be, a release package: the decorators know one body of an operation only. */
export function completePackages({ paths }: OpenAPIObject): void {
  const body = paths[UPLOAD]?.post?.requestBody as { readonly content: Record<string, object> } | undefined;
  if (!body) throw new Error(`the document has no ${UPLOAD}`);
  body.content[PACKAGE_MEDIA_TYPE] = {
    schema: { type: 'string', format: 'binary', description: 'A release that its team has packed and signed.' },
  };
}
