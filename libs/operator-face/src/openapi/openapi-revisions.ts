import type { OpenAPIObject } from '@nestjs/swagger';

import { IF_MATCH, IF_MATCH_HEADER, IF_MATCH_LENGTH_MAX } from '@twinbank/http';

import { CONDITIONAL_EXTENSION } from '../http/only-at.js';

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  headers?: object;
}
interface Operation {
  readonly [CONDITIONAL_EXTENSION]?: true;
  parameters?: object[];
  readonly responses: Readonly<Record<string, Response>>;
}

/**
 * Adds the header `ETag` to every answer that has a revision, and `If-Match` to every operation that takes it. The problem
 * `precondition_failed` follows from the latter (openapi-problems.ts).
 */
export function completeRevisions(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item as Record<string, Operation>)) {
      if (isConditional(operation)) operation.parameters = [...(operation.parameters ?? []), PARAMETER];
      for (const response of Object.values(operation.responses))
        if (hasRevision(document, response)) response.headers = { ...response.headers, ...ETAG };
    }
  }
}

/** Whether an operation takes `If-Match`. */
export const isConditional = (operation: object): boolean => CONDITIONAL_EXTENSION in operation;

function hasRevision({ components }: OpenAPIObject, { content = {} }: Response): boolean {
  const name = content['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
  const schema = components?.schemas?.[name] as { readonly properties?: object } | undefined;
  return 'revision' in (schema?.properties ?? {});
}

/** What a strong entity tag looks like. */
const TAG = { type: 'string', pattern: '^"[!#-~]*"$' } as const;

/** The header by which an answer names the state of what it shows. */
export const ETAG = { ETag: { description: 'The revision, in quotes.', schema: TAG } };

const PARAMETER = {
  name: IF_MATCH_HEADER,
  in: 'header',
  required: false,
  description:
    'Do it only if what is changed is at a revision that this names, as ETag named it; otherwise precondition_failed (412), whose ETag names the present one.',
  schema: { type: 'string', pattern: IF_MATCH.source, maxLength: IF_MATCH_LENGTH_MAX },
};
