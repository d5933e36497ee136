import type { OpenAPIObject } from '@nestjs/swagger';

import { NDJSON_MEDIA_TYPE } from '@twinbank/http';

import { API_PREFIX } from '../http/api-prefix.js';

const CHANGE = `/${API_PREFIX}/devices/bulk/change`;

/** Adds the second form of an order about many devices, one of them a line: the decorators know one body of an operation only. */
export function completeLines({ paths }: OpenAPIObject): void {
  const body = paths[CHANGE]?.post?.requestBody as { readonly content: Record<string, object> } | undefined;
  if (!body) throw new Error(`the document has no ${CHANGE}`);
  body.content[NDJSON_MEDIA_TYPE] = {
    schema: { type: 'string', description: 'A device with its change in each line.' },
    example: '{"id":"m-0001","change":{"tags":["pilot"],"attributes":{"site":"hamburg"}}}\n',
  };
}
